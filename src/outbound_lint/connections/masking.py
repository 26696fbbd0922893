"""A request with everything masked that no output may show."""

from __future__ import annotations

from collections import defaultdict

from outbound_lint.connections.cleaning import Cleaner, shaped_spans
from outbound_lint.connections.reading import ParsedFile
from outbound_lint.connections.request import Part
from outbound_lint.connections.sensitive import sensitive_places
from outbound_lint.findings.redaction import mask_line
from outbound_lint.source import Place, Span
from outbound_lint.syntax.nodes import Scalar
from outbound_lint.syntax.places import Decoded


class Masker:
    """Masks what is sensitive in the requests of one file, and in what is said of them.

    Args:
        parsed: the file.
    """

    def __init__(self, parsed: ParsedFile) -> None:
        hidden = list(sensitive_places(parsed.source, parsed.documents, parsed.connections))
        self._cleaner = Cleaner(hidden)
        self._hidden: dict[Scalar, list[Span]] = defaultdict(list)
        for place, _ in hidden:
            text = place.text
            span = Span(place.start, place.end)
            while isinstance(text, Decoded):
                self._hidden[text.scalar].append(span)
                # What holds the text of a secret is sent as one string itself, or not at all.
                text = text.scalar.text
                span = Span(0, len(text.value))

    def clean(self, text: str) -> str:
        """Return a name, a pointer or a message without the secrets of the file."""
        return self._cleaner.clean(text)

    def fill(self, place: Place, part: Part) -> str:  # noqa: ARG002  # it is a Fill
        """Return the text at a place of a request, its secrets masked wherever they repeat."""
        value = place.text.value
        hidden = shaped_spans(value)
        if isinstance(place.text, Decoded):
            hidden += self._hidden.get(place.text.scalar, [])
        return self._cleaner.clean(_masked(value, place.start, place.end, hidden))


def _masked(text: str, start: int, end: int, hidden: list[Span]) -> str:
    # mask_line wants spans that neither overlap nor come out of order.
    apart: list[Span] = []
    for span in sorted(hidden):
        if apart and span.start <= apart[-1].end:
            apart[-1] = Span(apart[-1].start, max(apart[-1].end, span.end))
        else:
            apart.append(span)
    return "".join(piece.text for piece in mask_line(text, start, end, apart))
