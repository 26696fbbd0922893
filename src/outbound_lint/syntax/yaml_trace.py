"""How far a parser came before it stumbled."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import (
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)


class Trace(NamedTuple):
    """How far a parser came: its last value, and the collections that are open after it.

    Attributes:
        start: the offset of the last value.
        end: its end.
        style: the style of the last value, if it is a scalar.
        opened: the offsets of the open collections.
    """

    start: int
    end: int
    style: str | None
    opened: tuple[int, ...]


def trace(events: Iterable[Any], base: int) -> Trace:
    """Follow a parser up to its error.

    Args:
        events: its events.
        base: the offset at which its text starts.
    """
    last, style = (base, base), None
    opened: list[int] = []
    try:
        for event in events:
            start, end = base + event.start_mark.index, base + event.end_mark.index
            if isinstance(event, (MappingStartEvent, SequenceStartEvent)):
                opened.append(start)
            elif isinstance(event, (MappingEndEvent, SequenceEndEvent)):
                if opened:
                    opened.pop()
                last, style = (max(last[0], start), max(last[1], end)), None
            elif isinstance(event, ScalarEvent):
                last, style = (start, end), event.style or ""
    except YAMLError:
        pass
    return Trace(*last, style, tuple(opened))
