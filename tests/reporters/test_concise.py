"""The report with one line for each finding."""

from __future__ import annotations

from tests.reporters.readers import Found, read_concise
from tests.reporters.samples import (
    BLOCK,
    SUPPORT,
    broken_headers,
    collision,
    fixable,
    rendered,
    report_of,
)


def test_each_finding_is_one_line() -> None:
    assert rendered(report_of(SUPPORT, broken_headers(), collision()), "concise") == (
        "agents/support.yaml:4:90: error[headers-invalid-json] "
        "`trigger_call_headers` is not valid JSON: unquoted string\n"
        "agents/support.yaml:6:29: error[payload-key-collision] "
        "the number to call overwrites `phone_number`\n"
    )


def test_a_finding_that_fix_fixes_is_marked() -> None:
    place = "agents/support.yaml:15:9: error[payload-key-collision]"
    line = f"{place} {{}}the number to call overwrites `to`"
    safe, unsafe = report_of(BLOCK, fixable()), report_of(BLOCK, fixable(safe=False))
    assert rendered(safe, "concise").rstrip() == line.format("[*] ")
    assert rendered(unsafe, "concise").rstrip() == line.format("")
    assert rendered(unsafe, "concise", unsafe_fixes=True).rstrip() == line.format("[*] ")
    (found,) = read_concise(rendered(safe, "concise"))
    assert found == Found("agents/support.yaml", 15, 9, "payload-key-collision", "error")


def test_width_and_color_do_not_matter() -> None:
    report = report_of(SUPPORT, broken_headers())
    assert rendered(report, "concise", width=40, color=True) == rendered(report, "concise")


def test_without_findings_nothing_is_written() -> None:
    assert rendered(report_of(SUPPORT), "concise") == ""
