"""Which connections may be probed: not those with an error, or with another number to call."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain
from typing import Any, NamedTuple
from unicodedata import category, decimal, normalize
from urllib.parse import unquote

from outbound_lint.connections.merging import merged_mappings
from outbound_lint.connections.model import Connection
from outbound_lint.connections.reading import ParsedFile
from outbound_lint.connections.request import Request, UnbuildableError
from outbound_lint.facts import number_formats, numbers, word_set
from outbound_lint.findings.failures import describe
from outbound_lint.findings.selection import ALWAYS
from outbound_lint.patterns import pattern
from outbound_lint.probe import places
from outbound_lint.probe.permissions import Permissions, authority_of
from outbound_lint.providers.model import Profile
from outbound_lint.rule import RuleFinding
from outbound_lint.rules import RULES, find_rule
from outbound_lint.source import Place, Span, Text
from outbound_lint.syntax.json import parse_json
from outbound_lint.syntax.nodes import Mapping, Node, Scalar, ScalarStyle, descendants

ERRORS = frozenset(rule.name for rule in RULES if rule.severity == "error")
"""The rules whose findings keep a connection from being probed."""

WITHDRAWN = frozenset({"endpoint-not-public", "endpoint-scheme"})
"""The rules that `--probe-allow-host` withdraws for a host."""


class Obstacle(NamedTuple):
    """An error that keeps a connection from being probed.

    Attributes:
        rule: The rule of the error.
        place: Its place.
        bug: The exception of outbound-lint that left open whether there is an obstacle.
    """

    rule: str
    place: Place
    bug: str | None = None


class JudgedFile(NamedTuple):
    """A file with connections, after the rules have judged it; it can be pickled.

    Attributes:
        parsed: The file.
        findings: What is reported of it.
        obstacles: The connections that must not be probed, each with the reason.
        connections: The connections that are checked; the others are there, but not reported.
        profiles: The user's profiles of providers.
    """

    parsed: ParsedFile
    findings: Sequence[RuleFinding]
    obstacles: dict[Connection, Obstacle]
    connections: Sequence[Connection]
    profiles: tuple[Profile, ...] = ()

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle the names of the rules: their functions can't be pickled."""
        return _restored, (self.parsed, [(f.rule.name, *f[1:]) for f in self.findings], *self[2:])


def _restored(parsed: ParsedFile, findings: list[Any], *rest: Any) -> JudgedFile:
    named = [RuleFinding(find_rule(name), *about) for name, *about in findings]
    return JudgedFile(parsed, named, *rest)


def obstacles(
    parsed: ParsedFile, findings: Iterable[RuleFinding], permissions: Permissions
) -> dict[Connection, Obstacle]:
    """Find the connections of a file that must not be probed, each with one error as the reason.

    Such an error belongs to the connection, perhaps also to others, or to its file and to no
    connection.

    Args:
        parsed: The file.
        findings: What all rules in `ERRORS` find in it; findings of other rules don't count.
        permissions: What the command line permits.
    """
    connections = [each for each in parsed.connections if not each.template]
    try:
        return _obstacles(parsed, connections, findings, permissions)
    except Exception as error:  # noqa: BLE001 - any bug, for the findings are reported
        return {
            one: Obstacle("internal-error", one.first_key, describe(error)) for one in connections
        }


def _obstacles(
    parsed: ParsedFile,
    connections: Sequence[Connection],
    findings: Iterable[RuleFinding],
    permissions: Permissions,
) -> dict[Connection, Obstacle]:
    if parsed.problems:
        problem = parsed.problems[0]
        place = Place(parsed.source, problem.start, problem.end)
        return dict.fromkeys(connections, Obstacle("syntax-error", place))
    counting = (ERRORS - permissions.ignored) | ALWAYS
    blocked: dict[Connection, Obstacle] = {}
    loose: list[Obstacle] = []
    for group in _alike(one for one in findings if one.rule.name in counting):
        obstacle = _obstacle(group, permissions)
        if obstacle is None:
            continue
        about = dict.fromkeys(chain.from_iterable(one.sharing for one in group))
        holders = [each for each in about if not each.template]
        for holder in holders:
            blocked.setdefault(holder, obstacle)
        if not holders:
            loose.append(obstacle)
    return _with_loose(connections, blocked, loose) if loose else blocked


