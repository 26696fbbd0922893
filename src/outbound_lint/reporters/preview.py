"""The requests that the platform would send, as HTTP, as curl commands or as JSON."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from outbound_lint.patterns import pattern
from outbound_lint.redaction.masks import MASK
from outbound_lint.reporters.escaping import guard, shown


class Preview(NamedTuple):
    """A request and the connection it is for.

    Attributes:
        connection: what the connection is called.
        path: the file it stands in.
        line: the line it starts at.
        pointer: its JSON Pointer.
        method: the method.
        url: the URL.
        authority: the value of Host.
        target: path and query.
        headers: names and values, in their order.
        body: the body.
        length: the value of Content-Length; none where that would tell the length of a secret.
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
    """Write each request as HTTP/1.1 has it (RFC 9112), under `###` and a title if there are more.

    That is how .http files part requests; lines end with a line feed.
    """
    texts = []
    for one in previews:
        length = MASK if one.length is None else str(one.length)
        fields = (("Host", one.authority), *one.headers, ("Content-Length", length))
        head = (
            f"{one.method} {one.target} HTTP/1.1",
            *(f"{name}: {text}" for name, text in fields),
        )
        texts.append("\n".join((*_title("###", one, previews), *map(shown, (*head, "", one.body)))))
    return guard("\n\n".join(texts) + "\n")


def _curl(previews: Sequence[Preview]) -> str:
    """Write each request as a command for any POSIX shell that may be pasted as it stands."""
    texts = []
    for one in previews:
        command = ["curl", *_curl_switches(one.url), "--request", one.method]
        lines = [" ".join((*command, _word(one.url.encode())))]
        for name, value in one.headers:
            # Without a value curl would leave the field out, but for a semicolon after the name.
            field = f"{name}: {value}" if value else f"{name};"
            lines.append(f"  --header {_word(field.encode('latin-1'))}")
        lines.append(f"  --data-raw {_word(one.body.encode())}")
        texts.append("\n".join((*_title("#", one, previews), " \\\n".join(lines))))
    return "\n\n".join(texts) + "\n"


def _json(previews: Sequence[Preview]) -> str:
    """Write the requests as an array, in ASCII, with no command for a CI log in it."""
    import json

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
    return json.dumps(requests, indent=2).replace("##", "#\\u0023") + "\n"


PREVIEW_RENDERERS: Mapping[str, Callable[[Sequence[Preview]], str]] = MappingProxyType(
    {"http": _http, "curl": _curl, "json": _json}
)
"""Each format's name with what renders it."""


def _title(mark: str, one: Preview, previews: Sequence[Preview]) -> tuple[str, ...]:
    if len(previews) == 1:
        return ()
    return (f"{mark} {shown(one.connection)} ({shown(one.path)}:{one.line})",)


def _curl_switches(url: str) -> list[str]:
    """Keep curl from reading brackets and braces as patterns, and from resolving dots."""
    switches = ["--globoff"] if re.search(r"[\[\]{}]", url) else []
    return switches + (["--path-as-is"] if "/." in url else [])


_PLAIN_WORD = pattern(rb"(?:[ -\"$-~]|#(?!#))*")
_NOT_FOR_PRINTF = pattern(rb"[^ -\"$&()-\[\]-~]|!|\A-")


def _word(data: bytes) -> str:
    """Quote a word for a POSIX shell, with nothing in it that could steer a terminal or a log.

    What is not plain ASCII is left to the shell's own printf (POSIX.1-2024, XCU printf).
    """
    from shlex import quote

    if _PLAIN_WORD.fullmatch(data):
        return quote(data.decode("ascii"))
    octal = _NOT_FOR_PRINTF.sub(lambda found: b"\\%03o" % found.group()[0], data)
    return f"\"$(printf '{octal.decode('ascii')}')\""
