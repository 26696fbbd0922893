"""`outbound-lint preview PATH`: the requests that the platform would send."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from outbound_lint.cli.console import note, printable, write

if TYPE_CHECKING:
    from outbound_lint.connections.model import Connection
    from outbound_lint.connections.reading import ParsedFile
    from outbound_lint.reporters.preview import Preview
    from outbound_lint.run.reading import Unreadable

_SHOWN, _NOT_SHOWN = 0, 1

_FORMATS = ("http", "curl", "json")

_EPILOG = """\b
Examples:
  outbound-lint preview agents/support.yaml
  outbound-lint preview agents/ --connection support-line --format curl
  outbound-lint preview - --format json < agents.yaml
"""


@click.command("preview", epilog=_EPILOG)
@click.argument("path")
@click.option("--connection", metavar="NAME", help="Only the connection of this name.")
@click.option(
    "--format",
    "form",
    metavar="|".join(_FORMATS),
    type=click.Choice(_FORMATS),
    default="http",
    help="http (default): as it is sent; curl: a command that sends it; json.",
)
@click.option("--show-secrets", is_flag=True, help="Print credentials, not a mask.")
def command(path: str, connection: str | None, form: str, show_secrets: bool) -> int:
    """Print the HTTP request that the platform would send for each connection of PATH.

    PATH is a file, a folder or - for standard input. The number to call is one that rings nobody;
    placeholders stay as they are. Nothing is sent. Exit status: 0 all are shown, 1 some are not
    and it is said why, 2 a mistake in the call.
    """
    from outbound_lint.reporters.preview import PREVIEW_RENDERERS

    unread, files = _read(path)
    chosen = _choose(files, connection)
    previews = [one for one in _previews(chosen, show_secrets=show_secrets) if one]
    if previews or form == "json":
        write(PREVIEW_RENDERERS[form](previews))
    if not chosen:
        note("No outbound voice connection found.")
    complete = chosen and len(previews) == len(chosen) and not unread
    return _SHOWN if complete else _NOT_SHOWN


def _read(path: str) -> tuple[int, list[ParsedFile]]:
    """Parse the files of a path; count, and tell, the ones that can't be."""
    from outbound_lint.cli.inputs import find_files, read_stdin, stdin_path
    from outbound_lint.run.reading import read

    cwd = os.getcwd()
    if path == "-":
        parsed = [_parsed(read_stdin(), stdin_path(None), named=False)]
    else:
        found = find_files([path], cwd)
        parsed = [_parsed(read(one.absolute, root=cwd), one.path, named=True) for one in found]
    files = [one for one in parsed if one]
    return len(parsed) - sum(not one.problems for one in files), files


def _parsed(data: bytes | Unreadable, path: str, *, named: bool) -> ParsedFile | None:
    from outbound_lint.connections import reading
    from outbound_lint.run.decoding import decode
    from outbound_lint.run.reading import Unreadable
    from outbound_lint.source import Source

    if isinstance(data, Unreadable):
        note(f"{printable(path)}: {data.reason} {data.hint}")
        return None
    decoded = decode(data)
    if decoded.problem:
        note(f"{printable(path)}: {decoded.problem.message} {decoded.problem.hint}")
        return None
    source = Source(decoded.text, path)
    if not reading.holds_marker(decoded.text):
        return reading.ParsedFile(source, [], [], [])
    parsed = reading.read(source, as_json=reading.is_json(decoded.text, path, named=named))
    for problem in parsed.problems:
        line, column = source.position(problem.start)
        note(f"{printable(path)}:{line}:{column}: syntax error: `outbound-lint check` tells more")
    return parsed


def _choose(files: Sequence[ParsedFile], name: str | None) -> list[tuple[ParsedFile, Connection]]:
    """Return the connections of a name, or all of them.

    Raises:
        click.UsageError: there is none of that name.
    """
    every = [
        (parsed, connection)
        for parsed in files
        for connection in parsed.connections
        if not connection.template
    ]
    chosen = [pair for pair in every if name in (None, pair[1].name)]
    if name is not None and not chosen:
        from outbound_lint.cli.suggestions import did_you_mean
        from outbound_lint.redaction.redactor import Redactor

        redactors = {parsed.source.path: Redactor(parsed) for parsed in files}
        known = (redactors[parsed.source.path].text(one.name) for parsed, one in every)
        meant = did_you_mean(name, map(printable, known))
        raise click.UsageError(f"no connection is called {printable(name) or '(empty)'}{meant}")
    return chosen


def _previews(
    chosen: Sequence[tuple[ParsedFile, Connection]], *, show_secrets: bool
) -> Iterator[Preview | None]:
    """Yield what is to be shown, in place of each request that can't be built nothing."""
    from functools import partial

    from outbound_lint.connections.request import UnbuildableError, build, verbatim
    from outbound_lint.redaction.redactor import Redactor
    from outbound_lint.reporters.preview import Preview

    redactors: dict[str, Redactor] = {}
    for parsed, connection in chosen:
        source = parsed.source
        line = source.position(connection.node.start).line
        if not show_secrets and source.path not in redactors:
            redactors[source.path] = Redactor(parsed)
        redactor = None if show_secrets else redactors[source.path]
        clean = partial(redactor.text, longest=None) if redactor else str
        try:
            exact = build(connection)
            request = build(connection, fill=redactor.fill if redactor else verbatim)
        except UnbuildableError as error:
            line, column = source.position(error.place.trace().start)
            where = f"{printable(source.path)}:{line}:{column}"
            name, reason = printable(clean(connection.name)), printable(clean(error.reason))
            note(f"{where}: no request can be built for {name}: {reason}")
            yield None
            continue
        authority = clean(request.authority)
        yield Preview(
            clean(connection.name),
            source.path,
            line,
            redactor.pointer(connection.pointer) if redactor else connection.pointer,
            request.method,
            request.url.replace(request.authority, authority, 1),
            authority,
            request.target,
            tuple((clean(header), value) for header, value in request.headers),
            request.body.decode("ascii"),
            len(exact.body) if request.body == exact.body else None,
        )