def _obstacle(group: Sequence[RuleFinding], permissions: Permissions) -> Obstacle | None:
    """Return the obstacle that findings are, unless all of them are withdrawn."""
    bug = None
    try:
        if all(_is_withdrawn(one, permissions) for one in group):
            return None
    except Exception as error:  # noqa: BLE001 - any bug, for the other connections are probed
        bug = describe(error)
    return Obstacle(group[0].rule.name, group[0].finding.place, bug)


def is_reported(found: RuleFinding, permissions: Permissions) -> bool:
    """Return whether a finding is reported: not if the user allows the host that it is about."""
    try:
        return not _is_withdrawn(found, permissions)
    except Exception:  # noqa: BLE001 - any bug: `obstacles` tells it
        return True


def _is_withdrawn(found: RuleFinding, permissions: Permissions) -> bool:
    endpoint = found.connection.endpoint if found.connection else None
    if found.rule.name not in WITHDRAWN or not (endpoint and endpoint.url):
        return False
    return authority_of(endpoint.url) in permissions.allowed


def _alike(found: Iterable[RuleFinding]) -> Iterable[list[RuleFinding]]:
    """Join what the report shows as one finding: a rule's message at one span."""
    groups: dict[tuple[str, Span, str], list[RuleFinding]] = {}
    for one in found:
        traced = one.finding.place.trace()
        key = (one.rule.name, Span(traced.start, traced.end), one.finding.message)
        groups.setdefault(key, []).append(one)
    return groups.values()


def _with_loose(
    connections: Sequence[Connection],
    blocked: dict[Connection, Obstacle],
    loose: Iterable[Obstacle],
) -> dict[Connection, Obstacle]:
    """Add errors that no connection has by itself: one outside every connection blocks them all."""
    placed = sorted(loose, key=lambda one: one.place.trace().start)
    starts = [one.place.trace().start for one in placed]
    steps = [0] * (len(placed) + 1)  # spans that begin before an error, less those that end
    for connection in connections:
        for span in _extents(connection):
            first, end = bisect_left(starts, span.start), bisect_left(starts, span.end)
            if first < end:
                blocked.setdefault(connection, placed[first])
                steps[first] += 1
                steps[end] -= 1
    for obstacle, depth in zip(placed, accumulate(steps), strict=False):
        if depth == 0:
            return {**dict.fromkeys(connections, obstacle), **blocked}
    return blocked


def _extents(connection: Connection) -> Iterator[Span]:
    """Yield the spans that make up a connection: its mapping, what it merges, what it names."""
    for field in connection.fields.values():
        yield Span(field.value.start, field.value.end)
    seen: set[int] = set()
    waiting: list[Mapping] = [connection.node]
    while waiting:
        mapping = waiting.pop()
        if id(mapping) not in seen:
            seen.add(id(mapping))
            yield Span(mapping.start, mapping.end)
            waiting.extend(merged_mappings(mapping))


_CALLERS = word_set("ani caller callerid calling cli from origin originating own sender source")
_PROVIDERS = word_set("plivo pool signalwire telnyx trunk twilio vonage")  # `twilio_number`
_CALLED = word_set("called callee customer dest destination dial recipient target to")
_SCHEME = pattern(r"\s*(?i:tel|sips?|callto|whatsapp|sms):")
_INTERNATIONAL = pattern(r"(?<![A-Za-z0-9+])\+(?:[ ().\-/]{0,2}[0-9]){7,15}(?![0-9])")
_FEWEST_DIGITS = 10
"""Of a number that can be dialed without knowing in which area."""

_EMERGENCY = pattern(r"000|[19][0-9]{2}")  # 112, 911, 999 and the like


def refuse_other_numbers(connection: Connection, request: Request, number: str) -> None:
    """Refuse a request with a number that a receiver might call instead of the dry one.

    Args:
        connection: The connection of the request.
        request: The request as it would be sent.
        number: The number to call.

    Raises:
        UnbuildableError: The body, the URL or a header has another phone number, under a name
            that is not one of the caller's.
    """
    for part, place in _other_numbers(connection, request, number):
        raise UnbuildableError(
            f"{part} contains a phone number, which the receiver might call",
            place,
            "Remove this number. A caller's number is accepted under a name such as `from`, and "
            "digits that are no phone number under one such as `order_id`.",
        )


