"""The parameters in the query of a URL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from outbound_lint.urls import Url


class Parameter(NamedTuple):
    """A parameter with a value: its name, and where in the URL the value stands."""

    name: str
    start: int
    end: int


def parameters(url: Url) -> Iterator[Parameter]:
    """Yield the parameters of a URL that have a value, in the order they stand."""
    if url.query_span is None:
        return
    offset, end = url.query_span
    # A semicolon separates as well, for receivers that read HTML 4.01, appendix B.2.2.
    for part in url.text[offset:end].replace(";", "&").split("&"):
        name, equals, value = part.partition("=")
        start = offset + len(name) + len(equals)
        offset += len(part) + 1
        if value:
            yield Parameter(name, start, start + len(value))
