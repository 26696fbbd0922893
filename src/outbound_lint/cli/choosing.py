"""`--connection NAME`: the connections that are checked, probed or previewed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from outbound_lint.cli.console import note, printable
from outbound_lint.cli.errors import UsageError
from outbound_lint.cli.inputs import read_stdin, stdin_path
from outbound_lint.connections.model import Connection
from outbound_lint.connections.reading import ParsedFile
from outbound_lint.run.opening import SourceText, open_bytes, parse
from outbound_lint.run.reading import read

if TYPE_CHECKING:
    from outbound_lint.probe.permissions import Permissions
    from outbound_lint.run.files import Task
    from outbound_lint.run.probing import Judged
    from outbound_lint.run.reading import FoundFile


class ParsedFiles(NamedTuple):
    """The files of a run in this process.

    Attributes:
        files: Those that could be read, perhaps only in part.
        notes: What could not be read, one line each.
    """

    files: list[ParsedFile]
    notes: list[str]


Chosen = list[tuple[ParsedFile, Connection]]
"""Connections, each with its file."""


def parse_files(found: Sequence[FoundFile], cwd: str, *, stdin: str | None) -> ParsedFiles:
    """Parse files and perhaps standard input.

    Args:
        found: The files.
        cwd: The working directory.
        stdin: What reports call standard input; None to not read it.
    """
    opened = [open_bytes(read(one.absolute, root=cwd, real=one.real), one.path) for one in found]
    if stdin is not None:
        opened.append(open_bytes(read_stdin(), stdin, named=stdin != stdin_path(None)))
    notes = [
        f"{printable(one.path)}: {diagnostic.message}. {diagnostic.hint}"
        for one in opened
        if not isinstance(one, SourceText)
        for diagnostic in one.diagnostics
    ]
    files = [parse(one) for one in opened if isinstance(one, SourceText)]
    for file in files:
        for problem in file.problems:
            line, column = file.source.position(problem.start)
            where = f"{printable(file.source.path)}:{line}:{column}"
            notes.append(f"{where}: syntax error: `outbound-lint check` explains it")
    return ParsedFiles(files, notes)


def choose(files: Sequence[ParsedFile], names: Sequence[str]) -> Chosen:
    """Return the connections with one of some names or JSON Pointers, or all of them.

    Args:
        files: The files.
        names: What `--connection` names; nothing for all connections.

    Raises:
        UsageError: No connection has a name.
    """
    every = [
        (parsed, connection)
        for parsed in files
        for connection in parsed.connections
        if not connection.template
    ]
    known = {text for _, connection in every for text in (connection.name, connection.pointer)}
    for name in names:
        if name not in known:
            raise UsageError(
                f"no such connection: {printable(name) or '(an empty name)'}{_hint(name, every)}"
            )
    return [pair for pair in every if not names or {pair[1].name, pair[1].pointer} & {*names}]


def _hint(name: str, every: Chosen) -> str:
    from outbound_lint.redaction.redactor import Redactor
    from outbound_lint.spelling import did_you_mean

    redactors = {id(parsed): Redactor(parsed) for parsed, _ in every}
    known = (redactors[id(parsed)].text(one.name) for parsed, one in every)
    return did_you_mean(name, map(printable, known))


def judge_named(
    found: Sequence[FoundFile],
    task: Task,
    names: Sequence[str],
    permissions: Permissions,
    *,
    stdin: str | None,
) -> list[Judged]:
    """Judge the connections with some names, and what their files hold beside connections.

    Args:
        found: The files.
        task: What holds for all of them.
        names: What `--connection` names.
        permissions: What the command line permits the probe.
        stdin: What reports call standard input; None to not read it.

    Raises:
        UsageError: No connection has a name.
    """
    from outbound_lint.run.probing import judge_chosen

    files, notes = parse_files(found, task.root, stdin=stdin)
    try:
        chosen = choose(files, names)
    except UsageError:
        for text in notes:  # the connection may be in what could not be read
            note(text)
        raise
    return judge_chosen(chosen, task, permissions, unnamed=stdin_path(None))
