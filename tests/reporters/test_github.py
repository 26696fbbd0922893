"""The report as workflow commands, and the summary of a job."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from outbound_lint.findings.model import FileReport, Report
from outbound_lint.reporters.escaping import HIDDEN, shown
from outbound_lint.reporters.github_summary import render
from outbound_lint.source import Span
from tests.reporters.readers import read_github
from tests.reporters.samples import (
    SUPPORT,
    broken_headers,
    collision,
    file_report,
    plain,
    rendered,
    report_of,
    with_rules,
)


def test_a_finding_is_one_command_that_repeats_its_place() -> None:
    assert rendered(report_of(SUPPORT, collision()), "github") == (
        "::error file=agents/support.yaml,line=6,endLine=6,col=29,endColumn=43,"
        "title=payload-key-collision::agents/support.yaml:6:29: payload-key-collision: "
        "the number to call overwrites `phone_number`%0A"
        "Help: Remove this member, or choose another `phone_number_key`.\n"
    )


def test_the_most_severe_findings_are_first() -> None:
    report = Report(
        (
            file_report("a", plain(Span(0, 1), severity="info"), plain(Span(0, 1))),
            file_report(SUPPORT, broken_headers(), path="b.yaml"),
        )
    )
    severities = [one.severity for one in read_github(rendered(report, "github"))]
    assert severities == ["error", "warning", "info"]


def test_a_finding_over_several_lines_has_no_columns() -> None:
    output = rendered(report_of("ab\ncd", plain(Span(1, 4))), "github")
    assert "line=1,endLine=2,title=" in output
    assert "col" not in output.lower()


def test_percent_signs_colons_and_commas_are_escaped() -> None:
    file = file_report("a", plain(Span(0, 1), message="100%: a, b"), path="50%, c:d.yaml")
    output = rendered(with_rules(file), "github")
    assert output.startswith("::warning file=50%25%2C c%3Ad.yaml,line=1,")
    assert output.endswith("::50%25, c:d.yaml:1:1: duplicate-key: 100%25: a, b\n")


def test_without_findings_nothing_is_written() -> None:
    assert rendered(report_of(SUPPORT), "github") == ""


class Cells(HTMLParser):
    """The texts of the cells of a table, and all tags of the page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.texts: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, _attrs: object) -> None:
        self.tags.add(tag)
        if tag == "td":
            self.texts.append("")

    def handle_data(self, data: str) -> None:
        if self.texts and data.strip("\n"):
            self.texts[-1] += data


MARKDOWN = MarkdownIt("gfm-like")  # with links for bare addresses, as on GitHub


@given(st.text(max_size=99), st.text(min_size=1, max_size=99))
def test_the_summary_is_a_table_in_which_nothing_of_the_input_is_markup(
    path: str, message: str
) -> None:
    path, message = f"a/{path}!", f"a {message}!"
    file = file_report("ab", plain(Span(1, 2), message=message), path=path)
    text = render(with_rules(file))
    assert not HIDDEN.search(text.replace("\n", ""))
    page = Cells(MARKDOWN.render(text))
    assert page.tags <= {"h3", "p", "table", "thead", "tbody", "tr", "th", "td", "code"}
    severity, place, rule, said = page.texts
    assert (severity, rule) == ("warning", "duplicate-key")
    assert place == f"{shown(path)}:1:2"
    assert said.replace("`", "") == shown(message).replace("`", "")


@pytest.mark.parametrize(
    "message",
    ["<img src=x>", "www.evil.example", "https://evil.example", "[a](b)", "a | b", "**x** `<b>`"],
)
def test_markup_in_a_message_is_shown_as_text(message: str) -> None:
    page = Cells(MARKDOWN.render(render(report_of("a", plain(Span(0, 1), message=message)))))
    assert page.tags <= {"h3", "p", "table", "thead", "tbody", "tr", "th", "td", "code"}
    assert page.texts[3].replace("`", "") == message.replace("`", "")


def test_the_summary_counts_and_shows_the_most_severe_findings() -> None:
    many = [plain(Span(0, 1))] * 200
    report = Report((file_report("a", *many), file_report(SUPPORT, broken_headers())))
    text = render(report)
    assert "errors: 1, warnings: 200, infos: 0. Connections: 2, files: 2.\n" in text
    rows = [line for line in text.split("\n") if line.startswith(("| error", "| warning"))]
    assert len(rows) == 200
    assert rows[0].startswith("| error | <code>agents/support&#46;yaml&#58;4&#58;90</code> | ")
    assert text.endswith("1 more finding is not shown.\n\n")


def test_a_summary_without_findings_has_no_table() -> None:
    text = render(Report((FileReport("a.yaml", 2),)))
    assert text.endswith("errors: 0, warnings: 0, infos: 0. Connections: 2, files: 1.\n\n")


def test_a_summary_is_never_larger_than_github_accepts() -> None:
    finding = plain(Span(0, 1), message="<" * 9999)
    text = render(Report((file_report("a", *[finding] * 999, path="<" * 4000),)))
    assert len(text.encode()) < 2**20
