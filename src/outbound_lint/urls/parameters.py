"""The parameters in the query of a URL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from outbound_lint.urls.values import Url


class QueryParameter(NamedTuple):
    """A parameter with a value: its name, and the span of the value in the text of the URL."""

    name: str
    start: int
    end: int


def parameters(url: Url) -> Iterator[QueryParameter]:
    """Yield the parameters of a URL that have a value, in the order of the query."""
    if url.query_span is None:
        return
    offset, end = url.query_span
    # A semicolon is a separator as well, for receivers that follow HTML 4.01, appendix B.2.2.
    for part in url.text[offset:end].replace(";", "&").split("&"):
        name, equals, value = part.partition("=")
        start = offset + len(name) + len(equals)
        offset += len(part) + 1
        if value:
            yield QueryParameter(name, start, start + len(value))
