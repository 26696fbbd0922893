"""A run that also probes: each file is judged once, for the report and for what may be probed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby
from operator import itemgetter

from outbound_lint.connections.model import Connection
from outbound_lint.connections.reading import ParsedFile, as_partial
from outbound_lint.facts import placeholders
from outbound_lint.findings.model import FileReport
from outbound_lint.findings.selection import DEFAULT
from outbound_lint.findings.settings import Settings
from outbound_lint.judging import judge
from outbound_lint.probe.eligibility import ERRORS, JudgedFile, is_reported, obstacles
from outbound_lint.probe.permissions import Permissions
from outbound_lint.redaction.redactor import Redactor
from outbound_lint.rule import Context, RuleFinding
from outbound_lint.run.files import Advanced, Task, for_each, internal_error
from outbound_lint.run.opening import SourceText, open_bytes, parse
from outbound_lint.run.reading import FoundFile, Unreadable, read

Judged = FileReport | JudgedFile
"""A file that could not be opened is only reported; the connections of others can be probed."""


def judge_files(
    found: Sequence[FoundFile],
    task: Task,
    permissions: Permissions,
    *,
    jobs: int | None,
    advanced: Advanced | None = None,
) -> list[Judged]:
    """Judge files, in several processes if there are many.

    Args:
        found: The files.
        task: What holds for all of them.
        permissions: What the command line permits the probe.
        jobs: How many processes may work at once; by default one for each processor.
        advanced: Receives how many more files are done, whenever some are.

    Returns:
        One result for each file, in the order of the files.
    """
    work = partial(_judge_file, task=task, permissions=permissions)
    return [*for_each(found, partial(map, work), jobs=jobs, advanced=advanced)]


def _judge_file(found: FoundFile, task: Task, permissions: Permissions) -> Judged:
    data = read(found.absolute, root=task.root, real=found.real)
    return judge_bytes(data, path=found.path, task=task, permissions=permissions, named=True)


def judge_bytes(
    data: bytes | Unreadable, *, path: str, task: Task, permissions: Permissions, named: bool
) -> Judged:
    """Judge what was read; an exception becomes an `internal-error` of this file.

    Args:
        data: All bytes of a file or of standard input, or why there are none.
        path: How it is called in the report.
        task: What holds for every file.
        permissions: What the command line permits the probe.
        named: Whether `path` names a file; if not, the content selects JSON or YAML.
    """
    try:
        opened = open_bytes(data, path, named=named)
        if isinstance(opened, FileReport):
            return opened
        parsed = parse(opened)
        connections = [one for one in parsed.connections if not one.template]
        return _judge(parsed, connections, task, permissions, named=named)
    except Exception as error:  # noqa: BLE001 - any bug
        return internal_error(path, error)


def judge_chosen(
    chosen: Iterable[tuple[ParsedFile, Connection]],
    task: Task,
    permissions: Permissions,
    *,
    unnamed: str,
) -> list[Judged]:
    """Judge only some connections, and of their files what belongs to no other connection.

    Args:
        chosen: The connections, each with its file.
        task: What holds for every file.
        permissions: What the command line permits the probe.
        unnamed: What a text is called that is not from a file.
    """
    judged: list[Judged] = []
    for parsed, pairs in groupby(chosen, key=itemgetter(0)):
        connections, path = [connection for _, connection in pairs], parsed.source.path
        try:
            file = _judge(parsed, connections, task, permissions, named=path != unnamed)
        except Exception as error:  # noqa: BLE001 - any bug
            judged.append(internal_error(path, error))
        else:
            judged.append(file._replace(findings=list(_about(connections, parsed, file.findings))))
    return judged


def _judge(
    parsed: ParsedFile,
    connections: Sequence[Connection],
    task: Task,
    permissions: Permissions,
    *,
    named: bool,
) -> JudgedFile:
    settings = task.settings_for(parsed.source.path)
    selected = selected_rules(settings)
    # What may be probed is decided without settings, which may be a stranger's.
    without = Context(Settings(selected | ERRORS), task.now, named, Redactor(parsed))
    found = judged = list(judge(parsed, without))
    if settings != Settings(settings.rules):
        judged = [*_judged_again(parsed, settings, task.now, named=named)]
    reported = [
        one for one in judged if one.rule.name in selected and is_reported(one, permissions)
    ]
    blocked = obstacles(parsed, found, permissions)
    return JudgedFile(parsed, reported, blocked, connections, settings.providers)


def _judged_again(
    parsed: ParsedFile, settings: Settings, now: float, *, named: bool
) -> Iterator[RuleFinding]:
    """Judge a file by settings, about the connections that were found without them."""
    with placeholders.also(settings.placeholders):
        again = parse(SourceText(parsed.source.value, parsed.source.path, named))
        again = as_partial(again) if settings.partial else again
        same = dict(zip(again.connections, parsed.connections, strict=True))
        for one in judge(again, Context(settings, now, named, Redactor(again))):
            sharing = tuple(same[each] for each in one.sharing)
            yield one._replace(connection=one.connection and same[one.connection], sharing=sharing)


def _about(
    connections: Sequence[Connection], parsed: ParsedFile, found: Iterable[RuleFinding]
) -> Iterator[RuleFinding]:
    """Yield the findings of some connections, and those outside any other connection."""
    for one in found:
        sharing = tuple(each for each in one.sharing if each in connections)
        if sharing:
            yield one._replace(connection=sharing[0], sharing=sharing)
        elif one.connection is None and not any(
            other.node.start <= one.finding.place.trace().start < other.node.end
            for other in parsed.connections
            if other not in connections
        ):
            yield one


def selected_rules(settings: Settings) -> frozenset[str]:
    """Return the names of the rules that are reported."""
    return DEFAULT if settings.rules is None else settings.rules


def path_of(file: Judged) -> str:
    """Return how a file is called in reports."""
    return file.path if isinstance(file, FileReport) else file.parsed.source.path
