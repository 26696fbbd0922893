"""The report of a run that probed: a bug in one probe loses neither a finding nor another probe."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from outbound_lint.engine import checked_rules, report_on
from outbound_lint.findings.failures import describe
from outbound_lint.findings.model import FileReport, Finding, Report
from outbound_lint.findings.probes import Probe
from outbound_lint.findings.settings import Settings
from outbound_lint.probe import verdicts
from outbound_lint.probe.eligibility import WITHDRAWN, JudgedFile
from outbound_lint.probe.outcomes import Outcome
from outbound_lint.probe.permissions import authority_of
from outbound_lint.probe.plan import Failure, Plan, Repeat, Skip, Subject, Trigger
from outbound_lint.probe.summary import Summary
from outbound_lint.probe.verdicts import ProbeVerdict
from outbound_lint.redaction.masks import MASK
from outbound_lint.redaction.redactor import Redactor
from outbound_lint.rule import Rule, RuleFinding
from outbound_lint.rules import find_rule
from outbound_lint.run.files import Task, assemble, internal_error
from outbound_lint.run.probing import Judged, path_of, selected_rules


class _Ended(NamedTuple):
    """A probe that has a result: how it is listed, and the findings about it."""

    listed: Probe
    findings: list[RuleFinding]


_INTERRUPTED = Outcome("interrupted", "skipped")


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
        redactor = Redactor(file.parsed)
        ended = [*_ended(by_file.get(id(file.parsed), ()), outcomes, task, redactor)]
        probes += [one.listed for one in ended]
        probed = [each for one in ended for each in one.findings]
        try:
            reports.append(_report(file, probed, task, redactor))
        except Exception as error:  # noqa: BLE001 - any bug
            reports.append(_without_probes(file, error))
    return assemble(reports)._replace(probes=tuple(probes))


def _report(
    file: JudgedFile, probed: Sequence[RuleFinding], task: Task, redactor: Redactor
) -> FileReport:
    every = [one for one in file.parsed.connections if not one.template]
    is_whole = len(file.connections) == len(every)
    settings = task.settings_for(path_of(file))
    checked = checked_rules(settings) - WITHDRAWN if is_whole else frozenset[str]()
    found = _merged(file.findings, probed)
    (report,) = report_on(file.parsed, found, redactor, checked=checked).files
    return report._replace(connections=len(file.connections))


def _without_probes(file: JudgedFile, error: Exception) -> FileReport:
    """Report what the rules found in a file, and the bug that keeps the probes from being in it."""
    path = path_of(file)
    bug = internal_error(path, error, "no finding about the probes of this file is reported")
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


def _ended(
    plans: Iterable[Plan], outcomes: Mapping[Trigger, Outcome], task: Task, redactor: Redactor
) -> Iterator[_Ended]:
    """Yield the results of the probes of a file; a bug is the result of the probe it is in."""
    summary = None
    for plan in plans:
        outcome = Outcome("internal-error", "skipped")
        try:
            outcome = _outcome_of(plan, outcomes)
            summary = summary or Summary(redactor)
            yield _end(plan, outcome, task, summary)
        except Exception as error:  # noqa: BLE001 - any bug
            yield _failed(plan.subject, outcome, error, task, redactor)


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
    notes = tuple((title, text) for title, text in (("sent", sent), ("received", received)) if text)
    selected = selected_rules(settings)
    findings = [
        _found(
            subject,
            rule,
            finding._replace(notes=notes) if rule == outcome.name else finding,
            settings,
        )
        for rule, finding in found
        if rule in selected
    ]
    return _Ended(_listed(subject, outcome, summary.redactor, sent, received), findings)


def _failed(
    subject: Subject, outcome: Outcome, error: Exception, task: Task, redactor: Redactor
) -> _Ended:
    """Return the result of a probe whose outcome can't be told because of a bug."""
    outcome = replace(outcome, name="internal-error")
    try:
        listed = _listed(subject, outcome, redactor, None, None)
    except Exception:  # noqa: BLE001 - the same bug may keep a secret from being masked
        path, stage, status = subject.parsed.source.path, outcome.stage, outcome.status
        listed = Probe(MASK, path, f"/{MASK}", None, None, outcome.name, stage, status)
    rule, finding = _internal_error(subject, outcome.failure or describe(error))
    settings = task.settings_for(subject.parsed.source.path)
    return _Ended(listed, [_found(subject, rule, finding, settings)])


def _internal_error(subject: Subject, cause: str) -> ProbeVerdict:
    message = f"internal error ({cause}): the probe of this connection has no result"
    hint = "Report this message and the output of `outbound-lint --version`."
    key = subject.connection.first_key
    return ProbeVerdict("internal-error", Finding(key, message, hint, absent=True))


def _found(subject: Subject, rule: str, finding: Finding, settings: Settings) -> RuleFinding:
    connection = subject.connection
    (document,) = (one for one in subject.parsed.documents if one.index == connection.document)
    return RuleFinding(_rule(rule, settings), finding, connection, document, (connection,))


def _rule(name: str, settings: Settings) -> Rule:
    rule = find_rule(name)
    return rule._replace(severity=settings.severity_of(name, rule.severity))


def _listed(
    subject: Subject, outcome: Outcome, redactor: Redactor, sent: str | None, received: str | None
) -> Probe:
    connection = subject.connection
    endpoint = connection.endpoint
    authority = authority_of(endpoint.url) if endpoint and endpoint.url else None
    return Probe(
        redactor.text(connection.name),
        subject.parsed.source.path,
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
        sent,
        received,
        outcome.unreachable,
    )
