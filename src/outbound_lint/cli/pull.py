"""`outbound-lint pull`: the agents of the platform as a connection file."""

from __future__ import annotations

import os
from typing import Any

import click

from outbound_lint.cli.console import note, printable, write
from outbound_lint.cli.errors import CommandError
from outbound_lint.cli.options import OF_NETWORK, LiveOptions, ProbeOptions
from outbound_lint.cli.parameter_types import PATH
from outbound_lint.cli.probe_options import api_options

_FILE = "outbound-connections.yaml"
_MARK = "# Written by `outbound-lint pull`"
_HEAD = f"""\
{_MARK}: the outbound voice agents of the platform.
# Credentials became placeholders. `outbound-lint pull --force` replaces this file.

"""

# Not docstrings, which `python -OO` drops.
_HELP = f"""Write the outbound voice agents of the platform as a connection file.

The API key is read from the environment variable COVAL_API_KEY. Placeholders replace all
credentials. FILE is {_FILE} by default, or - for standard output. An existing file is only replaced
with --force, and only if this command wrote it.
"""
_EPILOG = """\b
Examples:
  outbound-lint pull
  outbound-lint pull agents/platform.yaml --force
  outbound-lint pull - | diff agents.yaml -
"""


@click.command("pull", help=_HELP, epilog=_EPILOG)
@click.argument("file", metavar="[FILE]", default=_FILE, type=PATH)
@click.option("--force", is_flag=True, help="Replace a file that this command wrote.")
@api_options
def command(file: str, *, force: bool, api_url: str | None, **network: Any) -> None:
    """Run the command with the values that click passes."""
    assert network.keys() == {*OF_NETWORK}
    path = None if file == "-" else _checked(file, force=force)
    text, summary = _agents(LiveOptions(live=True, api_url=api_url), ProbeOptions(**network))
    if path is None:
        write(text)
    else:
        _write(path, text, file, summary)


def _checked(file: str, *, force: bool) -> str:
    """Return the path of the file, if it may be written; asked before anything is fetched.

    Raises:
        CommandError: It exists, and was not written by this command or is not to be replaced.
    """
    from outbound_lint.cli.outputs import final_path

    path, shown = final_path(file), printable(file)
    if not os.path.lexists(path):
        return path
    if os.path.islink(path) or not os.path.isfile(path) or not _is_ours(path):
        raise CommandError(
            f"{shown} exists, and `outbound-lint pull` did not write it: name another file"
        )
    if not force:
        raise CommandError(f"{shown} exists: add --force to replace it, or name another file")
    return path


def _is_ours(path: str) -> bool:
    try:
        with open(path, "rb") as stream:
            return stream.read(len(_MARK)) == _MARK.encode()
    except OSError:
        return False


def _agents(live: LiveOptions, network: ProbeOptions) -> tuple[str, str]:
    """Return the agents as a connection file, and how to call them.

    Raises:
        CommandError: They could not be fetched, or there are none.
    """
    from outbound_lint.cli.live import agents_of, prepare
    from outbound_lint.run.exports import ImpossibleExportError, convert

    platform = prepare(live, network)
    agents = platform.agents()
    if not agents.connections:
        raise CommandError("the platform has no outbound voice agent: nothing was written")
    try:
        converted = convert(agents)
    except ImpossibleExportError as error:
        raise CommandError(f"the agents of {platform.api.authority}: {error}") from None
    if variables := converted.variables:
        note(f"Placeholders instead of credentials: {', '.join(variables)}")
    return _HEAD + converted.text, agents_of(agents)


def _write(path: str, text: str, file: str, summary: str) -> None:
    from outbound_lint.run.writing import replace_files

    try:
        replace_files([(path, text.encode("utf-8", "backslashreplace"))])
    except OSError as error:
        raise CommandError(f"{printable(file)} can't be written: {error.strerror}") from None
    write(f"Wrote {printable(file)}: {summary}.\n")
