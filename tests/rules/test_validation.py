"""The schema and the linter agree: what the schema refuses is found, in the words of a rule."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from outbound_lint import resources
from outbound_lint.connections import schema
from outbound_lint.connections.names import FIELD_NAMES, meant_field
from outbound_lint.source import Source
from tests.checkout import ROOT
from tests.connections.found import findings
from tests.rules.border import connections
from tests.rules.marks import lint

TEXT = (ROOT / "schemas" / "outbound-connection.schema.json").read_text(encoding="utf-8")
WHOLE_SCHEMA = Draft7Validator(json.loads(TEXT))
URL = "https://voice.acme.dev/outbound"

LETTERS = "aeglnprtTEx_-. 1é"


@st.composite
def near_names(draw: st.DrawFn) -> str:
    """A field's name, in some style, with up to three edits."""
    name = draw(st.sampled_from([*FIELD_NAMES, "endpoint"]))
    styles: list[Callable[[str], str]] = [
        str,
        str.upper,
        str.title,
        str.capitalize,
        lambda text: text.replace("_", "-"),
        lambda text: text.replace("_", ""),
        lambda text: text.title().replace("_", ""),
    ]
    name = draw(st.sampled_from(styles))(name)
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(name)))
        edited = draw(st.sampled_from(["", *LETTERS])) + name[at + draw(st.integers(0, 1)) :]
        name = name[:at] + edited
    return name


NAMES = st.one_of(
    near_names(),
    st.sampled_from([*FIELD_NAMES, "name", "phone_number", "call_endpoint", "endpoint"]),
    st.text(max_size=12),
)
VALUES = st.one_of(
    st.sampled_from([URL, "http://x", "{}", "[", "", "${X}", "x" * 300]),
    st.none(),
    st.booleans(),
    st.integers(),
    st.lists(st.integers(), max_size=1),
    st.dictionaries(st.sampled_from(["type", "a"]), st.just("string"), max_size=1),
)
MEMBERS = st.dictionaries(NAMES, VALUES, max_size=5)
CONNECTIONS = MEMBERS.map(lambda more: {"trigger_call_endpoint": URL, **more})
AGENTS = st.builds(
    lambda more, metadata: {
        "model_type": "MODEL_TYPE_OUTBOUND_VOICE",
        "endpoint": URL,
        **more,
        "metadata": metadata,
    },
    MEMBERS,
    st.one_of(MEMBERS, VALUES),
)


def refused(document: object) -> list[str]:
    """Return what jsonschema says about a document."""
    return [error.message for error in WHOLE_SCHEMA.iter_errors(document)]


def accepted(document: dict[str, Any]) -> bool:
    """Whether the rules find nothing in the connections of a document."""
    report = lint(json.dumps(document).encode(), "syntax-error", "a.json")
    return bool(report.connections) and not report.diagnostics


@given(st.one_of(MEMBERS, CONNECTIONS, AGENTS, connections()))
def test_the_schema_accepts_what_the_rules_accept(document: dict[str, Any]) -> None:
    assert not accepted(document) or refused(document) == []


def typos(name: str) -> Iterator[str]:
    """Yield a name with one typo, of each kind at each place."""
    for at in range(len(name)):
        yield name[:at] + name[at + 1 :]
        yield name[:at] + "x" + name[at:]
        yield name[:at] + "x" + name[at + 1 :]
        yield name[:at] + name[at + 1 : at + 2] + name[at] + name[at + 2 :]
    yield name + "s"
    yield from (name.title(), name.replace("_", "-"), name.replace("_", ""), name.capitalize())


@pytest.mark.parametrize("field", FIELD_NAMES)
def test_every_typo_in_a_field_name_is_reported_with_the_name_to_write(field: str) -> None:
    for name in {*typos(field)} - {field}:
        assert meant_field(name) == field
        members = {"trigger_call_endpoint": URL, "trigger_call_payload": "{}", name: "x"}
        members = {key: value for key, value in members.items() if key != field}
        (finding,) = findings(json.dumps(members), "misspelled-field")
        assert f"`{name}`" in finding.message
        assert field in finding.hint


@pytest.fixture
def altered(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Callable[[Any], None]], None]]:
    """Make the linter read a changed schema, also for what the present one allows for sure."""
    monkeypatch.setattr(schema, "is_plain", lambda _: False)
    caches = [one for one in vars(schema).values() if hasattr(one, "cache_clear")]

    def alter(change: Callable[[Any], None]) -> None:
        changed = json.loads(TEXT)
        change(changed["$defs"]["connection"])
        for reader in ("read", "schema"):
            monkeypatch.setattr(resources, reader, lambda _: json.dumps(changed), raising=False)
        for cache in caches:
            cache.cache_clear()

    yield alter
    for cache in caches:
        cache.cache_clear()


def require_name(connection: Any) -> None:
    connection["required"].append("name")


def make_the_key_a_number(connection: Any) -> None:
    connection["properties"]["phone_number_key"]["type"] = "integer"


def list_the_keys(connection: Any) -> None:
    connection["properties"]["phone_number_key"]["enum"] = ["phone", "number"]


def describe_a_new_field(connection: Any) -> None:
    connection["properties"]["retries"] = {"type": ["integer", "null"]}


def drop_the_endpoint(connection: Any) -> None:
    del connection["required"]


SAMPLE = f"""\
trigger_call_endpoint: {URL}
phone_number_key: to
retries: three
a_member_with_a_long_name: 1
"""


@pytest.mark.parametrize(
    ("change", "rule", "line", "column"),
    [
        (require_name, "missing-field", 1, 1),
        (make_the_key_a_number, "wrong-type", 2, 19),
        (list_the_keys, "wrong-type", 2, 19),
        (describe_a_new_field, "wrong-type", 3, 10),
    ],
)
def test_a_changed_schema_changes_what_is_found(
    altered: Callable[[Callable[[Any], None]], None],
    change: Callable[[Any], None],
    rule: str,
    line: int,
    column: int,
) -> None:
    assert findings(SAMPLE, "document") == []
    altered(change)
    (finding,) = findings(SAMPLE, "document")
    position = Source(SAMPLE, "").position(finding.span.start)
    assert (finding.rule, position.line, position.column) == (rule, line, column)
    assert "three" not in finding.message + finding.hint


def test_a_schema_that_requires_less_finds_less(
    altered: Callable[[Callable[[Any], None]], None],
) -> None:
    text = "trigger_call_payload: '{}'"
    assert [one.rule for one in findings(text, "document")] == ["missing-field"]
    altered(drop_the_endpoint)
    assert findings(text, "document") == []
