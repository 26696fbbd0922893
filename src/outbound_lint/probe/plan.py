"""Which connections are probed, and with which requests: decided before anything is sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import NamedTuple

from outbound_lint import __version__
from outbound_lint.connections import providers
from outbound_lint.connections.model import Connection
from outbound_lint.connections.reading import ParsedFile
from outbound_lint.connections.request import DRY_RUN, Request, UnbuildableError, build
from outbound_lint.facts import http_fields, placeholders
from outbound_lint.findings.failures import describe
from outbound_lint.probe.eligibility import WITHDRAWN, JudgedFile, Obstacle, refuse_other_numbers
from outbound_lint.probe.permissions import Authority, Filler, Permissions, authority_of
from outbound_lint.probe.places import body, endpoint_key
from outbound_lint.providers.model import Profile, SilentFailure
from outbound_lint.redaction.redactor import mask_text
from outbound_lint.source import Place
from outbound_lint.urls import Url, addresses, judge

MARKS = (
    ("User-Agent", f"outbound-lint/{__version__}"),
    DRY_RUN,
)
"""The headers by which a receiver recognizes a probe; no configuration can change them."""

_MARK_NAMES = frozenset(http_fields.fold(name) for name, _ in MARKS)


_MOST_BODY = 1024 * 1024
"""Bytes of a body that is sent."""


class Subject(NamedTuple):
    """A connection, the file that contains it, and the user's profiles of providers."""

    parsed: ParsedFile
    connection: Connection
    profiles: tuple[Profile, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """Where a request is sent.

    Attributes:
        scheme: `https`, or `http` if `allowed` is true.
        host: The name in lower case and ASCII, or the address in its canonical form; no brackets.
        port: The port, or the default port of the scheme.
        is_address: Whether the host is an IP address.
        allowed: Whether `--probe-allow-host` names this host and port.
        request: The request; None to stop after the connection.
        hidden_failures: What a success may hide.
    """

    scheme: str
    host: str
    port: int
    is_address: bool
    allowed: bool
    request: Request | None
    hidden_failures: tuple[SilentFailure, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Trigger(Target):
    """A connection that may be probed; its request has User-Agent and dry-run marker.

    Attributes:
        subject: The connection.
    """

    subject: Subject = field(kw_only=True)


@dataclass(frozen=True, slots=True, eq=False)
class Repeat:
    """A connection with the same request as an earlier one, and so with the same outcome."""

    subject: Subject
    first: Trigger


@dataclass(frozen=True, slots=True, eq=False)
class Skip:
    """A connection that is not probed.

    Attributes:
        subject: The connection.
        reason: The reason, as the end of a sentence; it quotes no value.
        hint: What to do, as a sentence.
        place: The characters to change.
    """

    subject: Subject
    reason: str
    hint: str
    place: Place


@dataclass(frozen=True, slots=True, eq=False)
class Failure:
    """A connection that is not probed because of a bug in outbound-lint.

    Attributes:
        subject: The connection.
        cause: The exception and its place, without its text.
    """

    subject: Subject
    cause: str


Plan = Trigger | Repeat | Skip | Failure


def plan(
    files: Iterable[JudgedFile], permissions: Permissions, environment: Mapping[str, str]
) -> tuple[Plan, ...]:
    """Decide what is probed, in the order of the files and of the connections in them.

    Args:
        files: The files, judged by all rules in `eligibility.ERRORS`.
        permissions: What the command line permits.
        environment: The variables of the process; only those that are permitted are read.
    """
    subjects = (
        (Subject(file.parsed, connection, file.profiles), file.obstacles.get(connection))
        for file in files
        for connection in file.connections
    )
    plans = [
        _considered(subject, obstacle, permissions, environment) for subject, obstacle in subjects
    ]
    firsts: dict[tuple[str, Authority, Request | None], Trigger] = {}
    for index, one in enumerate(plans):
        if isinstance(one, Trigger):
            key = (one.scheme, Authority(one.host, one.port), one.request)
            first = firsts.setdefault(key, one)
            if first is not one:
                plans[index] = Repeat(one.subject, first)
    sent = _spread(firsts.values(), permissions.limit)
    return tuple(_within_limit(one, sent, permissions.limit) for one in plans)


def failed_plans(files: Iterable[JudgedFile], error: Exception) -> tuple[Failure, ...]:
    """Return the plans of a run that nothing can be sent in, because of a bug.

    Args:
        files: The files.
        error: What was raised.
    """
    return tuple(
        Failure(Subject(file.parsed, connection), describe(error))
        for file in files
        for connection in file.connections
    )


def _spread(triggers: Iterable[Trigger], limit: int) -> frozenset[Trigger]:
    """Return as many triggers as are sent: the first of each host, then the second of each."""
    by_host: dict[Authority, list[Trigger]] = {}
    for one in triggers:
        by_host.setdefault(Authority(one.host, one.port), []).append(one)
    in_turn = [one for turn in zip_longest(*by_host.values()) for one in turn if one]
    return frozenset(in_turn[:limit])


def _within_limit(one: Plan, sent: frozenset[Trigger], limit: int) -> Plan:
    trigger = one.first if isinstance(one, Repeat) else one
    if not isinstance(trigger, Trigger) or trigger in sent:
        return one
    return Skip(
        one.subject,
        f"the limit of requests for one run is reached (`--probe-limit {limit}`)",
        "Probe again with a higher limit: `--probe-limit N`.",
        endpoint_key(one.subject.connection),
    )


def _considered(
    subject: Subject,
    obstacle: Obstacle | None,
    permissions: Permissions,
    environment: Mapping[str, str],
) -> Plan:
    try:
        if obstacle and obstacle.bug:
            return Failure(subject, obstacle.bug)
        if obstacle:
            reason = f"the error `{obstacle.rule}` has to be fixed first"
            return Skip(subject, reason, _remedy(subject.connection, obstacle), obstacle.place)
        return _trigger(subject, permissions, environment)
    except UnbuildableError as error:
        return Skip(subject, error.reason, error.hint, error.place)
    except Exception as error:  # noqa: BLE001 - any bug, for the other connections are probed
        return Failure(subject, describe(error))


def _remedy(connection: Connection, obstacle: Obstacle) -> str:
    """Return the hint for an obstacle; `--probe-allow-host` helps only against some of them."""
    url = connection.url
    authority = authority_of(url) if url else None
    if obstacle.rule in WITHDRAWN and url and authority:
        verdict = addresses.verdict(url.address) if url.address else None
        if not verdict or verdict.grantable:
            option = f"`--probe-allow-host {mask_text(str(authority))}`"
            return f"Fix this error. Only if this is your own receiver: add {option}."
    return "Fix this error, and probe again."


def _trigger(subject: Subject, permissions: Permissions, environment: Mapping[str, str]) -> Trigger:
    url, authority = _destination(subject.connection, permissions)
    profile = providers.called(subject.connection, subject.profiles)
    request = None
    if not permissions.connect_only:
        path = url.text[slice(*url.path_span)] if url.path_span else ""
        fill = Filler(permissions, environment, authority, path)
        built = build(subject.connection, number=permissions.number, fill=fill)
        if len(built.body) > _MOST_BODY:
            raise UnbuildableError(
                "its body would be larger than 1 MiB",
                body(subject.connection),
                "Make the payload smaller: many receivers and gateways refuse such a body too.",
            )
        refuse_other_numbers(subject.connection, built, permissions.number)
        others = [pair for pair in built.headers if http_fields.fold(pair[0]) not in _MARK_NAMES]
        request = replace(built, headers=(*others, *MARKS))
    return Trigger(
        url.scheme or "",
        authority.host,
        authority.port,
        url.address is not None,
        authority in permissions.allowed,
        request,
        profile.silent_failures if profile else (),
        subject=subject,
    )


def _destination(connection: Connection, permissions: Permissions) -> tuple[Url, Authority]:
    """Return the URL of a connection, and its host and port, which have no placeholders.

    Raises:
        UnbuildableError: The URL is invalid, its host is unknown, or it uses http without
            permission, no matter which rules are ignored.
    """
    field = connection.endpoint
    if field is None or field.text is None:
        place = field.value.place if field else connection.first_key
        hint = "Write the URL without placeholders before the path."
        raise UnbuildableError("the host of its URL is unknown", place, hint)
    url = judge(field.text.value)
    if url.problem:
        raise UnbuildableError(url.problem.message, Place(field.text, *url.problem.span))
    end = url.path_span[0] if url.path_span else len(url.text)
    for hidden in placeholders.find(url.text[:end]):
        raise UnbuildableError(
            "its URL has a placeholder before the path",
            Place(field.text, hidden.start, hidden.end),
            "Write the host and the port without placeholders: the probe never fills them.",
        )
    authority = authority_of(url)
    if authority is None:
        whole = Place(field.text, 0, len(url.text))
        hint = "Write a URL that starts with `https://`."
        raise UnbuildableError("its URL is not an https URL", whole, hint)
    if url.scheme == "http" and authority not in permissions.allowed:
        raise UnbuildableError(
            "http is used only for hosts that the command line allows",
            Place(field.text, *(url.scheme_span or (0, 0))),
            f"Write `https`, or add `--probe-allow-host {authority}`.",
        )
    return url, authority
