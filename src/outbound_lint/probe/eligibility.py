"""Which connections have an error that keeps them from being probed.

It is decided from what the rules find, before comments, settings, baselines and selections have
any say: all of these may come with a stranger's pull request.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from operator import itemgetter
from typing import NamedTuple

from outbound_lint.connections.merging import merged_mappings
from outbound_lint.connections.model import Connection
from outbound_lint.connections.reading import ParsedFile
from outbound_lint.findings.settings import Settings
from outbound_lint.judging import ALWAYS, judge
from outbound_lint.probe.permissions import Permissions, authority_of
from outbound_lint.rule import Context, RuleFinding
from outbound_lint.rules import RULES
from outbound_lint.source import Place, Span
from outbound_lint.syntax.nodes import Mapping

_WITHDRAWN = frozenset({"endpoint-not-public", "endpoint-scheme"})
"""The rules that `--probe-allow-host` withdraws for a host."""

_ERRORS = frozenset(rule.name for rule in RULES if rule.severity == "error")


class Obstacle(NamedTuple):
    """An error that keeps a connection from being probed: its rule and its place."""

    rule: str
    place: Place


def obstacles(
    parsed: ParsedFile, permissions: Permissions, *, now: float, named: bool
) -> dict[Connection, Obstacle]:
    """Find the connections of a file that must not be probed, each with one error as the reason.

    Such an error is one of the connection, also where it shares it with others, or one of its file
    that is of no connection.

    Args:
        parsed: the file.
        permissions: what the command line permits.
        now: the time to judge dates by, in seconds since 1970-01-01 UTC.
        named: whether the text is a file's; standard input without a name is not.
    """
    connections = [each for each in parsed.connections if not each.template]
    for problem in parsed.problems:
        place = Place(parsed.source, problem.start, problem.end)
        return dict.fromkeys(connections, Obstacle("syntax-error", place))
    settings = Settings((_ERRORS - permissions.ignored) | ALWAYS)
    blocked: dict[Connection, Obstacle] = {}
    loose: list[Obstacle] = []
    for group in _alike(judge(parsed, Context(settings, now, named))):
        obstacle = Obstacle(group[0].rule.name, group[0].finding.place)
        about = [one.connection for one in group if one.connection]
        if all(is_withdrawn(one, permissions) for one in group):
            continue
        holders = [each for each in about if not each.template]
        blocked.update({each: obstacle for each in holders if each not in blocked})
        loose += [] if holders else [obstacle]
    return _with_loose(connections, blocked, loose)


def _alike(found: Iterable[RuleFinding]) -> Iterable[list[RuleFinding]]:
    """Join what the report shows as one finding: a rule's message at one span."""
    groups: dict[tuple[str, Span, str], list[RuleFinding]] = {}
    for one in found:
        traced = one.finding.place.trace()
        key = (one.rule.name, Span(traced.start, traced.end), one.finding.message)
        groups.setdefault(key, []).append(one)
    return groups.values()


def is_withdrawn(found: RuleFinding, permissions: Permissions) -> bool:
    """Tell whether a finding does not count, because the user allows the host it is about."""
    endpoint = found.connection.endpoint if found.connection else None
    if found.rule.name not in _WITHDRAWN or not (endpoint and endpoint.url):
        return False
    return authority_of(endpoint.url) in permissions.allowed


def _with_loose(
    connections: Sequence[Connection],
    blocked: dict[Connection, Obstacle],
    loose: Iterable[Obstacle],
) -> dict[Connection, Obstacle]:
    """Add the errors that rules over documents find: one that is in no connection blocks all."""
    placed = sorted(((one.place.trace().start, one) for one in loose), key=itemgetter(0))
    offsets = [start for start, _ in placed]
    covers = [0] * (len(placed) + 1)  # how many more extents hold this obstacle than the one before
    for connection in connections:
        for span in _extents(connection):
            first, end = bisect_left(offsets, span.start), bisect_left(offsets, span.end)
            if first < end:
                blocked.setdefault(connection, placed[first][1])
                covers[first] += 1
                covers[end] -= 1
    for count, (_, obstacle) in zip(accumulate(covers), placed, strict=False):
        if not count:
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
