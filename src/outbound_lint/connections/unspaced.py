"""Fields without the space after their colon, which YAML reads as one string.

In `trigger_call_endpoint:https://voice.acme.dev` nothing separates the key from the value (YAML
1.2.2, section 7.3.3: a colon in a plain scalar is an indicator only before whitespace). A no-break
space is not whitespace to YAML either.
"""

from __future__ import annotations

from collections.abc import Iterator

from outbound_lint.connections.names import ENDPOINT, FIELD_NAMES, UNSPACED, FieldName
from outbound_lint.patterns import pattern
from outbound_lint.source import Place
from outbound_lint.syntax.nodes import Member, Scalar
from outbound_lint.syntax.places import Decoded

_AGENT_ENDPOINT = pattern(r"endpoint(?=:[^\S\n]*(?:[\"'<${%]|\w+://)):")


class Unspaced(Member):
    """A field without the space after its colon.

    Attributes:
        colon: the place of the colon.
        gap: the whitespace after it, which YAML does not take for a space; usually none.
        opens_collection: whether the value would be a mapping or a list if a space were there.
    """

    __slots__ = ("colon", "gap", "opens_collection")

    def __init__(self, text: Decoded, start: int, colon: int, end: int) -> None:
        rest = text.value[colon + 1 : end]
        key = Scalar(text, start, colon, None, text.value[start:colon], "plain")
        super().__init__(key, Scalar(text, colon + 1, end, None, rest, "plain"))
        self.colon = Place(text, colon, colon + 1)
        value = rest.lstrip()
        self.gap = rest[: len(rest) - len(value)]
        self.opens_collection = value.startswith(("{", "["))


def unspaced_fields(
    scalar: Scalar, *, is_value: bool = False
) -> Iterator[tuple[Unspaced, FieldName]]:
    """Yield the fields in a plain scalar whose colons no space follows.

    Args:
        scalar: a key, an item, the root of a document, or the value of a member.
        is_value: whether it is the value of a member. A field then starts on a line of its own, as
            it always does where a scalar of several lines holds more than one.
    """
    if scalar.style != "plain" or ":" not in scalar.value:
        return
    text = Decoded(scalar)
    matches = [
        match
        for match in sorted(
            (match for one in UNSPACED for match in one.finditer(text.value)),
            key=lambda match: match.start(),
        )
        if (match.start() == 0 and not is_value) or _starts_line(text, match.start())
    ]
    ends = [match.start() for match in matches[1:]] + [len(text.value)]
    for match, end in zip(matches, ends, strict=False):  # there may be no match
        colon = match.end() - 1
        name = next(name for name in FIELD_NAMES if text.value.startswith(name, match.start()))
        yield Unspaced(text, match.start(), colon, end), name


def unspaced_endpoint(scalar: Scalar) -> Iterator[tuple[Unspaced, FieldName]]:
    """Yield the endpoint of an agent, if a key is that and its value without a space between."""
    text = Decoded(scalar)
    match = _AGENT_ENDPOINT.match(text.value) if scalar.style == "plain" else None
    if match:
        yield Unspaced(text, 0, match.end() - 1, len(text.value)), ENDPOINT


def _starts_line(text: Decoded, offset: int) -> bool:
    source, start, _, _ = text.trace(offset, offset + 1)
    before = source.value[source.line_span(source.position(start).line).start : start]
    return not before.strip(" \t-")
