"""A request with everything masked that no output may show."""

from __future__ import annotations

from collections import defaultdict

from outbound_lint.connections.reading import Parsed
from outbound_lint.connections.request import Fill, Part
from outbound_lint.connections.sensitive import sensitive_places
from outbound_lint.facts import secrets
from outbound_lint.findings.model import Span
from outbound_lint.findings.redaction import mask_line, scrub
from outbound_lint.source import Place
from outbound_lint.syntax.decoded import Decoded
from outbound_lint.syntax.nodes import Scalar

_MOST_REPEATED = 100
"""Secrets of one request that are also looked for in its body: it has a few, a hostile one many."""


class Masker:
    """Masks what is sensitive in the requests of one file.

    Args:
        parsed: the file.
    """

    def __init__(self, parsed: Parsed) -> None:
        self._hidden: dict[Scalar, list[Span]] = defaultdict(list)
        places = sensitive_places(parsed.source, parsed.documents, parsed.connections)
        for place in places:
            if isinstance(place.text, Decoded):
                self._hidden[place.text.scalar].append(Span(place.start, place.end))

    def fill(self) -> Fill:
        """Return what masks one request; a secret of its URL or headers also in its body."""
        repeated: set[str] = set()

        def masked(place: Place, part: Part) -> str:
            value = place.text.value
            hidden = _shaped(value)
            if isinstance(place.text, Decoded):
                hidden += self._hidden.get(place.text.scalar, [])
            if part in ("url", "header") and len(repeated) < _MOST_REPEATED:
                repeated.update(value[slice(*span)] for span in hidden)
            return scrub(_masked(value, place.start, place.end, hidden), repeated)

        return masked


def without_secrets(text: str) -> str:
    """Mask what is shaped like a secret in a text that stands for itself, such as a name."""
    return _masked(text, 0, len(text), _shaped(text))


def _shaped(text: str) -> list[Span]:
    return [Span(one.start + len(one.prefix), one.end) for one in secrets.find(text)]


def _masked(text: str, start: int, end: int, hidden: list[Span]) -> str:
    # mask_line wants spans that neither overlap nor come out of order.
    apart: list[Span] = []
    for span in sorted(hidden):
        if apart and span.start <= apart[-1].end:
            apart[-1] = Span(apart[-1].start, max(apart[-1].end, span.end))
        else:
            apart.append(span)
    return "".join(piece.text for piece in mask_line(text, start, end, apart))
