"""A run that also probes: files to what can be probed, and outcomes to the report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from outbound_lint.connections import reading
from outbound_lint.engine import report_on
from outbound_lint.findings.model import FileReport, Report
from outbound_lint.findings.probes import Probe
from outbound_lint.judging import DEFAULT, judge
from outbound_lint.probe import verdicts
from outbound_lint.probe.eligibility import is_withdrawn
from outbound_lint.probe.outcomes import Outcome
from outbound_lint.probe.permissions import Authority, Permissions, authority_of
from outbound_lint.probe.plan import File, Plan, Repeat, Skip, Subject, Trigger
from outbound_lint.probe.verdicts import ProbeVerdict
from outbound_lint.redaction.redactor import Redactor
from outbound_lint.rule import Context, RuleFinding
from outbound_lint.rules import find_rule
from outbound_lint.run.decoding import decode
from outbound_lint.run.files import Task, assemble, lint_bytes
from outbound_lint.run.reading import Unreadable
from outbound_lint.source import Source

_SKIPPED = Outcome("probe-skipped", "skipped")


class Input(NamedTuple):
    """What was read of a file or of standard input; `named` tells whether the path is a name."""

    path: str
    data: bytes | Unreadable
    named: bool = True


class Scope(NamedTuple):
    """What holds for all that is probed.

    Attributes:
        task: what holds for every file.
        permissions: what the command line permits; judge that it withdraws are left out.
        proxied: whether a proxy resolved the names.
    """

    task: Task
    permissions: Permissions
    proxied: bool = False


class Linted(NamedTuple):
    """An input after linting; the file is there where it holds connections."""

    report: FileReport
    file: File | None


def lint(inputs: Iterable[Input], task: Task) -> list[Linted]:
    """Lint inputs, and keep what can be probed, in the order of their paths."""
    return [_lint(one, task) for one in sorted(inputs, key=lambda each: each.path)]


def conclude(
    linted: Sequence[Linted],
    plans: Sequence[Plan],
    outcomes: Mapping[Trigger, Outcome],
    scope: Scope,
) -> Report:
    """Make the report of a run that probed.

    Args:
        linted: what was linted.
        plans: what was to be probed.
        outcomes: what became of it; an interruption leaves some out.
        scope: what holds for all of it.
    """
    by_file: dict[int, list[tuple[Plan, Outcome]]] = {}
    for plan in plans:
        outcome = _outcome_of(plan, outcomes)
        if outcome:
            by_file.setdefault(id(plan.subject.parsed), []).append((plan, outcome))
    reports: list[FileReport] = []
    probes: list[Probe] = []
    for one in linted:
        if one.file is None:
            reports.append(one.report)
            continue
        ended = by_file.get(id(one.file.parsed), [])
        reports.append(_report(one.file, ended, scope))
        probes += _probes(one.file, ended, proxied=scope.proxied)
    return assemble(reports)._replace(probes=tuple(probes))


def _lint(one: Input, task: Task) -> Linted:
    report = lint_bytes(one.data, path=one.path, task=task, named=one.named)
    if not report.connections or isinstance(one.data, Unreadable):
        return Linted(report, None)
    text = decode(one.data).text
    as_json = reading.is_json(text, one.path, named=one.named)
    return Linted(report, File(reading.read(Source(text, one.path), as_json=as_json), one.named))


def _outcome_of(plan: Plan, outcomes: Mapping[Trigger, Outcome]) -> Outcome | None:
    if isinstance(plan, Skip):
        return _SKIPPED
    return outcomes.get(plan.first if isinstance(plan, Repeat) else plan)


def _report(file: File, ended: Iterable[tuple[Plan, Outcome]], scope: Scope) -> FileReport:
    task, permitted = scope.task, scope.permissions
    context = Context(task.settings, task.now, file.named)
    chosen = DEFAULT if task.settings.rules is None else task.settings.rules
    found = [one for one in judge(file.parsed, context) if not is_withdrawn(one, permitted)]
    found += [
        _found(verdict, plan.subject)
        for plan, outcome in ended
        for verdict in _verdicts(plan, outcome, task)
        if verdict.rule in chosen
    ]
    return report_on(file.parsed, found).files[0]


def _verdicts(plan: Plan, outcome: Outcome, task: Task) -> list[ProbeVerdict]:
    if isinstance(plan, Skip):
        return [verdicts.of_skip(plan)]
    return verdicts.of_outcome(plan.subject.connection, outcome, task.settings.auth_headers)


def _found(verdict: ProbeVerdict, subject: Subject) -> RuleFinding:
    connection = subject.connection
    (document,) = (one for one in subject.parsed.documents if one.index == connection.document)
    return RuleFinding(find_rule(verdict.rule), verdict.finding, connection, document)


def _probes(file: File, ended: Iterable[tuple[Plan, Outcome]], *, proxied: bool) -> Iterator[Probe]:
    parsed = file.parsed
    redactor = Redactor(parsed)
    for plan, outcome in ended:
        connection = plan.subject.connection
        host, port = _destination(plan)
        yield Probe(
            redactor.text(connection.name),
            parsed.source.path,
            redactor.pointer(connection.pointer),
            host and redactor.text(host),
            port,
            outcome.name,
            outcome.stage,
            outcome.status,
            outcome.address,
            outcome.tls_version,
            outcome.certificate_days,
            outcome.timings,
            proxied and outcome.stage != "skipped",
        )


def _destination(plan: Plan) -> Authority | tuple[None, None]:
    endpoint = plan.subject.connection.endpoint
    authority = authority_of(endpoint.url) if endpoint and endpoint.url else None
    return authority or (None, None)
