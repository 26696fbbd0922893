"""A related place shows what is open, or what to remove, in files and in embedded JSON."""

from __future__ import annotations

import pytest

from outbound_lint.engine import lint_text
from outbound_lint.findings.settings import Settings

ENDPOINT = "trigger_call_endpoint: https://voice.acme.dev/outbound\n"


@pytest.mark.parametrize(
    ("path", "text", "label"),
    [
        ("a.yaml", ENDPOINT + "name: ⟦'⟧support\n", "opened here"),
        ("a.yaml", ENDPOINT + 'name: ⟦"⟧support\nto: x\n', "opened here"),
        ("a.yaml", ENDPOINT + "tags: ⟦[⟧a, b\n", "opened here"),
        ("a.yaml", ENDPOINT + "tags: ⟦{⟧a: b\n", "opened here"),
        ("a.json", '⟦{⟧"trigger_call_endpoint": "https://voice.acme.dev"', "opened here"),
        ("a.json", '{"trigger_call_endpoint": ⟦"⟧https://voice.acme.dev', "opened here"),
        ("a.yaml", ENDPOINT + 'trigger_call_payload: \'⟦{⟧"a": {"b": 1}\'\n', "opened here"),
        ("a.yaml", ENDPOINT + "trigger_call_payload: '{\"a\": ⟦[⟧1, 2'\n", "opened here"),
        ("a.json", '{"trigger_call_endpoint": "https://voice.acme.dev"⟦,⟧}', "remove this comma"),
        ("a.yaml", ENDPOINT + "trigger_call_payload: '{\"a\": [1⟦,⟧ ]}'\n", "remove this comma"),
    ],
)
def test_what_is_open_or_too_much_is_shown(path: str, text: str, label: str) -> None:
    start = text.index("⟦")
    report = lint_text(
        text.replace("⟦", "").replace("⟧", ""), path=path, settings=Settings(), now=0
    )
    related = [one.related for _, one in report.diagnostics() if one.related]
    assert [[(span, said)] for ((span, said),) in related] == [[((start, start + 1), label)]]


def test_other_mistakes_have_no_related_place() -> None:
    text = ENDPOINT + "trigger_call_payload: '{\"a\": True}'\n"
    report = lint_text(text, path="a.yaml", settings=Settings(), now=0)
    assert all(not one.related for _, one in report.diagnostics())
