"""Spaces and invisible characters around the name of a field, which YAML takes for a part of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from outbound_lint.connections.names import API_NAMES
from outbound_lint.patterns import pattern
from outbound_lint.source import Place
from outbound_lint.syntax.mistakes import CHARACTER_NAMES, INVISIBLE, WIDE_SPACES
from outbound_lint.syntax.nodes import Member, Scalar, resolve
from outbound_lint.syntax.places import Decoded
from outbound_lint.syntax.yaml_lines import Lines

_RUN = pattern(f"[{WIDE_SPACES}{INVISIBLE}]+")


class OddSpace(NamedTuple):
    """One run of such characters: where it is, what it is in words, and what to do about it."""

    place: Place
    words: str
    hint: str


def without_odd_spaces(name: str) -> str:
    """Return what a name would be with spaces as YAML has them, around it and before it."""
    return _RUN.sub("", name).strip(" -") if _RUN.search(name) else name


def odd_spaces(member: Member, field: str) -> Iterator[OddSpace]:
    """Yield what keeps the name of a member from being the name of a field.

    Args:
        member: the member.
        field: the name that it would have; otherwise there is nothing to yield.
    """
    key = resolve(member.key)
    if not isinstance(key, Scalar):
        return
    is_plain = key.style == "plain"
    name = _RUN.sub("", key.value)
    if (name.strip(" -") if is_plain else name) not in (field, API_NAMES.get(field)):
        return
    decoded = Decoded(key)
    for run in _RUN.finditer(key.value):
        what = CHARACTER_NAMES.get(run[0][0], "odd space") + "s" * (len(run[0]) > 1)
        where, hint = "in the name", f"Remove the {what}."
        if is_plain and run.start() == 0:
            where, hint = "before the name", _indent(key, run[0]) or hint
        elif is_plain and not key.value[: run.start()].strip("- "):
            where, hint = "after the dash", "Write a space instead."
        elif is_plain and run.end() == len(key.value):
            where = "before the colon"
        yield OddSpace(Place(decoded, *run.span()), f"{what} {where}", hint)


def _indent(key: Scalar, run: str) -> str | None:
    """Return which spaces to write in the indentation instead."""
    text = key.text.value
    lines = Lines(text, 0, len(text))
    line = lines.line_of(key.start)
    if text[line : key.start].strip(" "):
        return None  # after the dash of an item
    return lines.indent_hint(line, run)