def _other_numbers(
    connection: Connection, request: Request, number: str
) -> Iterator[tuple[str, Place]]:
    sent = parse_json(Text(request.body.decode())).root
    for one in _values(sent) if sent else ():
        value = one.scalar.value
        if not _is_callers(one) and _is_dialable(one.name, value, number, one.scalar.style):
            yield "the payload", _in_payload(connection, value)
        if _is_dialable(None, f"{one.parent} {one.name}", number):
            yield "the name of a member", places.body(connection)
    path, _, query = request.target.partition("?")
    if _is_dialable(None, unquote(path), number):
        yield "the path", places.path(connection)
    for parameter in query.replace(";", "&").split("&"):
        name, _, value = parameter.partition("=")
        found = not _names_caller(name) and _is_dialable(name, unquote(value), number)
        if found or _is_dialable(None, unquote(name), number):
            yield "the query", places.query(connection, name)
    for name, value in request.headers:
        if not _names_caller(name) and _is_dialable(name, value, number):
            yield "a header", places.header(connection, name)


class _Value(NamedTuple):
    """A string, number or word in JSON, its name, and the name of what holds it."""

    parent: str
    name: str
    scalar: Scalar


def _values(root: Node) -> Iterator[_Value]:
    """Yield the values in a JSON text; an item of a list has the name of the list."""
    named = {id(root): ("", "")}
    for node in descendants(root):
        parent, own = named[id(node)]
        if isinstance(node, Mapping):
            held = [(own, member.name, member.value) for member in node.members]
        else:
            held = [(parent, own, item) for item in node.items]
        for parent, name, value in held:
            if isinstance(value, Scalar):
                yield _Value(parent, name, value)
            else:
                named[id(value)] = (parent, name)


def _is_callers(one: _Value) -> bool:
    in_caller = not _CALLERS.isdisjoint(numbers.words(one.parent))
    return _names_caller(one.name) or (in_caller and _CALLED.isdisjoint(numbers.words(one.name)))


def _names_caller(name: str) -> bool:
    words = numbers.words(name)
    return not (_CALLERS | _PROVIDERS).isdisjoint(words) and _CALLED.isdisjoint(words)


def _is_dialable(name: str | None, value: str, number: str, style: ScalarStyle = "string") -> bool:
    """Return whether a value is or contains a phone number that is not the dry one.

    With a plus it is one anywhere. Without, the whole value has to be one: under the names of
    called numbers in any form, under others with the digits of a number that can be dialed. What
    has no name is never taken for one then.
    """
    value = _as_read(value)
    if any(_digits(one) != number[1:] for one in _INTERNATIONAL.findall(value)):
        return True
    if name is None:
        return False
    text = _SCHEME.sub("", value, count=1).partition("@")[0].strip()
    if style == "number" and not text.isdigit() and float(text).is_integer():
        text = f"{float(text):.0f}"  # such as 1.2025550142e10
    called = numbers.names_called_number(name)
    if called and _EMERGENCY.fullmatch(text):
        return True
    if not numbers.is_phone_number(text) or _digits(text) == number[1:]:
        return False
    return (
        called
        or text.startswith("+")
        or _SCHEME.match(value) is not None
        or number_formats.flaw(name, text, is_number=style == "number") is not None
        or not (
            len(_digits(text)) < _FEWEST_DIGITS
            or number_formats.is_other(text)
            or numbers.names_counted(name)
        )
    )


def _as_read(text: str) -> str:
    """Return a text as a lenient receiver reads it: without invisible characters, in ASCII."""
    if text.isascii():
        return text
    kinds = [(one, category(one)) for one in normalize("NFKC", text)]
    return "".join(
        str(decimal(one)) if kind == "Nd" else "-" if kind == "Pd" else one
        for one, kind in kinds
        if kind != "Cf"
    )


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def _in_payload(connection: Connection, value: str) -> Place:
    """Return the place of a value, or of the whole payload if a variable brought it in."""
    root = connection.payload.root if connection.payload else None
    for one in _values(root) if root else ():
        if one.scalar.value == value:
            return one.scalar.place
    return places.body(connection)
