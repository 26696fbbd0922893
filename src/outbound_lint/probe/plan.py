"""Which connections are probed, and with which request; decided before anything is sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from outbound_lint import __version__
from outbound_lint.connections.model import Connection
from outbound_lint.connections.reading import ParsedFile
from outbound_lint.connections.request import Request, UnbuildableError, build
from outbound_lint.facts import http_fields, placeholders
from outbound_lint.findings.failures import describe
from outbound_lint.probe.eligibility import JudgedFile, Obstacle
from outbound_lint.probe.filling import Filler
from outbound_lint.probe.permissions import Authority, Permissions, authority_of
from outbound_lint.source import Place
from outbound_lint.urls import Url, judge

MARKS = (
    ("User-Agent", f"outbound-lint/{__version__}"),
    ("X-Outbound-Lint-Probe", "dry-run"),
)
"""The headers by which a receiver tells a probe; nothing in a configuration can change them."""

_MARK_NAMES = frozenset(http_fields.fold(name) for name, _ in MARKS)


class Subject(NamedTuple):
    """A connection and the file it stands in."""

    parsed: ParsedFile
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


@dataclass(frozen=True, slots=True, eq=False)
class Failure:
    """A connection that is not probed because of a bug in outbound-lint.

    Attributes:
        subject: the connection.
        cause: the exception and its place, without its text.
    """

    subject: Subject
    cause: str


Plan = Trigger | Repeat | Skip | Failure


def plan(
    files: Iterable[JudgedFile], permissions: Permissions, environment: Mapping[str, str]
) -> tuple[Plan, ...]:
    """Decide what is probed, in the order of the files and of the connections in them.

    Args:
        files: the files, judged by all rules in `eligibility.ERRORS`.
        permissions: what the command line permits.
        environment: the variables of the process; only those that are permitted are read.
    """
    plans: list[Plan] = []
    sent: dict[tuple[str, Authority, Request | None], Trigger] = {}
    for subject, obstacle in _subjects(files):
        one = _considered(subject, obstacle, permissions, environment)
        if isinstance(one, Trigger):
            key = (one.scheme, Authority(one.host, one.port), one.request)
            if key in sent:
                one = Repeat(subject, sent[key])
            elif len(sent) >= permissions.limit:
                one = _beyond_limit(subject, permissions.limit)
            else:
                sent[key] = one
        plans.append(one)
    return tuple(plans)


def _subjects(files: Iterable[JudgedFile]) -> Iterator[tuple[Subject, Obstacle | None]]:
    for parsed, _, obstacles in files:
        for connection in parsed.connections:
            if not connection.template:
                yield Subject(parsed, connection), obstacles.get(connection)


def _considered(
    subject: Subject,
    obstacle: Obstacle | None,
    permissions: Permissions,
    environment: Mapping[str, str],
) -> Plan:
    if obstacle:
        reason = f"the error `{obstacle.rule}` stands in the way"
        return Skip(subject, reason, "Mend it, and probe again.", obstacle.place)
    connection = subject.connection
    try:
        url, authority = _destination(connection, permissions)
        request = None
        if not permissions.connect_only:
            fill = Filler(permissions, environment, authority)
            request = _marked(build(connection, number=permissions.number, fill=fill))
    except UnbuildableError as error:
        return Skip(subject, error.reason, error.hint, error.place)
    except Exception as error:  # noqa: BLE001 - any bug, for the other connections are probed
        return Failure(subject, describe(error))
    return Trigger(
        subject,
        url.scheme or "",
        authority.host,
        authority.port,
        url.address is not None,
        authority in permissions.allowed,
        request,
    )


def _destination(connection: Connection, permissions: Permissions) -> tuple[Url, Authority]:
    """Return where a connection's URL leads, which no placeholder may decide.

    Raises:
        UnbuildableError: it is not known, makes no sense, or is http where that is not allowed,
            whatever rules were ignored.
    """
    field = connection.endpoint
    if field is None or field.text is None:
        place = field.value.place if field else connection.first_key
        raise UnbuildableError("the host of its URL is not known", place)
    url = judge(field.text.value)
    if url.problem:
        raise UnbuildableError(url.problem.message, Place(field.text, *url.problem.span))
    end = url.path_span[0] if url.path_span else len(url.text)
    for hidden in placeholders.find(url.text[:end]):
        raise UnbuildableError(
            "a placeholder hides a part of its URL before the path",
            Place(field.text, hidden.start, hidden.end),
            "Write the host and the port out: nothing may fill them in a probe.",
        )
    authority = authority_of(url)
    if authority is None:
        whole = Place(field.text, 0, len(url.text))
        raise UnbuildableError("its URL is not one of https", whole)
    if url.scheme == "http" and authority not in permissions.allowed:
        raise UnbuildableError(
            "http is only spoken to hosts that the command line allows",
            Place(field.text, *(url.scheme_span or (0, 0))),
            f"Write https, or type `--probe-allow-host {authority}`.",
        )
    return url, authority


def _marked(request: Request) -> Request:
    """Return the request with the marks of a probe, whatever was configured under their names."""
    kept = [pair for pair in request.headers if http_fields.fold(pair[0]) not in _MARK_NAMES]
    return replace(request, headers=(*kept, *MARKS))


def _beyond_limit(subject: Subject, limit: int) -> Skip:
    endpoint = subject.connection.endpoint
    place = endpoint.key.place if endpoint else subject.connection.first_key
    reason = f"{limit} requests are sent already, and one run sends no more"
    return Skip(subject, reason, "Type `--probe-limit N` to let it send more.", place)
