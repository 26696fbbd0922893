"""What the report for people says of fixes, beside their diffs."""

from __future__ import annotations

import pytest

from outbound_lint.findings.model import Report
from outbound_lint.source import Span
from tests.reporters.samples import (
    BLOCK,
    file_report,
    fix_of,
    fixable,
    plain,
    rendered,
    report_of,
)


def test_a_finding_with_a_safe_fix_is_marked_and_shows_it() -> None:
    assert rendered(report_of(BLOCK, fixable())) == (
        "error[payload-key-collision]: [*] the number to call overwrites `to`\n"
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
        "   = fix (safe): Remove this member.\n"
        '15 -         "to": "+12025550123"\n'
        "15 +\n"
        "\n"
        "Found 1 error in 1 connection (1 file).\n"
        "[*] 1 fixable with --fix.\n"
        "For more about a rule, run: outbound-lint explain payload-key-collision\n"
    )


def test_an_unsafe_fix_is_marked_where_unsafe_fixes_are_applied() -> None:
    report = report_of(BLOCK, fixable(safe=False))
    output = rendered(report)
    assert output.startswith("error[payload-key-collision]: the number")
    assert "\n   = fix (unsafe): Remove this member.\n15 -  " in output
    output = rendered(report, unsafe_fixes=True)
    assert output.startswith("error[payload-key-collision]: [*] the number")
    assert "\n   = fix (unsafe): Remove this member.\n15 -  " in output


def test_help_that_the_fix_repeats_is_left_out() -> None:
    fix = fix_of((0, 1, "b"), message="Write `b`. This changes the connections `x` and `y`.")
    output = rendered(report_of("a", plain(Span(0, 1), hint="Write `b`.", fix=fix)), quiet=True)
    assert output.endswith(
        "1 | a\n  | ^\n  |\n  = fix (safe): Write `b`. This changes the connections `x` and `y`.\n"
        "1 - a\n1 + b\n"
    )
    other = rendered(report_of("a", plain(Span(0, 1), hint="Write `b` here.", fix=fix)), quiet=True)
    assert "\n  = help: Write `b` here.\n  = fix (safe): Write `b`. This" in other


def test_a_long_message_is_wrapped_under_its_text() -> None:
    fix = fix_of((0, 1, "b"), message="Write `b`, and make sure that the receiver reads it.")
    output = rendered(report_of("a", plain(Span(0, 1), fix=fix)), width=40, quiet=True)
    assert output.endswith(
        "  = fix (safe): Write `b`, and make sure\n"
        "                that the receiver reads\n"
        "                it.\n"
        "1 - a\n"
        "1 + b\n"
    )  # fmt: skip


def test_new_text_with_a_secret_is_not_shown() -> None:
    report = report_of(BLOCK, fixable(withheld=True))
    output = rendered(report)
    assert output.startswith("error[payload-key-collision]: [*] ")
    assert (
        "\n   = fix (safe): Remove this member. (The new text is not shown: it contains secrets.)\n"
        "\nFound 1 error"
    ) in output


def test_control_characters_in_a_message_are_escaped() -> None:
    fix = fix_of((0, 1, "b"), message="Write `\x1b[31m\u202e`.")
    output = rendered(report_of("a", plain(Span(0, 1), fix=fix)))
    assert "  = fix (safe): Write `\\x1b[31m\\u202e`.\n" in output


@pytest.mark.parametrize(
    ("safe", "unsafe", "line", "with_unsafe"),
    [
        (0, 0, "", ""),
        (3, 0, "[*] 3 fixable with --fix.", "[*] 3 fixable with --fix."),
        (3, 2, "[*] 3 fixable with --fix (2 more with --unsafe-fixes).",
         "[*] 5 fixable with --fix."),
        (0, 2, "2 fixable with --fix --unsafe-fixes.", "[*] 2 fixable with --fix."),
    ],
)  # fmt: skip
def test_the_summary_counts_what_is_fixable(
    safe: int, unsafe: int, line: str, with_unsafe: str
) -> None:
    fix = fix_of((0, 1, "b"))
    findings = [
        plain(Span(0, 1)),
        *[plain(Span(0, 1), fix=fix)] * safe,
        *[plain(Span(0, 1), fix=fix._replace(safe=False))] * unsafe,
    ]
    half = len(findings) // 2
    files = [file_report("a", *part) for part in (findings[:half], findings[half:])]
    report = Report(tuple(files))
    for shown in (report, report.limited(1)):
        for expected, unsafe_fixes in ((line, False), (with_unsafe, True)):
            output = rendered(shown, unsafe_fixes=unsafe_fixes)
            *_, found, fixes, _ = ["", *output.splitlines()]
            if expected:
                assert found.startswith("Found ")
                assert fixes == expected
            else:
                assert fixes.startswith("Found ")
