"""What a probe sent and what came back, in one line each and without secrets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from outbound_lint.connections.model import Connection
from outbound_lint.connections.request import DRY_NUMBER, Builder, Request, UnbuildableError
from outbound_lint.probe.outcomes import BodyKind, Outcome
from outbound_lint.probe.plan import MARKS
from outbound_lint.redaction.masks import MASK
from outbound_lint.redaction.redactor import Redactor

LONGEST = 300
"""So many characters of what was sent are kept."""

_SEPARATOR = " · "
_BODIES: dict[BodyKind, str] = {
    "html": "an HTML page",
    "error": "JSON that reports an error",
    "client-certificate": "asks for a client certificate",
    "plain-http": "says that plain HTTP came to a port for HTTPS",
}


class Summary:
    """Describes the requests for the connections of one file, and their responses.

    Attributes:
        redactor: Masks the secrets of the file.
    """

    def __init__(self, redactor: Redactor) -> None:
        self.redactor = redactor
        self._builders = {
            number: Builder(number=number, fill=redactor.fill) for number in (DRY_NUMBER, MASK)
        }

    def sent(self, connection: Connection, request: Request | None, outcome: Outcome) -> str | None:
        """Describe a request: the URL, the configured headers and the body, as `preview` does.

        Args:
            connection: The connection.
            request: The request, if there is one. Only the file's own text of it is shown: its
                placeholders stay unfilled, and a number of `--probe-number` is masked.
            outcome: What became of it.

        Returns:
            One line; None if the probe ended before the request.
        """
        if request is None or outcome.stage not in ("request", "response"):
            return None
        masked = self._masked(connection, request)
        host, url = self.redactor.text(masked.authority, longest=None), masked.url
        url = url.replace(masked.authority, host, 1)
        headers = [f"{name}: {value}" for name, value in masked.headers]
        line = _SEPARATOR.join((f"{masked.method} {url}", *headers, masked.body.decode()))
        return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"

    def message(self, connection: Connection, request: Request) -> str:
        """Return a request as an HTTP message with line feeds, its secrets masked."""
        masked = self._masked(connection, request)
        host = self.redactor.text(masked.authority, longest=None)
        marks = request.headers[len(request.headers) - len(MARKS) :]
        headers = [f"{name}: {value}" for name, value in (*masked.headers, *marks)]
        head = (f"{masked.method} {masked.target} HTTP/1.1", f"Host: {host}", *headers)
        return "\n".join((*head, "", masked.body.decode(), ""))

    def _masked(self, connection: Connection, request: Request) -> Request:
        """Return the request without secrets and without the marks of a probe.

        Where a mask stands and JSON needs a value, there is nothing but the authority.
        """
        number = DRY_NUMBER if DRY_NUMBER.encode() in request.body else MASK
        try:
            masked = self._builders[number].build(connection)
        except UnbuildableError:
            return Request(request.method, f"https://{request.authority}/{MASK}", (), b"")
        headers = tuple((self.redactor.text(name), value) for name, value in masked.headers)
        return replace(masked, headers=headers)

    def received(self, outcome: Outcome) -> str | None:
        """Describe what may be shown of a response; None if there was none."""
        if outcome.status is None:
            return None
        return _SEPARATOR.join((f"status {outcome.status}", *_facts(outcome)))


def _facts(outcome: Outcome) -> Iterator[str]:
    redirect, retry_after, challenge, body, _ = outcome.facts
    if redirect and redirect.target:
        yield f"redirect to {redirect.target}"
    if challenge:
        yield f"asks for {challenge}"
    if retry_after is not None:
        yield f"retry after {retry_after} s"
    if body:
        yield _BODIES[body]
