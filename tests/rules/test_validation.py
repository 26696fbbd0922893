"""The schema and the linter: the shortcut agrees, and what the schema says is what is found."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any
from zlib import crc32

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outbound_lint import resources
from outbound_lint.connections import reading, schema
from outbound_lint.connections.names import FIELD_NAMES, meant_field
from outbound_lint.source import Source
from tests.connections.found import findings

TEXT = resources.schema("outbound-connection")
URL = "https://voice.acme.dev/outbound"

HOW_TO_UPDATE = (
    "the schema has changed: see that plainly_valid still calls valid only what it accepts (the "
    "tests below try), then set PROVED_FOR in rules/validation.py to {}"
)


def test_the_shortcut_was_proved_for_the_schema_as_it_stands() -> None:
    number = crc32(TEXT.encode())
    assert number == schema.PROVED_FOR, HOW_TO_UPDATE.format(number)


def test_what_rules_tell_in_better_words_is_what_the_schema_asks() -> None:
    asked: dict[str, set[int]] = {"pattern": set(), "maxLength": set()}
    definitions = json.loads(TEXT)["$defs"]
    for name in ("connection", "agent"):
        for field in definitions[name]["properties"].values():
            if "pattern" in field:
                asked["pattern"].add(crc32(field["pattern"].encode()))
            if "maxLength" in field:
                asked["maxLength"].add(field["maxLength"])
    assert asked == schema.JUDGED_ELSEWHERE, "set JUDGED_ELSEWHERE in rules/validation.py"


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


@settings(deadline=None)  # the first example waits for the import of jsonschema
@given(st.one_of(MEMBERS, CONNECTIONS, AGENTS))
def test_the_shortcut_never_disagrees_with_jsonschema(document: dict[str, Any]) -> None:
    source = Source(json.dumps(document), "a.json")
    for connection in reading.read(source, as_json=True).connections:
        if schema.plainly_valid(connection):
            assert schema.asked_errors(connection) == ()


@pytest.mark.parametrize("shape", ["connection", "agent"])
def test_a_sound_connection_takes_the_shortcut(shape: str) -> None:
    fields = {"trigger_call_headers": "{}", "phone_number_key": "to", "trigger_retries": 1}
    document = {
        "connection": {"trigger_call_endpoint": URL, **fields},
        "agent": {
            "model_type": "MODEL_TYPE_OUTBOUND_VOICE",
            "endpoint": URL,
            "metadata": fields,
        },
    }[shape]
    source = Source(json.dumps(document), "a.json")
    (connection,) = reading.read(source, as_json=True).connections
    assert schema.plainly_valid(connection)


def slips(name: str) -> Iterator[str]:
    """Yield a name with one slip of the pen, of each kind at each place."""
    for at in range(len(name)):
        yield name[:at] + name[at + 1 :]
        yield name[:at] + "x" + name[at:]
        yield name[:at] + "x" + name[at + 1 :]
        yield name[:at] + name[at + 1 : at + 2] + name[at] + name[at + 2 :]
    yield name + "s"
    yield from (name.title(), name.replace("_", "-"), name.replace("_", ""), name.capitalize())


@pytest.mark.parametrize("field", FIELD_NAMES)
def test_every_slip_is_told_and_the_schema_refuses_no_other_name(field: str) -> None:
    for name in {*slips(field)} - {field}:
        assert meant_field(name) == field
        members = {"trigger_call_endpoint": URL, "trigger_call_payload": "{}", name: "x"}
        members = {key: value for key, value in members.items() if key != field}
        (finding,) = findings(json.dumps(members), "misspelled-field")
        assert f"`{name}`" in finding.message
        assert field in finding.hint


@pytest.fixture
def altered(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Callable[[Any], None]], None]]:
    """Let the linter read another schema: the one that a change makes of it."""
    caches = (
        schema._schema_text,
        schema._checksum,
        schema._validator,
        schema.schema_errors,
    )

    def alter(change: Callable[[Any], None]) -> None:
        schema = json.loads(TEXT)
        change(schema["$defs"]["connection"])
        monkeypatch.setattr(resources, "schema", lambda _: json.dumps(schema))
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


def shorten_the_key(connection: Any) -> None:
    connection["properties"]["phone_number_key"]["maxLength"] = 1


def change_the_pattern(connection: Any) -> None:
    connection["properties"]["phone_number_key"]["pattern"] = "^[A-Z]+$"


def describe_a_new_field(connection: Any) -> None:
    connection["properties"]["retries"] = {"type": ["integer", "null"]}


def close_it(connection: Any) -> None:
    connection["additionalProperties"] = False


def limit_the_names(connection: Any) -> None:
    connection["propertyNames"] = {"maxLength": 22}


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
        (shorten_the_key, "wrong-type", 2, 19),
        (change_the_pattern, "wrong-type", 2, 19),
        (describe_a_new_field, "wrong-type", 3, 10),
        (close_it, "wrong-type", 1, 1),
        (limit_the_names, "wrong-type", 4, 1),
    ],
)
def test_another_schema_makes_other_findings(
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


def test_a_schema_that_asks_for_less_finds_less(
    altered: Callable[[Callable[[Any], None]], None],
) -> None:
    text = "trigger_call_payload: '{}'"
    assert [one.rule for one in findings(text, "document")] == ["missing-field"]
    altered(drop_the_endpoint)
    assert findings(text, "document") == []
