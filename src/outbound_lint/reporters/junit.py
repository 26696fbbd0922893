"""The report as JUnit XML, one test case for each file, for Jenkins, GitLab and others."""

from __future__ import annotations

from io import BytesIO

from junitparser import Failure, JUnitXml, TestCase, TestSuite

from outbound_lint.findings.model import SEVERITIES, Diagnostic, FileReport, Report
from outbound_lint.reporters.escaping import guard, shown
from outbound_lint.reporters.options import RenderOptions


def render(report: Report, options: RenderOptions) -> str:
    """Render the report as XML in UTF-8, with a final line feed.

    A file fails if it has a finding that fails the run. Other findings are in `system-out`.
    """
    suite = TestSuite("outbound-lint")
    suite.add_testcases([_case(file, options) for file in report.files])
    document = JUnitXml("outbound-lint")
    document.add_testsuite(suite)
    for name in ("tests", "failures", "errors", "time"):
        setattr(document, name, getattr(suite, name))
    xml = BytesIO()
    document.write(xml, pretty=True)
    return guard(xml.getvalue().decode())


def _case(file: FileReport, options: RenderOptions) -> TestCase:
    case = TestCase(shown(file.path), "outbound-lint", 0)
    reported = [one for one in file.diagnostics if one.severity in options.failing]
    omitted = [one for one in file.omitted if one.severity in options.failing]
    if failing := [*reported, *omitted]:
        worst = min(failing, key=lambda one: SEVERITIES.index(one.severity))
        more = f" (and {len(failing) - 1} more)" if len(failing) > 1 else ""
        failure = Failure(shown(worst.message) + more, worst.rule)
        failure.text = _lines(file, reported)
        case.result = [failure]
    if others := [one for one in file.diagnostics if one.severity not in options.failing]:
        case.system_out = _lines(file, others)
    return case


def _lines(file: FileReport, diagnostics: list[Diagnostic]) -> str:
    lines = []
    for one in diagnostics:
        line, column = file.position(one.span.start)
        place = f"{shown(file.path)}:{line}:{column}"
        lines.append(f"{place}: {one.severity}[{one.rule}] {shown(one.message)}")
        if one.hint:
            lines.append(f"  help: {shown(one.hint)}")
    return "\n".join(lines)
