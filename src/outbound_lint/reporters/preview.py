"""The requests that the platform would send, as HTTP, curl commands or JSON."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from outbound_lint.patterns import pattern
from outbound_lint.redaction.masks import MASK
from outbound_lint.reporters.escaping import guard, json_text, shown


class Preview(NamedTuple):
    """The request of one connection.

    Attributes:
        connection: the name of the connection.
        path: its file.
        line: the line of its start.
        pointer: its JSON Pointer.
        method: the HTTP method.
        url: the URL.
        authority: the value of the Host header.
        target: path and query.
        headers: names and values, in order.
        body: the body.
        length: the value of Content-Length; None if it would reveal the length of a secret.
    """

    connection: str
    path: str
    line: int
    pointer: str
    method: str
    url: str
    authority: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: str
    length: int | None


def _http(previews: Sequence[Preview]) -> str:
    """Render each request as an HTTP/1.1 message (RFC 9112), but with line feeds.

    Several requests each get a title after `###`, which separates requests in .http files.
    """
    texts = []
    for one in previews:
        length = MASK if one.length is None else str(one.length)
        fields = (("Host", one.authority), *one.headers, ("Content-Length", length))
        head = (
            f"{one.method} {one.target} HTTP/1.1",
            *(f"{name}: {text}" for name, text in fields),
        )
        titles = (f"### {title}" for title in _title(one, previews))
        texts.append("\n".join((*titles, *map(shown, (*head, "", one.body)))))
    return guard("\n\n".join(texts) + "\n")


def _curl(previews: Sequence[Preview]) -> str:
    """Render each request as a command that can be pasted into sh, bash, zsh and fish.

    Several commands each have a title before them, as the arguments of a command that does nothing:
    an interactive zsh would expand what is in a comment.
    """
    texts = []
    for one in previews:
        # curl must not expand brackets and braces, nor resolve dot segments.
        globoff = "--globoff " if re.search(r"[\[\]{}]", one.url) else ""
        as_is = "--path-as-is " if "/." in one.url else ""
        url = _word(one.url.encode())
        lines = [f"curl {globoff}{as_is}--request {one.method} {url}"]
        for name, value in one.headers:
            # curl drops a header without a value unless its name is followed by a semicolon.
            field = f"{name}: {value}" if value else f"{name};"
            lines.append(f"  --header {_word(field.encode('latin-1'))}")
        lines.append(f"  --data-raw {_word(one.body.encode())}")
        titles = (f": {_word(title.encode(), _PLAIN_TITLE)}" for title in _title(one, previews))
        texts.append("\n".join((*titles, " \\\n".join(lines))))
    return "\n\n".join(texts) + "\n"


def _json(previews: Sequence[Preview]) -> str:
    """Render the requests as an array."""
    requests = [
        {
            "connection": one.connection,
            "path": one.path,
            "pointer": one.pointer,
            "method": one.method,
            "url": one.url,
            "headers": [{"name": name, "value": value} for name, value in one.headers],
            "body": one.body,
        }
        for one in previews
    ]
    return json_text(requests)


PREVIEW_RENDERERS: Mapping[str, Callable[[Sequence[Preview]], str]] = MappingProxyType(
    {"http": _http, "curl": _curl, "json": _json}
)
"""The renderer of each format."""


def _title(one: Preview, previews: Sequence[Preview]) -> tuple[str, ...]:
    if len(previews) == 1:
        return ()
    return (f"{shown(one.connection)} ({shown(one.path)}:{one.line})",)


_PLAIN_WORD = pattern(rb"(?:[ -\"$-\[\]-~]++|#(?!#))*+")
_PLAIN_TITLE = pattern(rb"(?:[ -\"$-\[\]-~\x80-\xff]++|#(?!#))*+")  # without control characters
_NOT_FOR_PRINTF = pattern(rb"[^ -\"$&()-\[\]-~]|!|\A-")


def _word(data: bytes, plain: re.Pattern[bytes] = _PLAIN_WORD) -> str:
    """Quote a word for a shell, without characters that steer a terminal or a log.

    Anything but plain ASCII is written with the shell's printf (POSIX.1-2024, XCU printf), as is a
    backslash, which escapes in the single quotes of fish ("Quotes" in its language reference).
    """
    from shlex import quote

    if plain.fullmatch(data):
        return quote(data.decode())
    octal = _NOT_FOR_PRINTF.sub(lambda found: b"\\%03o" % found.group()[0], data)
    return f"\"$(printf '{octal.decode('ascii')}')\""
