"""Spaces and invisible characters around the name of a field, which YAML takes for a part of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from outbound_lint.connections.names import API_NAMES
from outbound_lint.findings.fixes import Fix
from outbound_lint.patterns import pattern
from outbound_lint.source import Place
from outbound_lint.syntax.edits import Edit
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
    fix: Fix | None


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
    for run in _RUN.finditer(key.value):
        what = CHARACTER_NAMES.get(run[0][0], "odd space") + "s" * (len(run[0]) > 1)
        where, hint = "in the name", f"Remove the {what}."
        place = Place(Decoded(key), *run.span())
        fix = _replace(place, "", hint)
        if is_plain and run.start() == 0:
            where = "before the name"
            hint, fix = _indent(key, place) or (hint, fix)
        elif is_plain and not key.value[: run.start()].strip("- "):
            where, hint = "after the dash", "Write a space instead."
            fix = _replace(place, " ", hint) if key.value[: run.start()] == "-" else None
        elif is_plain and run.end() == len(key.value):
            where = "before the colon"
            # A plain scalar ends with no space either.
            start = len(key.value[: run.start()].rstrip(" "))
            fix = _replace(place._replace(start=start), "", hint)
        yield OddSpace(place, f"{what} {where}", hint, fix)


def _indent(key: Scalar, run: Place) -> tuple[str, Fix | None] | None:
    """Return which spaces to write in the indentation instead, as a hint and a fix."""
    text = key.text.value
    lines = Lines(text, 0, len(text))
    line = lines.line_of(key.start)
    hint = lines.indent_hint(line, run.value)
    if text[line : key.start].strip(" ") or not hint:
        return None  # after the dash of an item, or to be removed
    spaces = lines.spaces_instead(line, run.value)
    is_sure = "ordinary" not in hint or lines.can_be_at(line, key.start - line + spaces)
    return hint, _replace(run, spaces * " ", hint) if is_sure else None


def _replace(run: Place, text: str, hint: str) -> Fix | None:
    """Return the fix that replaces characters of a name, or those before it by spaces."""
    if not text:
        return Fix(hint, (Edit(run, ""),))
    source, start, end, exact = run.trace()
    # The spaces are no part of the name: it becomes an item, or moves into another mapping.
    return Fix(hint, (Edit(Place(source, start, end), text),), reshapes=True) if exact else None
