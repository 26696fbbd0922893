"""The places of outcomes: the characters to change."""

from __future__ import annotations

from collections.abc import Callable

from outbound_lint.connections.model import Connection
from outbound_lint.facts.credential_names import authenticates
from outbound_lint.source import Place, Span
from outbound_lint.urls import Url
from outbound_lint.urls.parameters import parameters


def endpoint_key(connection: Connection) -> Place:
    """Return the key of the URL, or the first key if there is no URL."""
    endpoint = connection.endpoint
    return endpoint.key.place if endpoint else connection.first_key


def host(connection: Connection) -> Place:
    """Return the host of the URL."""
    return _of_url(connection, lambda url: url.host_span)


def path(connection: Connection) -> Place:
    """Return the path of the URL, or the host if there is no path."""

    def span(url: Url) -> Span | None:
        path = url.path_span
        return path if path and path.start < path.end else url.host_span

    return _of_url(connection, span)


def address(connection: Connection) -> Place:
    """Return the URL up to the end of its path."""

    def span(url: Url) -> Span | None:
        if not (url.scheme_span and url.path_span):
            return url.host_span
        return Span(url.scheme_span.start, url.path_span.end)

    return _of_url(connection, span)


def credential(connection: Connection, names: frozenset[str]) -> tuple[Place, bool]:
    """Return the value of the first header that authenticates, with its scheme.

    Args:
        connection: The connection.
        names: Names of further headers that authenticate, in lower case.

    Returns:
        The place of the value and False, or the place for a header and True.
    """
    for header in connection.header_fields:
        if header.value and (header.folded in names or authenticates(header.name)):
            return header.place(0, len(header.value)), False
    return _headers_start(connection), True


def content_type(connection: Connection) -> tuple[Place, bool]:
    """Return the value of Content-Type and False, or the place for the header and True."""
    for header in connection.header_fields:
        if header.folded == "content-type":
            return header.node.place, False
    return _headers_start(connection), True


def body(connection: Connection) -> Place:
    """Return the payload, else the phone number key, else the host."""
    field = connection.payload or connection.phone_number_key
    return field.value.place if field else host(connection)


def query(connection: Connection, name: str) -> Place:
    """Return the value of the first parameter of a name in the query, or the host."""

    def span(url: Url) -> Span | None:
        named = (one for one in parameters(url) if one.name == name)
        return next((Span(one.start, one.end) for one in named), url.host_span)

    return _of_url(connection, span)


def header(connection: Connection, name: str) -> Place:
    """Return the value of the first header of a name, or the headers."""
    named = (one.node.place for one in connection.header_fields if one.name == name)
    return next(named, headers(connection))


def headers(connection: Connection) -> Place:
    """Return the headers, or the host if there are none."""
    return connection.headers.value.place if connection.headers else host(connection)


def _of_url(connection: Connection, part: Callable[[Url], Span | None]) -> Place:
    endpoint = connection.endpoint
    if endpoint is None:
        return connection.first_key
    span = part(endpoint.url) if endpoint.url else None
    return Place(endpoint.text, *span) if endpoint.text and span else endpoint.value.place


def _headers_start(connection: Connection) -> Place:
    field = connection.headers
    if field is None:
        return endpoint_key(connection)
    if field.object is None:
        return field.value.place
    return Place(field.object.text, field.object.start, field.object.start + 1)
