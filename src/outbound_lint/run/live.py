"""A run that compares files with the platform: its findings are added to those of the files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from outbound_lint.connections.model import Connection
from outbound_lint.connections.reading import ParsedFile
from outbound_lint.findings.model import FileReport
from outbound_lint.findings.settings import Settings
from outbound_lint.platform.drift import DriftFinding, Platform
from outbound_lint.probe.eligibility import JudgedFile
from outbound_lint.redaction.redactor import Redactor
from outbound_lint.rule import RuleFinding
from outbound_lint.rules import find_rule
from outbound_lint.run.files import Task
from outbound_lint.run.probing import Judged, selected_rules


def compare(judged: Iterable[Judged], agents: ParsedFile, task: Task) -> list[Judged]:
    """Add what differs from the platform to the findings of files.

    Args:
        judged: The files.
        agents: The agents of the platform.
        task: What holds for every file.

    Returns:
        The files, and the list of agents if some of them are in no file.
    """
    platform = Platform(agents)
    compared: list[Judged] = []
    for file in judged:
        if isinstance(file, FileReport):
            compared.append(file)
            continue
        settings = task.settings_for(file.parsed.source.path)
        found = [*_of_file(file, platform, settings)]
        compared.append(file._replace(findings=[*file.findings, *found]))
    missing = [
        one
        for agent, drift in platform.not_in_files()
        if (one := _found(agents, agent, drift, task.settings))
    ]
    return [*compared, JudgedFile(agents, missing, {}, ())] if missing else compared


def _of_file(file: JudgedFile, platform: Platform, settings: Settings) -> Iterator[RuleFinding]:
    redactor = Redactor(file.parsed)
    for connection in file.connections:
        for drift in platform.of_connection(connection, redactor):
            if found := _found(file.parsed, connection, drift, settings):
                yield found


def _found(
    parsed: ParsedFile, connection: Connection, drift: DriftFinding, settings: Settings
) -> RuleFinding | None:
    """Return a finding of a selected rule."""
    if drift.rule not in selected_rules(settings):
        return None
    rule = find_rule(drift.rule)
    rule = rule._replace(severity=settings.severity_of(rule.name, rule.severity))
    (document,) = (one for one in parsed.documents if one.index == connection.document)
    return RuleFinding(rule, drift.finding, connection, document, (connection,))
