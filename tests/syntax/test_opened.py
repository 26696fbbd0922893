"""Where a text just stops, a related place shows what was opened and never closed."""

from __future__ import annotations

import pytest

from outbound_lint.engine import lint_text
from outbound_lint.findings.settings import Settings

ENDPOINT = "trigger_call_endpoint: https://voice.acme.dev/outbound\n"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.yaml", ENDPOINT + "name: ⟦'⟧support\n"),
        ("a.yaml", ENDPOINT + 'name: ⟦"⟧support\nto: x\n'),
        ("a.yaml", ENDPOINT + "tags: ⟦[⟧a, b\n"),
        ("a.yaml", ENDPOINT + "tags: ⟦{⟧a: b\n"),
        ("a.json", '⟦{⟧"trigger_call_endpoint": "https://voice.acme.dev"'),
        ("a.json", '{"trigger_call_endpoint": ⟦"⟧https://voice.acme.dev'),
        ("a.yaml", ENDPOINT + 'trigger_call_payload: \'⟦{⟧"a": {"b": 1}\'\n'),
        ("a.yaml", ENDPOINT + "trigger_call_payload: '{\"a\": ⟦[⟧1, 2'\n"),
    ],
)
def test_what_is_open_is_shown(path: str, text: str) -> None:
    start = text.index("⟦")
    report = lint_text(
        text.replace("⟦", "").replace("⟧", ""), path=path, settings=Settings(), now=0
    )
    related = [one.related for _, one in report.diagnostics() if one.related]
    assert [[(span, said)] for ((span, said),) in related] == [
        [((start, start + 1), "opened here")]
    ]


def test_a_mistake_before_the_end_speaks_for_itself() -> None:
    text = ENDPOINT + "trigger_call_payload: '{\"a\": True}'\n"
    report = lint_text(text, path="a.yaml", settings=Settings(), now=0)
    assert all(not one.related for _, one in report.diagnostics())
