"""The report for people, exactly as it appears on the screen."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from outbound_lint.findings.model import FileReport, RelatedSpan, Report
from outbound_lint.findings.probes import Probe, Timings
from outbound_lint.source import Span, display_width
from tests.checkout import ROOT
from tests.reporters.samples import (
    BLOCK,
    PATH,
    SUPPORT,
    TOKEN,
    broken_headers,
    collision,
    collision_in_block,
    file_report,
    plain,
    rendered,
    report_of,
    span_of,
    suppressed,
)

VALID = Report((FileReport("a.yaml", 2), FileReport("b.yaml", 1)))


def test_one_finding() -> None:
    assert rendered(report_of(SUPPORT, collision())) == (
        "error[payload-key-collision]: the number to call overwrites `phone_number`\n"
        " --> agents/support.yaml:6:29\n"
        "  |\n"
        "5 |     phone_number_key: phone_number\n"
        "  |                       ------------ the number goes here\n"
        '6 |     trigger_call_payload: \'{"phone_number": "+12025550123"}\'\n'
        "  |                             ^^^^^^^^^^^^^^\n"
        "  |\n"
        "  = connection: support-line\n"
        "  = help: Remove this member, or choose another `phone_number_key`.\n"
        "\n"
        "Found 1 error in 1 connection (1 file).\n"
        "For more about a rule, run: outbound-lint explain payload-key-collision\n"
    )


def test_a_finding_inside_a_block_scalar_has_the_line_above_as_context() -> None:
    assert rendered(report_of(BLOCK, collision_in_block()), quiet=True) == (
        "error[payload-key-collision]: the number to call overwrites `to`\n"
        "  --> agents/support.yaml:15:9\n"
        "   |\n"
        " 3 |     phone_number_key: to\n"
        "   |                       -- the number goes here\n"
        "...\n"
        "14 |       {\n"
        '15 |         "to": "+12025550123"\n'
        "   |         ^^^^\n"
        "   |\n"
        "   = connection: support-en\n"
        "   = help: Remove this member, or choose another `phone_number_key`.\n"
    )


def test_what_must_be_removed_is_in_the_frame() -> None:
    text = '{"a": 1,\n\n}\n'
    finding = plain(
        span_of(text, "}"),
        rule="syntax-error",
        severity="error",
        message="trailing comma before `}`",
        hint="Remove the comma.",
        related=(RelatedSpan(span_of(text, ","), "remove this comma"),),
    )
    assert rendered(report_of(text, finding), quiet=True) == (
        "error[syntax-error]: trailing comma before `}`\n"
        " --> agents/support.yaml:3:1\n"
        "  |\n"
        '1 | {"a": 1,\n'
        "  |        - remove this comma\n"
        "...\n"
        "3 | }\n"
        "  | ^\n"
        "  |\n"
        "  = help: Remove the comma.\n"
    )


def test_several_findings_with_statistics() -> None:
    text = "a: 1\na: 2\nb: no\n"
    repeated = plain(
        span_of(text, "a", last=True), related=(RelatedSpan(Span(0, 1), "first used here"),)
    )
    ambiguous = plain(
        span_of(text, "no"),
        rule="ambiguous-scalar",
        severity="error",
        message="YAML 1.1 reads this as a boolean",
        hint="Write `'no'`.",
        connection="support-en",
        also=("support-de",),
        also_count=1,
    )
    assert rendered(report_of(text, repeated, ambiguous), statistics=True) == (
        "warning[duplicate-key]: the key is repeated\n"
        " --> agents/support.yaml:2:1\n"
        "  |\n"
        "1 | a: 1\n"
        "  | - first used here\n"
        "2 | a: 2\n"
        "  | ^\n"
        "  |\n"
        "\n"
        "error[ambiguous-scalar]: YAML 1.1 reads this as a boolean\n"
        " --> agents/support.yaml:3:4\n"
        "  |\n"
        "3 | b: no\n"
        "  |    ^^\n"
        "  |\n"
        "  = connection: support-en (also support-de)\n"
        "  = help: Write `'no'`.\n"
        "\n"
        "1  error    ambiguous-scalar\n"
        "1  warning  duplicate-key\n"
        "\n"
        "Found 1 error and 1 warning in 1 connection (1 file).\n"
        "For more about a rule, run: outbound-lint explain ambiguous-scalar\n"
    )


def test_a_secret_is_masked_and_the_caret_stays_under_its_character() -> None:
    output = rendered(
        report_of(SUPPORT, broken_headers(), sensitive=(span_of(SUPPORT, TOKEN),)), quiet=True
    )
    assert output == (
        "error[headers-invalid-json]: `trigger_call_headers` is not valid JSON: unquoted string\n"
        " --> agents/support.yaml:4:90\n"
        "  |\n"
        '4 |     trigger_call_headers: \'{"Authorization": "Bearer ****", x}\'\n'
        "  |                                                             ^\n"
        "  |\n"
    )


def test_a_file_without_text_has_no_frame() -> None:
    finding = plain(
        Span(0, 0), rule="unreadable-file", severity="error", message="not readable", hint="Fix it."
    )
    expected = (
        "error[unreadable-file]: not readable\n --> agents/support.yaml:1:1\n  = help: Fix it.\n"
    )
    assert rendered(report_of("", finding), quiet=True) == expected
    assert rendered(Report((FileReport(PATH, 0, (finding,)),)), quiet=True) == expected


def test_a_connection_without_a_name_is_not_named() -> None:
    nameless = plain(Span(0, 11), connection="", hint="")
    assert rendered(report_of(SUPPORT, nameless), quiet=True).endswith("^^^^^^^^^^^\n  |\n")


def test_an_inexact_place_is_labelled() -> None:
    assert "  | ^^^^^ somewhere in this value\n" in rendered(
        report_of("value", plain(Span(0, 5), exact=False))
    )


def test_three_other_connections_are_named_and_all_if_verbose() -> None:
    finding = collision()._replace(also=("a", "b", "c", "d", "e"), also_count=5)
    report = report_of(SUPPORT, finding)
    assert "  = connection: support-line (also a, b, c and 2 more)\n" in rendered(report)
    assert "  = connection: support-line (also a, b, c, d, e)\n" in rendered(report, verbose=True)
    three = report_of(SUPPORT, finding._replace(also=("a", "b", "c"), also_count=3))
    assert "  = connection: support-line (also a, b, c)\n" in rendered(three)


def test_verbose_shows_the_pointers() -> None:
    assert (
        "  = connection: support-line\n"
        "  = pointer: /connections/0/trigger_call_payload\n"
        "  = embedded pointer: /phone_number\n"
        "  = help: "
    ) in rendered(report_of(SUPPORT, collision()), verbose=True)
    at_root = collision()._replace(pointer="", embedded_pointer=None)
    assert "  = pointer: (root)\n  = help: " in rendered(report_of(SUPPORT, at_root), verbose=True)
    assert "pointer" not in rendered(report_of(SUPPORT, collision()))


def test_a_long_help_is_wrapped_under_its_text() -> None:
    finding = plain(Span(0, 1), hint="Write `trigger_call_endpoint`, or remove the field.")
    assert rendered(report_of("value", finding), width=40, quiet=True).endswith(
        "  |\n"
        "  = help: Write `trigger_call_endpoint`,\n"
        "          or remove the field.\n"
    )  # fmt: skip


def test_code_spans_and_long_words_are_never_wrapped() -> None:
    finding = plain(Span(0, 1), hint=f"Write `a {'b ' * 30}c` or {'d' * 60}, or an odd `e f.")
    output = rendered(report_of("value", finding), width=40, quiet=True)
    assert output.splitlines()[6:] == [
        "  = help: Write",
        f"          `a {'b ' * 30}c`",
        "          or",
        f"          {'d' * 60},",
        "          or an odd `e f.",
    ]


def test_headlines_and_paths_are_never_wrapped() -> None:
    finding = plain(Span(0, 1), message="word " * 30 + "end")
    report = Report((file_report("value", finding, path="a folder/" * 20),))
    headline, arrow, *_ = rendered(report, width=40).splitlines()
    assert headline == f"warning[duplicate-key]: {'word ' * 30}end"
    assert arrow == f" --> {'a folder/' * 20}:1:1"


def test_more_findings_of_one_rule_than_the_limit_are_counted() -> None:
    text = "x" * 60
    twice = [plain(Span(place, place + 1)) for place in range(53)]
    others = [plain(Span(place, place + 1), rule="wrong-type") for place in range(50)]
    report = report_of(text, *twice, *others)
    output = rendered(report)
    assert output.count("warning[duplicate-key]") == 50
    assert output.count("warning[wrong-type]") == 50
    assert (
        f"\n{PATH}: 3 more duplicate-key findings are not shown; use --verbose to see all\n"
        in output
    )
    assert "more wrong-type" not in output
    assert "\nFound 103 warnings in 1 connection (1 file).\n" in output
    verbose = rendered(report, verbose=True)
    assert verbose.count("warning[duplicate-key]") == 53
    assert "not shown" not in verbose


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (VALID.files, "No problems found in 3 connections (2 files).\n"),
        (
            (*VALID.files, FileReport("c.yaml")),
            "No problems found in 3 connections (3 files, 1 without connections).\n",
        ),
        ((FileReport("c.yaml"),), "No outbound voice connections found in 1 file.\n"),
        ((), "Nothing to check.\n"),
    ],
)
def test_a_run_without_findings_says_what_was_checked(
    files: tuple[FileReport, ...], expected: str
) -> None:
    assert rendered(Report(files)) == expected
    assert rendered(Report(files), quiet=True) == ""
    assert rendered(Report(files), statistics=True) == expected


def test_the_summary_counts_severities_connections_and_files() -> None:
    diagnostics = [
        plain(Span(0, 1), severity=severity)
        for severity in ("error", "error", "warning", "info", "info")
    ]
    files = (file_report("a\n", *diagnostics), *VALID.files, FileReport("other.yaml"))
    assert (
        "\n\nFound 2 errors, 1 warning and 2 infos in 4 connections "
        "(4 files, 1 without connections).\n"
    ) in rendered(Report(files))


def test_the_summary_says_that_no_connections_were_found() -> None:
    report = report_of("a", plain(Span(0, 1)))
    unreadable = Report((report.files[0]._replace(connections=0),))
    assert "\n\nFound 1 warning in 1 file (no connections found).\n" in rendered(unreadable)


def test_the_last_line_names_the_rule_of_the_first_error() -> None:
    findings = [
        plain(Span(0, 1), rule="unknown-field", severity="warning"),
        plain(Span(0, 1), rule="wrong-type", severity="error"),
        plain(Span(0, 1), rule="missing-field", severity="error"),
    ]
    assert rendered(report_of("a", *findings)).endswith("outbound-lint explain wrong-type\n")
    assert rendered(report_of("a", findings[0])).endswith("outbound-lint explain unknown-field\n")


def test_statistics_count_each_rule_the_most_frequent_first() -> None:
    once = plain(Span(0, 1), rule="wrong-type", severity="error")
    report = report_of("text", once, *[plain(Span(0, 1))] * 11)
    assert rendered(report, statistics=True, quiet=True).endswith(
        "\n\n11  warning  duplicate-key\n 1  error    wrong-type\n"
    )


def test_probes_are_a_table() -> None:
    answered = Probe(
        "電話",
        PATH,
        "/0",
        "voice.acme.dev",
        443,
        "ok",
        "response",
        200,
        tls_version="TLSv1.3",
        timings=Timings(12.2, 5, 31, 33.1, 81.4),
    )
    skipped = Probe("sales", PATH, "/1", None, None, "probe-skipped", "skipped")
    refused = Probe("local", PATH, "/2", "::1", 8443, "probe-connect", "connect", proxied=True)
    report = Report((), probes=(answered, skipped, refused))
    assert rendered(report, quiet=True) == (
        "connection  host            outcome        status  TLS      time\n"
        "電話        voice.acme.dev  ok             200     TLSv1.3  81 ms\n"
        "  dns 12 · connect 5 · tls 31 · first byte 33 ms\n"
        "sales       ?               probe-skipped\n"
        "local       [::1]:8443      probe-connect\n"
        "The proxy resolved the host names, so their addresses were not checked.\n"
    )


@pytest.mark.parametrize("width", [100, 80, 70])
@pytest.mark.parametrize("name", ["電話" * 40, "support-" * 15, "sales"])
@pytest.mark.parametrize("host", ["voice." * 20 + "dev", "voice.acme.dev"])
def test_long_and_wide_names_do_not_break_the_table(name: str, host: str, width: int) -> None:
    long = Probe(
        name, PATH, "/0", host, 443, "probe-auth", "response", 401, tls_version="TLSv1.3",
        timings=Timings(total=30_000),
    )  # fmt: skip
    short = long._replace(connection="a", host="b.dev")
    lines = rendered(Report((), probes=(long, short)), quiet=True, width=width).splitlines()
    assert max(map(display_width, lines)) <= width
    ends = {display_width(line[: line.index("probe-auth")]) for line in lines[1:]}
    assert len(ends) == 1  # the columns are aligned
    assert (name in lines[1]) == (name == "sales")
    assert (host in lines[1]) == (host == "voice.acme.dev")


def test_colors_change_nothing_but_the_colors() -> None:
    report = report_of(SUPPORT, broken_headers(), collision())
    colored = rendered(report, color=True, statistics=True, verbose=True)
    assert "\x1b[31m\x1b[1merror[payload-key-collision]\x1b[0m" in colored
    plain_text = re.sub(r"\x1b\[[0-9;]*m", "", colored)
    assert plain_text == rendered(report, statistics=True, verbose=True)
    assert "\x1b" not in plain_text


def test_a_run_without_findings_imports_only_what_it_needs() -> None:
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


def test_suppressed_findings_are_counted_in_the_summary() -> None:
    report = suppressed("the receiver expects it")
    summary = "No problems found in 1 connection (1 file). Hidden: 1 by ignore comments.\n"
    assert rendered(report) == summary
    (file,) = report_of(SUPPORT, collision()).files
    report = Report((*report.files, file._replace(baselined=2)))
    assert rendered(report).splitlines()[-2] == (
        "Found 1 error in 2 connections (2 files). Hidden: 1 by ignore comments and 2 by the "
        "baseline."
    )


def test_suppressed_findings_are_listed_on_request_with_their_reasons() -> None:
    for reason, shown in (
        ("it\x1b[31m is expected", r"it\x1b[31m is expected"),
        ("", "none given"),
    ):
        out = rendered(suppressed(reason), show_suppressed=True)
        assert out.startswith(
            "Suppressed by ignore comments:\n"
            "  agents/support.yaml:6:29: error[payload-key-collision] the number to call "
            f"overwrites `phone_number`\n    reason: {shown}\n\nNo problems found"
        )
    assert "Suppressed" not in rendered(report_of(SUPPORT), show_suppressed=True)
