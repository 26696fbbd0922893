"""A run that also probes: each file is judged once, for the report and for what may be probed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from outbound_lint.connections.model import Connection
from outbound_lint.connections.reading import ParsedFile, as_partial
from outbound_lint.engine import checked_rules, report_on
from outbound_lint.facts import placeholders
from outbound_lint.findings.failures import describe
from outbound_lint.findings.model import FileReport, Finding, Report
from outbound_lint.findings.probes import Probe
from outbound_lint.findings.selection import DEFAULT
from outbound_lint.findings.settings import Settings
from outbound_lint.judging import judge
from outbound_lint.probe import verdicts
from outbound_lint.probe.eligibility import ERRORS, WITHDRAWN, JudgedFile, is_withdrawn, obstacles
from outbound_lint.probe.outcomes import Outcome
from outbound_lint.probe.permissions import Permissions, authority_of
from outbound_lint.probe.plan import Failure, Plan, Repeat, Skip, Subject, Trigger
from outbound_lint.probe.summary import Summary
from outbound_lint.probe.verdicts import ProbeVerdict
from outbound_lint.redaction.redactor import Redactor
from outbound_lint.rule import Context, Rule, RuleFinding
from outbound_lint.rules import find_rule
from outbound_lint.run.discovery import FoundFile
from outbound_lint.run.files import Task, assemble, for_each, internal_error
from outbound_lint.run.opening import SourceText, open_bytes, parse
from outbound_lint.run.reading import Unreadable, read

Judged = FileReport | JudgedFile
"""A file that could not be opened is only reported; the connections of others can be probed."""


def judge_files(
    found: Sequence[FoundFile], task: Task, permissions: Permissions, *, jobs: int | None
) -> list[Judged]:
    """Judge files, in several processes if there are many.

    Args:
        found: The files.
        task: What holds for all of them.
        permissions: What the command line permits the probe.
        jobs: How many processes may work at once; by default one for each processor.

    Returns:
        One result for each file, in the order of the files.
    """
    return [*for_each(found, partial(_judge_file, task=task, permissions=permissions), jobs=jobs)]


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
    selected = _selected(settings)
    # What may be probed is decided without settings, which may be a stranger's.
    without = Context(Settings(selected | ERRORS), task.now, named, Redactor(parsed))
    found = judged = list(judge(parsed, without))
    if settings != Settings(settings.rules):
        judged = [*_judged_again(parsed, settings, task.now, named=named)]
    reported = [
        one for one in judged if one.rule.name in selected and not is_withdrawn(one, permissions)
    ]
    return JudgedFile(parsed, reported, obstacles(parsed, found, permissions), connections)


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


def _selected(settings: Settings) -> frozenset[str]:
    return DEFAULT if settings.rules is None else settings.rules


def _rule(name: str, settings: Settings) -> Rule:
    rule = find_rule(name)
    return rule._replace(severity=settings.severity_of(name, rule.severity))


def path_of(file: Judged) -> str:
    """Return how a file is called in reports."""
    return file.path if isinstance(file, FileReport) else file.parsed.source.path


def conclude(
    judged: Iterable[Judged],
    plans: Iterable[Plan],
    outcomes: Mapping[Trigger, Outcome],
    task: Task,
) -> Report:
    """Make the report of a run that probed.

    Args:
        judged: The files, sorted by path.
        plans: What was to be probed.
        outcomes: The results of the probes; after an interruption some are absent.
        task: What holds for all of it.
    """
    by_file: dict[int, list[Plan]] = {}
    for plan in plans:
        by_file.setdefault(id(plan.subject.parsed), []).append(plan)
    reports: list[FileReport] = []
    probes: list[Probe] = []
    for file in judged:
        if isinstance(file, FileReport):
            reports.append(file)
            continue
        path = file.parsed.source.path
        try:
            redactor = Redactor(file.parsed)
            summary = Summary(redactor)
            of_file = [
                _end(plan, _outcome_of(plan, outcomes), task, summary)
                for plan in by_file.get(id(file.parsed), [])
            ]
            probes += [_probe(one, path, redactor) for one in of_file]
            found = _merged(file.findings, [each for one in of_file for each in one.findings])
            every = [one for one in file.parsed.connections if not one.template]
            is_whole = len(file.connections) == len(every)
            checked = (
                checked_rules(task.settings_for(path)) - WITHDRAWN if is_whole else frozenset[str]()
            )
            (report,) = report_on(file.parsed, found, redactor, checked=checked).files
            reports.append(report._replace(connections=len(file.connections)))
        except Exception as error:  # noqa: BLE001 - any bug
            reports.append(_without_probes(file, error))
    return assemble(reports)._replace(probes=tuple(probes))


def _without_probes(file: JudgedFile, error: Exception) -> FileReport:
    """Report what the rules found in a file, and the bug that its probes are missing for."""
    path = path_of(file)
    bug = internal_error(path, error, "the probes of this file are not reported")
    try:
        (report,) = report_on(file.parsed, file.findings, Redactor(file.parsed), checked=()).files
    except Exception:  # noqa: BLE001 - the same bug
        return internal_error(path, error)
    diagnostics = (*bug.diagnostics, *report.diagnostics)
    return report._replace(connections=len(file.connections), diagnostics=diagnostics)


def _merged(judged: Iterable[RuleFinding], probed: Sequence[RuleFinding]) -> Iterator[RuleFinding]:
    """Yield all findings, but not that a credential may be missing where the receiver says so."""
    rejected = {
        (one.connection, one.finding.place.trace())
        for one in probed
        if one.rule.name == "probe-auth"
    }
    for one in judged:
        if (
            one.rule.name != "auth-missing"
            or (one.connection, one.finding.place.trace()) not in rejected
        ):
            yield one
    yield from probed


class _Ended(NamedTuple):
    """A probe that has a result, what it sent and received, and the findings about it."""

    subject: Subject
    outcome: Outcome
    findings: list[RuleFinding]
    sent: str | None
    received: str | None


_INTERRUPTED = Outcome("interrupted", "skipped")


def _outcome_of(plan: Plan, outcomes: Mapping[Trigger, Outcome]) -> Outcome:
    match plan:
        case Skip():
            return Outcome("probe-skipped", "skipped")
        case Failure(cause=cause):
            return Outcome("internal-error", "skipped", failure=cause)
        case Repeat(first=first):
            return outcomes.get(first, _INTERRUPTED)
        case Trigger():
            return outcomes.get(plan, _INTERRUPTED)


def _end(plan: Plan, outcome: Outcome, task: Task, summary: Summary) -> _Ended:
    subject, sent, received = plan.subject, None, None
    connection = subject.connection
    settings = task.settings_for(subject.parsed.source.path)
    try:
        trigger = plan.first if isinstance(plan, Repeat) else plan
        if isinstance(trigger, Trigger):
            sent = summary.sent(connection, trigger.request, outcome)
            received = summary.received(outcome)
        if outcome.failure:
            found = [_internal_error(subject, outcome.failure)]
        elif isinstance(plan, Skip):
            found = [verdicts.of_skip(plan)]
        else:
            found = verdicts.of_outcome(connection, outcome, settings.auth_headers)
    except Exception as error:  # noqa: BLE001 - any bug
        outcome = replace(outcome, name="internal-error", failure=describe(error))
        found = [_internal_error(subject, describe(error))]
    (document,) = (one for one in subject.parsed.documents if one.index == connection.document)
    notes = tuple((title, text) for title, text in (("sent", sent), ("received", received)) if text)
    findings = []
    for name, finding in found:
        if name in _selected(settings):
            noted = finding._replace(notes=notes) if name == outcome.name else finding
            findings.append(
                RuleFinding(_rule(name, settings), noted, connection, document, (connection,))
            )
    return _Ended(subject, outcome, findings, sent, received)


def _internal_error(subject: Subject, cause: str) -> ProbeVerdict:
    message = f"internal error ({cause}): the probe of this connection has no result"
    hint = "Report this message and the output of `outbound-lint --version`."
    key = subject.connection.first_key
    return ProbeVerdict("internal-error", Finding(key, message, hint, absent=True))


def _probe(ended: _Ended, path: str, redactor: Redactor) -> Probe:
    connection, outcome = ended.subject.connection, ended.outcome
    endpoint = connection.endpoint
    authority = authority_of(endpoint.url) if endpoint and endpoint.url else None
    return Probe(
        redactor.text(connection.name),
        path,
        redactor.pointer(connection.pointer),
        redactor.text(authority.host) if authority else None,
        authority.port if authority else None,
        outcome.name,
        outcome.stage,
        outcome.status,
        outcome.address,
        outcome.tls_version,
        outcome.certificate_days,
        outcome.timings,
        outcome.proxy is not None,
        ended.sent,
        ended.received,
        outcome.unreachable,
    )
