"""A run that also probes: each file is judged once, for the report and for what may be probed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from outbound_lint.engine import report_on
from outbound_lint.findings.failures import describe
from outbound_lint.findings.model import FileReport, Finding, Report
from outbound_lint.findings.probes import Probe
from outbound_lint.findings.settings import Settings
from outbound_lint.judging import DEFAULT, judge
from outbound_lint.probe import verdicts
from outbound_lint.probe.eligibility import ERRORS, JudgedFile, is_withdrawn, obstacles
from outbound_lint.probe.outcomes import Outcome
from outbound_lint.probe.permissions import Permissions, authority_of
from outbound_lint.probe.plan import Failure, Plan, Repeat, Skip, Subject, Trigger
from outbound_lint.probe.verdicts import ProbeVerdict
from outbound_lint.redaction.redactor import Redactor
from outbound_lint.rule import Context, RuleFinding
from outbound_lint.rules import find_rule
from outbound_lint.run.discovery import FoundFile
from outbound_lint.run.files import Task, assemble, for_each, internal_error
from outbound_lint.run.opening import open_bytes, parse
from outbound_lint.run.reading import Unreadable, read

Judged = FileReport | JudgedFile
"""A file without connections is only reported; any other can be probed."""


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
        redactor = Redactor(parsed)
        selected = _selected(task.settings)
        everything = task.settings._replace(rules=selected | ERRORS)
        found = list(judge(parsed, Context(everything, task.now, named, redactor)))
        reported = [
            one for one in found if one.rule.name in selected and not is_withdrawn(one, permissions)
        ]
        if all(connection.template for connection in parsed.connections):
            return report_on(parsed, reported, redactor).files[0]
        return JudgedFile(parsed, reported, obstacles(parsed, found, permissions))
    except Exception as error:  # noqa: BLE001 - any bug
        return internal_error(path, error)


def _selected(settings: Settings) -> frozenset[str]:
    return DEFAULT if settings.rules is None else settings.rules


def path_of(file: Judged) -> str:
    """Return how a file is called in reports."""
    return file.path if isinstance(file, FileReport) else file.parsed.source.path


def conclude(
    judged: Iterable[Judged],
    plans: Iterable[Plan],
    outcomes: Mapping[Trigger, Outcome],
    task: Task,
    *,
    proxied: bool,
) -> Report:
    """Make the report of a run that probed.

    Args:
        judged: The files, sorted by path.
        plans: What was to be probed.
        outcomes: The results of the probes; after an interruption some are absent.
        task: What holds for all of it.
        proxied: Whether a proxy resolved the names.
    """
    ended: dict[int, list[_Ended]] = {}
    for plan in plans:
        outcome = _outcome_of(plan, outcomes)
        if outcome:
            ended.setdefault(id(plan.subject.parsed), []).append(_end(plan, outcome, task))
    reports: list[FileReport] = []
    probes: list[Probe] = []
    for file in judged:
        if isinstance(file, FileReport):
            reports.append(file)
            continue
        of_file = ended.get(id(file.parsed), [])
        found = [*file.findings, *(finding for one in of_file for finding in one.findings)]
        redactor, path = Redactor(file.parsed), file.parsed.source.path
        try:
            reports += report_on(file.parsed, found, redactor).files
        except Exception as error:  # noqa: BLE001 - any bug
            reports.append(internal_error(path, error))
        probes += (_probe(one, path, redactor, proxied=proxied) for one in of_file)
    return assemble(reports)._replace(probes=tuple(probes))


class _Ended(NamedTuple):
    """A probe that has a result, and the findings about it."""

    subject: Subject
    outcome: Outcome
    findings: list[RuleFinding]


def _outcome_of(plan: Plan, outcomes: Mapping[Trigger, Outcome]) -> Outcome | None:
    match plan:
        case Skip():
            return Outcome("probe-skipped", "skipped")
        case Failure(cause=cause):
            return Outcome("internal-error", "skipped", failure=cause)
        case Repeat(first=first):
            return outcomes.get(first)
        case Trigger():
            return outcomes.get(plan)


def _end(plan: Plan, outcome: Outcome, task: Task) -> _Ended:
    subject = plan.subject
    connection = subject.connection
    try:
        if outcome.failure:
            found = [_internal_error(subject, outcome.failure)]
        elif isinstance(plan, Skip):
            found = [verdicts.of_skip(plan)]
        else:
            found = verdicts.of_outcome(connection, outcome, task.settings.auth_headers)
    except Exception as error:  # noqa: BLE001 - any bug
        outcome = replace(outcome, name="internal-error", failure=describe(error))
        found = [_internal_error(subject, describe(error))]
    (document,) = (one for one in subject.parsed.documents if one.index == connection.document)
    findings = [
        RuleFinding(find_rule(one.rule), one.finding, connection, document, (connection,))
        for one in found
        if one.rule in _selected(task.settings)
    ]
    return _Ended(subject, outcome, findings)


def _internal_error(subject: Subject, cause: str) -> ProbeVerdict:
    message = f"internal error ({cause}): the probe of this connection has no result"
    hint = "Report this message and the output of `outbound-lint --version`."
    key = subject.connection.first_key
    return ProbeVerdict("internal-error", Finding(key, message, hint, absent=True))


def _probe(ended: _Ended, path: str, redactor: Redactor, *, proxied: bool) -> Probe:
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
        proxied and outcome.stage != "skipped",
    )
