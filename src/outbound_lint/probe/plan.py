"""Which connections are probed, and with which request; decided before anything is sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from outbound_lint.connections.model import Connection
from outbound_lint.connections.reading import Parsed
from outbound_lint.connections.request import Request
from outbound_lint.source import Place


class Subject(NamedTuple):
    """A connection and the file it stands in."""

    parsed: Parsed
    connection: Connection


@dataclass(frozen=True, slots=True, eq=False)
class Trigger:
    """A connection that may be probed.

    Attributes:
        subject: the connection.
        scheme: `https` or `http`; http is only right where `allowed` is true.
        host: the name in lower case and ASCII, or the address in its canonical form; no brackets.
        port: the port, the scheme's own where none is written.
        is_address: whether the host is an address literal.
        allowed: whether `--probe-allow-host` names this host and port.
        request: what is sent, User-Agent and dry-run marker included; none with `--probe-connect`.
    """

    subject: Subject
    scheme: str
    host: str
    port: int
    is_address: bool
    allowed: bool
    request: Request | None


@dataclass(frozen=True, slots=True, eq=False)
class Repeat:
    """A connection whose request is the same as that of an earlier one: its outcome holds here."""

    subject: Subject
    first: Trigger


@dataclass(frozen=True, slots=True, eq=False)
class Skip:
    """A connection that is not probed.

    Attributes:
        subject: the connection.
        reason: why, as the end of a sentence; quotes no value.
        hint: what to do about it, as a sentence.
        place: the characters to change.
    """

    subject: Subject
    reason: str
    hint: str
    place: Place


Plan = Trigger | Repeat | Skip
