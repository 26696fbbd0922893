"""Ignore comments that are added to a text: they hide the findings, and change no value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from ruamel.yaml import YAML

from outbound_lint import lint_text
from outbound_lint.connections import reading
from outbound_lint.findings.model import FileReport
from outbound_lint.findings.selection import select
from outbound_lint.findings.settings import Settings
from outbound_lint.source import Source
from outbound_lint.suppressions import adding
from outbound_lint.suppressions.adding import Commented, add_comments, can_be_hidden
from tests.rules import corpus
from tests.rules.marks import NOW
from tests.rules.writing import Document

ALL = Settings(select(None, ["all"], []))


def lint(text: str) -> FileReport:
    (file,) = lint_text(text, path="a.yaml", settings=ALL, now=NOW).files
    return file


def commented(text: str) -> Commented:
    """Add a comment for every finding in a text."""
    parsed = reading.parse(Source(text, "a.yaml"), as_json=False)
    hidden = filter(can_be_hidden, lint(text).diagnostics)
    added = add_comments(parsed, hidden, "adopted")
    assert added
    return added


def some_cases() -> Iterator[Document]:
    """Yield some of the YAML documents in which the rules find something."""
    yaml = (one for one in corpus.cases() if one.path.endswith(".yaml") and one.encoding != "BOM")
    for number, document in enumerate(yaml):
        if number % 25 == 0 or (document.form == "as written" and number % 3 == 0):
            yield document


def test_comments_hide_the_findings_of_every_rule_and_nothing_new_is_found() -> None:
    for document in some_cases():
        before = lint(document.text)
        added = commented(document.text)
        after = lint(added.text)
        can = [one for one in before.diagnostics if can_be_hidden(one)]
        cannot = Counter(one.rule for one in before.diagnostics if not can_be_hidden(one))
        assert len(after.suppressed) - len(before.suppressed) == added.findings, str(document)
        left = Counter(one.rule for one in after.diagnostics) - cannot
        assert left.total() == len(can) - added.findings, str(document)
        assert {one.rule for one in after.diagnostics} <= {one.rule for one in before.diagnostics}


def test_where_the_comments_are() -> None:
    text = """\
connections:
  support:
    trigger_call_endpoint: http://localhost/outbound  # the server of the team
    trigger_call_headers: {"X-API-Key": 1,
      "Content-Type": 2}
    trigger_call_payload: |

      {"a": True}

  sales:
  - phone_number_key:
      to
      my
    trigger_call_endpoint: "https://voice.acme.dev/\\
      outbound#x"
"""
    added = commented(text)
    assert (
        added.text
        == """\
connections:
  support:
    # outbound-lint: ignore[endpoint-scheme, endpoint-not-public] adopted
    trigger_call_endpoint: http://localhost/outbound  # the server of the team
    # outbound-lint: ignore[wrong-type] adopted
    trigger_call_headers: {"X-API-Key": 1,
      "Content-Type": 2}
    # outbound-lint: ignore[payload-invalid-json] adopted
    trigger_call_payload: |

      {"a": True}

  sales:
  - phone_number_key:
      to
      my
    # outbound-lint: ignore[auth-missing, payload-correlation-missing] adopted
    trigger_call_endpoint: "https://voice.acme.dev/\\
      outbound#x"  # outbound-lint: ignore[endpoint-fragment] adopted
"""
    )
    assert (added.comments, added.findings) == (5, 7)


@pytest.mark.parametrize(
    ("text", "spot"),
    [
        ("- a:\n  - {b: 1, trigger_call_endpoint: 'http://x.io'}\n", "  # "),
        ("--- {trigger_call_endpoint: 'http://x.io'}\n", "# "),
        ("? trigger_call_endpoint\n: http://x.io\n", "# "),
        ("a: |\n  text\n\ntrigger_call_endpoint: http://x.io", "\n# "),
        ("a: |+\n  text\n\n\ntrigger_call_endpoint: http://x.io\n", "\n\n# "),
        ('{a: "x\n  y", trigger_call_endpoint: "http://x.io"}', '}  # '),
        ("trigger_call_endpoint:\n- http://x.io\n", "# "),
        # The file ends within a block scalar.
        ('trigger_call_headers: >-\n  {"Host": "a",\n\n  "b": 1}', "# "),
    ],
)  # fmt: skip
def test_comments_in_unusual_layouts(text: str, spot: str) -> None:
    added = commented(text)
    assert f"{spot}outbound-lint: ignore[" in added.text
    assert lint(added.text).diagnostics == ()
    assert list(YAML(typ="safe").load_all(added.text)) == list(YAML(typ="safe").load_all(text))


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_line_ends_stay(line_end: str) -> None:
    text = "name: a\ntrigger_call_endpoint: http://x.io\n".replace("\n", line_end)
    added = commented(text)
    assert added.text.split(line_end)[2:] == ["trigger_call_endpoint: http://x.io", ""]
    assert len(added.text.splitlines()) == 3


def test_a_finding_in_the_middle_of_a_string_without_a_key_above_gets_no_comment() -> None:
    text = "{a: 'x\n y', trigger_call_payload: '{\n ,\n }', trigger_call_endpoint: 'http://x.io'}"
    added = commented(text)
    assert [one.rule for one in lint(added.text).diagnostics] == ["payload-invalid-json"]
    assert added.findings == len(lint(text).diagnostics) - 1


def test_a_finding_on_an_empty_line_gets_no_comment() -> None:
    text = "trigger_call_endpoint: https://voice.acme.dev\ntrigger_call_headers: '{}'\n\t"
    added = commented(text)
    assert [one.rule for one in lint(added.text).diagnostics] == ["unportable-yaml"]


def test_comments_about_comments_are_not_added() -> None:
    text = "# outbound-lint: ignore[all] x\ntrigger_call_endpoint: http://x.io\n"
    added = commented(text)
    assert [one.rule for one in lint(added.text).diagnostics] == ["suppression-unknown"]


def test_a_text_whose_values_would_change_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "a: &a [1]\nb: *a\ntrigger_call_endpoint: http://x.io\n"
    parsed = reading.parse(Source(text, "a.yaml"), as_json=False)
    diagnostics = lint(text).diagnostics
    for other in ("a: &a [1]\nb: [1]\n", "a: [2]\n", "- a\n", "a: [\n", "---\na: 1\n---\nb: 1\n"):
        monkeypatch.setattr(adding, "parse", lambda *_, text=other, **__: parse(text))
        assert add_comments(parsed, diagnostics, "x") is None


def parse(text: str) -> reading.ParsedText:
    return reading.parse(Source(text, "a.yaml"), as_json=False)
