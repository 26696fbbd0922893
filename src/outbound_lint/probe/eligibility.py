"""Which connections have an error that keeps them from being probed.

This is decided from what the rules find, before comments, settings, baselines and selections have
any effect: all of these may come with a stranger's pull request.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain
from typing import Any, NamedTuple

from outbound_lint.connections.merging import merged_mappings
from outbound_lint.connections.model import Connection
from outbound_lint.connections.reading import ParsedFile
from outbound_lint.judging import ALWAYS
from outbound_lint.probe.permissions import Permissions, authority_of
from outbound_lint.rule import RuleFinding
from outbound_lint.rules import RULES, find_rule
from outbound_lint.source import Place, Span
from outbound_lint.syntax.nodes import Mapping

ERRORS = frozenset(rule.name for rule in RULES if rule.severity == "error")
"""The rules whose findings keep a connection from being probed."""

_WITHDRAWN = frozenset({"endpoint-not-public", "endpoint-scheme"})
"""The rules that `--probe-allow-host` withdraws for a host."""


class Obstacle(NamedTuple):
    """An error that keeps a connection from being probed: its rule and its place."""

    rule: str
    place: Place


class JudgedFile(NamedTuple):
    """A file with connections, after the rules have judged it; it can be pickled.

    Attributes:
        parsed: The file.
        findings: What is reported of it.
        obstacles: The connections that must not be probed, each with the reason.
    """

    parsed: ParsedFile
    findings: Sequence[RuleFinding]
    obstacles: dict[Connection, Obstacle]

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
    if parsed.problems:
        problem = parsed.problems[0]
        place = Place(parsed.source, problem.start, problem.end)
        return dict.fromkeys(connections, Obstacle("syntax-error", place))
    counting = (ERRORS - permissions.ignored) | ALWAYS
    blocked: dict[Connection, Obstacle] = {}
    loose: list[Obstacle] = []
    for group in _alike(one for one in findings if one.rule.name in counting):
        if all(is_withdrawn(one, permissions) for one in group):
            continue
        obstacle = Obstacle(group[0].rule.name, group[0].finding.place)
        about = dict.fromkeys(chain.from_iterable(one.sharing for one in group))
        holders = [each for each in about if not each.template]
        for holder in holders:
            blocked.setdefault(holder, obstacle)
        if not holders:
            loose.append(obstacle)
    return _with_loose(connections, blocked, loose) if loose else blocked


def is_withdrawn(found: RuleFinding, permissions: Permissions) -> bool:
    """Return whether a finding does not count because the user allows the host it is about."""
    endpoint = found.connection.endpoint if found.connection else None
    if found.rule.name not in _WITHDRAWN or not (endpoint and endpoint.url):
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
