"""The cases of a rule: what it finds, and what it must not find.

`tests/rules/<rule>/cases.yaml` is a list of cases in which the rule finds something, `valid.yaml`
one of near misses in which no rule finds anything. A case has a name, an English sentence, and
some fields of one connection. The others get valid values (`DEFAULTS`); `null` leaves one out:

    - name: a fragment is never sent
      trigger_call_endpoint: https://voice.acme.dev/calls⟦#⟧support
      phone_number_key: null

The fields are decoded text: this file may use any style of YAML, since the tests write the
connection themselves, in every form of `writing.FORMS`: each scalar style of YAML, in braces,
behind a merge key, JSON, the shape of the platform's API, and each of these with CRLF and with a
byte order mark. In every form exactly the marked findings must be there, at exactly the marked
characters.

    ⟦…⟧         a finding of the rule that the folder is named after; `⟦⟧` is an empty span
    ⟪…⟫         a finding at a whole value as it is written, with its quotes or block header
    ⟦rule|…⟧    a finding of another rule
    "⟦trigger_call_endpoint⟧": …    a finding at the key

What only exists in a document, such as a duplicate key, an anchor or a syntax error, is written as
a whole document. It is tested as it is, with CRLF, and with a byte order mark:

    - name: a key appears twice
      yaml: |
        trigger_call_endpoint: https://voice.acme.dev/calls
        ⟦trigger_call_endpoint⟧: https://voice.acme.dev/support

`json: |` does the same for a JSON document. The marks are no part of the text that is linted.

`after` is what a person has after following the hints of the rule literally, typed by hand: the
fields that change (`null` leaves one out), or the whole document. It is written in every form too,
and the findings of the rule must be gone without any other finding (`test_hints.py`):

    - name: a fragment is never sent
      trigger_call_endpoint: https://voice.acme.dev/calls⟦#⟧support
      after:
        trigger_call_endpoint: https://voice.acme.dev/calls

After a change of messages or of cases, run `pytest tests/rules --update-snapshots`, and review the
changes in `snapshot.txt`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tests.rules.marks import MarkedText, unmark

FOLDER = Path(__file__).parent

DEFAULTS = {
    "trigger_call_endpoint": "https://voice.acme.dev/outbound",
    "trigger_call_headers": (
        '{"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}'
    ),
    "phone_number_key": "to",
    "trigger_call_payload": '{"campaign": "summer"}',
}
"""The value of each field that a case does not give; none of the rules finds anything in it."""


@dataclass(frozen=True)
class Field:
    """A field of a case: its key and its value; `given` where the case has it, not a default."""

    name: str
    key: MarkedText
    value: MarkedText
    given: bool


@dataclass(frozen=True)
class Case:
    """One case of a rule: the fields of a connection, or a whole document.

    Attributes:
        rule: the rule that the folder is named after.
        name: what the case shows.
        fields: the fields of the connection, if it is not a document.
        document: the whole document with its marks still in it.
        as_json: whether that document is JSON.
        after: the same connection after its hints were followed; None if the case does not say.
    """

    rule: str
    name: str
    fields: tuple[Field, ...] = ()
    document: str | None = None
    as_json: bool = False
    after: Case | None = None


@cache
def load(rule: str, file: str) -> tuple[Case, ...]:
    """Read the cases of a rule.

    Args:
        rule: the rule's name, which is also its folder's.
        file: `cases` or `valid`.
    """
    loaded = YAML(typ="safe").load(FOLDER / rule / f"{file}.yaml")
    return tuple(_case(rule, members) for members in loaded)


def _case(rule: str, members: dict[str, Any]) -> Case:
    name, after = members.pop("name"), members.pop("after", None)
    for kind in ("yaml", "json"):
        if kind in members:
            (document,) = members.values()
            case = Case(rule, name, document=document, as_json=kind == "json")
            return case if after is None else replace(case, after=replace(case, document=after))
    case = Case(rule, name, _fields(rule, name, members))
    if after is None:
        return case
    unmarked = {unmark(key, rule).value: text for key, text in members.items()}
    changed = _fields(rule, name, {**unmarked, **after})
    return replace(case, after=Case(rule, name, tuple(map(_without_marks, changed))))


def _fields(rule: str, name: str, members: dict[str, Any]) -> tuple[Field, ...]:
    keys = {key: unmark(key, rule) for key in members}
    given = {keys[key].value: (keys[key], text) for key, text in members.items()}
    assert not given.keys() - DEFAULTS.keys(), f"{rule}, {name}: an unknown field"
    fields = []
    for field_name, default in DEFAULTS.items():
        key, text = given.get(field_name, (MarkedText(field_name), default))
        if text is not None:
            value = unmark(text, rule)
            fields.append(Field(field_name, key, value, given=field_name in given))
    return tuple(fields)


def _without_marks(field: Field) -> Field:
    return replace(field, key=MarkedText(field.key.value), value=MarkedText(field.value.value))
