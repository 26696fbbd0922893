"""Fields without their colon, or without the space after it, which YAML reads as one string.

In `trigger_call_endpoint:https://voice.acme.dev` nothing separates the key from the value (YAML
1.2.2, section 7.3.3: a colon in a plain scalar is an indicator only before whitespace). A no-break
space is not whitespace to YAML either.
"""

from __future__ import annotations

from collections.abc import Iterator

from outbound_lint.connections.names import ENDPOINT, FIELD_NAMES, UNSPACED, FieldName
from outbound_lint.patterns import pattern
from outbound_lint.source import Place
from outbound_lint.syntax.mistakes import INVISIBLE
from outbound_lint.syntax.nodes import Member, Scalar
from outbound_lint.syntax.places import Decoded

_AGENT_ENDPOINT = pattern(r"endpoint(?=:[^\S\n]*(?:[\"'<${%]|\w+://)):")
_GAP = pattern(rf"[\s{INVISIBLE}]*+")


class Unspaced(Member):
    """A field without its colon, or without the space after it.

    Attributes:
        sign: the colon, or what is there instead; empty if nothing is.
        mark: the place of the sign, or else of the name.
        gap: the whitespace after it, which YAML does not take for a space; usually none.
        opens_collection: whether the value would be a mapping or a list after a colon and a space.
    """

    __slots__ = ("gap", "mark", "opens_collection", "sign")

    def __init__(self, text: Decoded, name: tuple[int, int], sign: tuple[int, int], end: int):
        key = Scalar(text, *name, None, text.value[slice(*name)], "plain")
        rest = text.value[sign[1] : end]
        super().__init__(key, Scalar(text, sign[1], end, None, rest, "plain"))
        self.sign = text.value[slice(*sign)]
        self.mark = Place(text, *(sign if self.sign else name))
        self.gap = _GAP.match(rest).group()  # type: ignore[union-attr]  # it always matches
        self.opens_collection = rest.startswith(("{", "["), len(self.gap))

    @property
    def problem(self) -> tuple[str, str]:
        """What is wrong, after `there is`; and a hint."""
        if not self.sign:
            subject, hint = "no colon after", "Write `:` after it"
        elif self.sign != ":":
            subject, hint = f"`{self.sign}` instead of `:` after", "Write `:` and a space instead"
        elif self.gap:
            code = f"U+{ord(self.gap[0]):04X}"
            subject = f"{code} instead of a space after the colon of"
            hint = f"Replace {code} after the colon with a space"
        else:
            subject, hint = "no space after the colon of", "Add a space after the colon"
        if self.opens_collection:
            hint += ", and put the value in single quotes"
        return subject, f"{hint}."


def unspaced_fields(
    scalar: Scalar, *, is_value: bool = False, any_sign: bool = False
) -> Iterator[tuple[Unspaced, FieldName]]:
    """Yield the fields in a plain scalar that have no colon with a space after it.

    Args:
        scalar: a key, an item, the root of a document, or the value of a member.
        is_value: whether it is the value of a member. A field then starts on a separate line, as
            it always does where a scalar of several lines holds more than one.
        any_sign: whether the colon may be missing too, with another sign in its place or none.
    """
    if scalar.style != "plain":
        return
    text = Decoded(scalar)
    matches = [
        match
        for match in sorted(
            (match for one in UNSPACED for match in one.finditer(text.value)),
            key=lambda match: match.start(),
        )
        if (any_sign or match["sign"] == ":")
        and ((match.start() == 0 and not is_value) or _starts_line(text, match.start()))
    ]
    ends = [match.start() for match in matches[1:]] + [len(text.value)]
    for match, end in zip(matches, ends, strict=False):  # there may be no match
        name = next(name for name in FIELD_NAMES if text.value.startswith(name, match.start()))
        sign = match.span("sign") if match["sign"] else (match.end(), match.end())
        span = (match.start(), match.start() + len(name))
        yield Unspaced(text, span, sign, end), name


def unspaced_endpoint(scalar: Scalar) -> Iterator[tuple[Unspaced, FieldName]]:
    """Yield the endpoint of an agent, if a key is that and its value without a space between."""
    text = Decoded(scalar)
    match = _AGENT_ENDPOINT.match(text.value) if scalar.style == "plain" else None
    if match:
        colon = match.end() - 1
        yield Unspaced(text, (0, colon), (colon, colon + 1), len(text.value)), ENDPOINT


def _starts_line(text: Decoded, offset: int) -> bool:
    source, start, _, _ = text.trace(offset, offset + 1)
    before = source.value[source.line_span(source.line(start)).start : start]
    return not before.strip(" \t-")
