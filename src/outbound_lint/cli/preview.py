"""`outbound-lint preview PATH`: the requests that the platform would send."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from outbound_lint.cli.console import note, printable, write
from outbound_lint.cli.inputs import (
    check_stdin_filename,
    find_files,
    stdin_path,
    working_directory,
)
from outbound_lint.cli.parameter_types import PATH

if TYPE_CHECKING:
    from outbound_lint.connections.model import Connection
    from outbound_lint.connections.reading import ParsedFile
    from outbound_lint.reporters.preview import Preview

_COMPLETE, _INCOMPLETE = 0, 1

_OUTPUT_PER_INPUT = 40
_SHORTEST = 20_000  # so many characters are always shown
_TOO_LONG = (
    "Only {:,} of {:,} requests are shown: together they are more than 40 times as long as the "
    "files. Use --connection to see another one."
)

_FORMATS = ("http", "curl", "json")

# Not docstrings, which `python -OO` drops.
_HELP = """Print the HTTP request that the platform would send for each connection in PATH.

PATH is a file, a folder or - for standard input. The number to call is a fictional one, and
placeholders are not filled. Nothing is sent. Exit status: 0 all requests are shown, 1 some are
not, 2 usage error.

Pasting a curl command into a shell starts a real call attempt. Placeholders like ${TOKEN} are in
quotes, so they are sent as they are. A receiver that knows the header of --dry-run-header starts
no call.
"""
_EPILOG = """\b
Examples:
  outbound-lint preview agents/support.yaml
  outbound-lint preview agents/ --connection support-line --format curl
  outbound-lint preview - --format json < agents.yaml
"""


@click.command("preview", help=_HELP, epilog=_EPILOG)
@click.argument("path", type=PATH)
@click.option("--connection", metavar="NAME", help="Show only the connection with this name.")
@click.option(
    "--format",
    "form",
    metavar="|".join(_FORMATS),
    type=click.Choice(_FORMATS),
    default="http",
    help="HTTP as it is sent (default), a curl command for a POSIX shell, or JSON.",
)
@click.option(
    "--stdin-filename",
    metavar="NAME",
    type=click.Path(readable=False),
    help="File name to assume for standard input.",
)
@click.option("--dry-run-header", is_flag=True, help="Add the header that marks a dry run.")
@click.option("--show-secrets", is_flag=True, help="Print credentials instead of masks.")
def command(  # noqa: PLR0913, PLR0917  # the options of the command line
    path: str,
    connection: str | None,
    form: str,
    stdin_filename: str | None,
    dry_run_header: bool,
    show_secrets: bool,
) -> int:
    """Run the command with the values that click passes."""
    from outbound_lint.cli.choosing import choose, parse_files
    from outbound_lint.connections.request import DRY_RUN
    from outbound_lint.reporters.preview import PREVIEW_RENDERERS

    check_stdin_filename(stdin_filename, [path])
    stdin, cwd = stdin_path(stdin_filename) if path == "-" else None, working_directory()
    files, notes = parse_files([] if stdin else find_files([path], cwd), cwd, stdin=stdin)
    for text in notes:
        note(text)
    chosen = choose(files, () if connection is None else (connection,))
    render = PREVIEW_RENDERERS[form]
    longest = max(_SHORTEST, _OUTPUT_PER_INPUT * sum(len(one.source.value) for one in files))
    previews: list[Preview] = []
    more = (DRY_RUN,) if dry_run_header else ()
    for preview in _previews(chosen, more, show_secrets=show_secrets):
        longest -= len(render((preview, preview))) // 2  # with a title, unlike a single one
        if longest < 0:
            note(_TOO_LONG.format(len(previews), len(chosen)))
            break
        previews.append(preview)
    if previews or form == "json":
        write(render(previews))
    if not chosen:
        note("No outbound voice connection found.")
    complete = chosen and len(previews) == len(chosen) and not notes
    return _COMPLETE if complete else _INCOMPLETE


def _previews(
    chosen: Sequence[tuple[ParsedFile, Connection]],
    more: Sequence[tuple[str, str]],
    *,
    show_secrets: bool,
) -> Iterator[Preview]:
    """Yield the preview of each connection; print a note for one whose request can't be built.

    Args:
        chosen: The connections, each with its file.
        more: Headers to add, in place of configured ones with the same name.
        show_secrets: Whether to mask nothing.
    """
    from functools import partial

    from outbound_lint.connections.providers import remarks
    from outbound_lint.connections.request import Builder, UnbuildableError
    from outbound_lint.facts.http_fields import fold
    from outbound_lint.redaction.redactor import Redactor
    from outbound_lint.reporters.preview import Preview

    own = {fold(name) for name, _ in more}
    exactly, redactors, masking = Builder(), dict[str, Redactor](), dict[str, Builder]()
    for parsed, connection in chosen:
        source = parsed.source
        line = source.line(connection.node.start)
        if not show_secrets and source.path not in redactors:
            redactors[source.path] = one = Redactor(parsed)
            masking[source.path] = Builder(fill=one.fill)
        redactor = None if show_secrets else redactors[source.path]
        clean = partial(redactor.text, longest=None) if redactor else str
        try:
            exact = exactly.build(connection)
            request = masking[source.path].build(connection) if redactor else exact
        except UnbuildableError as error:
            line, column = source.position(error.place.trace().start)
            where = f"{printable(source.path)}:{line}:{column}"
            subject = f" for {printable(clean(connection.name))}" if connection.name else ""
            note(f"{where}: no request can be built{subject}: {error.reason}")
            continue
        for remark in remarks(connection):
            note(f"{printable(source.path)}:{line}: {remark}")
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
            (
                *((clean(name), value) for name, value in request.headers if fold(name) not in own),
                *more,
            ),
            request.body.decode("ascii"),
            len(exact.body) if request.body == exact.body else None,
        )
