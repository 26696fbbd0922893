"""The report for people, as it stands on the screen."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from outbound_lint.findings.model import FileReport, Report
from outbound_lint.source import Span
from tests.checkout import ROOT
from tests.reporters.samples import (
    PATH,
    SUPPORT,
    TOKEN,
    broken_headers,
    collision,
    file_report,
    plain,
    rendered,
    report_of,
    span_of,
)

SOUND = Report((FileReport("a.yaml", 2), FileReport("b.yaml", 1)))


def test_a_finding_shows_its_place_its_line_and_the_places_it_speaks_of() -> None:
    assert rendered(report_of(SUPPORT, collision())) == (
        "agents/support.yaml:6:29: error[payload-key-collision] the platform writes the number to "
        'call into "phone_number", so this value is lost\n'
        "  |\n"
        "5 |     phone_number_key: phone_number\n"
        "  |                       ------------ the phone number key is given here\n"
        '6 |     trigger_call_payload: \'{"phone_number": "+12025550123"}\'\n'
        "  |                             ^^^^^^^^^^^^^^\n"
        "  |\n"
        "  = in connection support-line\n"
        "  = help: remove the member\n"
        "\n"
        "1 error in 1 connection (1 file)\n"
    )


def test_a_nameless_connection_at_the_root_is_not_named() -> None:
    nameless = plain(Span(0, 11), connection="", hint="")
    assert rendered(report_of(SUPPORT, nameless), quiet=True).endswith("^^^^^^^^^^^\n  |\n")


def test_a_secret_is_masked_and_the_caret_stands_behind_the_mask() -> None:
    output = rendered(
        report_of(SUPPORT, broken_headers(), sensitive=(span_of(SUPPORT, TOKEN),)), quiet=True
    )
    assert output == (
        "agents/support.yaml:4:90: error[headers-invalid-json] "
        "a name in double quotes belongs here\n"
        "  |\n"
        '4 |     trigger_call_headers: \'{"Authorization": "Bearer ****", x}\'\n'
        "  |                                                             ^\n"
        "  |\n"
    )


def test_the_summary_counts_severities_connections_and_files() -> None:
    text = "a\n"
    diagnostics = [
        plain(Span(0, 1), severity=severity)
        for severity in ("error", "error", "warning", "info", "info")
    ]
    files = (file_report(text, *diagnostics), *SOUND.files, FileReport("other.yaml"))
    assert rendered(Report(files)).endswith(
        "\n\n2 errors, 1 warning, 2 infos in 4 connections (4 files; 1 without connections)\n"
    )


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (SOUND.files, "All sound: 3 connections (2 files)\n"),
        (
            (*SOUND.files, FileReport("c.yaml")),
            "All sound: 3 connections (3 files; 1 without connections)\n",
        ),
        (
            (FileReport("c.yaml"),),
            "Nothing to check: 0 connections (1 file; 1 without connections)\n",
        ),
        ((), "Nothing to check: no files were found\n"),
    ],
)
def test_a_sound_run_says_what_was_looked_at(files: tuple[FileReport, ...], expected: str) -> None:
    assert rendered(Report(files)) == expected
    assert rendered(Report(files), quiet=True) == ""


def test_findings_of_one_rule_beyond_the_limit_are_summed_up() -> None:
    text = "x" * 60
    twice = [plain(Span(place, place + 1)) for place in range(53)]
    others = [plain(Span(place, place + 1), rule="wrong-type") for place in range(50)]
    report = report_of(text, *twice, *others)
    output = rendered(report)
    assert output.count("warning[duplicate-key]") == 50
    assert output.count("warning[wrong-type]") == 50
    assert f"\n{PATH}: … and 3 more of duplicate-key in this file\n" in output
    assert "more of wrong-type" not in output
    assert output.endswith("103 warnings in 1 connection (1 file)\n")
    assert rendered(report, verbose=True).count("warning[duplicate-key]") == 53


def test_other_connections_are_named_up_to_three() -> None:
    finding = collision()._replace(also=("a", "b", "c", "d", "e"))
    assert "  = in connection support-line, also in a, b, c and 2 more\n" in rendered(
        report_of(SUPPORT, finding)
    )
    assert "also in a, b, c, d, e\n" in rendered(report_of(SUPPORT, finding), verbose=True)


def test_verbose_gives_the_pointers() -> None:
    assert "  = at /connections/0/trigger_call_payload, in its JSON at /phone_number\n" in rendered(
        report_of(SUPPORT, collision()), verbose=True
    )
    document = collision()._replace(pointer="", embedded_pointer=None)
    assert "  = at the root\n" in rendered(report_of(SUPPORT, document), verbose=True)


def test_a_place_that_is_not_exact_is_said_to_be_so() -> None:
    assert "  | ^^^^^ somewhere in this value\n" in rendered(
        report_of("value", plain(Span(0, 5), exact=False))
    )


def test_statistics_count_each_rule_the_most_frequent_first() -> None:
    once = plain(Span(0, 1), rule="wrong-type", severity="error")
    report = report_of("text", once, *[plain(Span(0, 1))] * 11)
    assert rendered(report, statistics=True, quiet=True).endswith(
        "\n\n11  warning  duplicate-key\n 1  error    wrong-type\n"
    )
    assert rendered(SOUND, statistics=True) == rendered(SOUND)


def test_a_file_without_text_has_no_frame() -> None:
    finding = plain(Span(0, 0), rule="unreadable-file", severity="error", hint="mend it")
    assert rendered(report_of("", finding), quiet=True) == (
        f"{PATH}:1:1: error[unreadable-file] named twice\n  = help: mend it\n"
    )


def test_colours_change_nothing_but_the_colours() -> None:
    report = report_of(SUPPORT, broken_headers(), collision())
    coloured = rendered(report, color=True, statistics=True)
    assert "\x1b[1;31merror[payload-key-collision]\x1b[0m" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == rendered(report, statistics=True)


def test_a_sound_run_imports_nothing_that_only_findings_need() -> None:
    program = (
        "import sys\n"
        "from outbound_lint.findings.model import FileReport, Report\n"
        "from outbound_lint.reporters import RENDERERS\n"
        "from outbound_lint.reporters.options import RenderOptions\n"
        "RENDERERS['text'](Report((FileReport('a.yaml', 1),)), RenderOptions('1'))\n"
        "print(*sorted(sys.modules))\n"
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.split())
    assert "outbound_lint.reporters.text" in loaded
    assert not loaded & {
        "json",
        "unicodedata",
        "outbound_lint.reporters.frames",
        "outbound_lint.reporters.json_report",
    }
