"""`outbound-lint init`: the first files of a repository, perhaps from an export or a profile."""

from __future__ import annotations

import os

import click

from outbound_lint.cli.console import note, printable, write
from outbound_lint.cli.errors import CommandError, UsageError
from outbound_lint.cli.inputs import read_stdin, working_directory

_CONNECTIONS = "outbound-connections.yaml"
_SCHEMA = "outbound-connection.schema.json"

_FIRST_LINE = f"# yaml-language-server: $schema={_SCHEMA}\n"
_FIRST_CONNECTION = """\
# Outbound voice connections. `outbound-lint fields` describes the fields.

connections:
- name: support-line
  # The webhook that starts the call. Your deployment fills ${...}.
  trigger_call_endpoint: https://${VOICE_HOST}/outbound
  # A JSON object in a string: the headers of the request, with the credential.
  trigger_call_headers: |-
    {"Content-Type": "application/json", "Authorization": "Bearer ${VOICE_TOKEN}"}
  # The member of the payload for the number to call.
  phone_number_key: phone_number
  # A JSON object in a string: further members of the payload. The platform fills {{...}}.
  trigger_call_payload: |-
    {"campaign": "support", "simulation": "{{simulation_output_id}}"}
"""
_SETTINGS = """\
# Settings of outbound-lint, for this folder and the folders below.
# `outbound-lint settings PATH` prints what holds for a file; `outbound-lint rules` lists the rules.

# The lowest severity that fails: error, warning, info or never.
fail-on: warning

# Rules and families to leave out, or to add.
# ignore: [header-unusual]
# extend-select: [endpoint-port]

# Other settings for some files; later ones win.
# overrides:
# - files: [environments/dev/]
#   ignore: [endpoint-scheme, endpoint-temporary]

# Files to leave out, with patterns as in .gitignore.
# exclude: [vendor/]
"""
_HOOK = """\
  - repo: local
    hooks:
      - id: outbound-lint
        name: outbound-lint
        entry: outbound-lint check --force-exclude
        language: system
        types_or: [yaml, json]
        require_serial: true
"""

# Not docstrings, which `python -OO` drops.
_HELP = f"""Write the first files into the working directory, and never over an existing file.

The files are {_CONNECTIONS} with a first connection, its JSON Schema for editors, the settings file
.outbound-lint.yaml, and .pre-commit-config.yaml with the hook.
"""
_EPILOG = """\b
Examples:
  outbound-lint init
  coval agents list --format json | outbound-lint init --from -
  outbound-lint init --provider retell
"""


def _complete_provider(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    from outbound_lint.providers.reading import built_in_names

    return [name for name in built_in_names() if name.startswith(incomplete)]


@click.command("init", help=_HELP, epilog=_EPILOG)
@click.option(
    "--from",
    "export",
    metavar="EXPORT",
    type=click.Path(readable=False, allow_dash=True),
    help="Take the connections from an export of the API; - is standard input.",
)
@click.option(
    "--provider",
    metavar="NAME",
    shell_complete=_complete_provider,
    help="Write a connection for a voice provider; `outbound-lint providers` lists them.",
)
def command(export: str | None, provider: str | None) -> None:
    """Run the command with the value that click passes."""
    from outbound_lint import resources
    from outbound_lint.run.conventions import SETTINGS_FILE
    from outbound_lint.run.settings_files import SettingsFiles

    text, summary = _first(export, provider)
    try:
        schema = resources.schema("outbound-connection")
    except FileNotFoundError as error:
        raise CommandError(str(error)) from None
    _create(_CONNECTIONS, _FIRST_LINE + text, summary)
    _create(_SCHEMA, schema, "the JSON Schema of connection files, for editors")
    cwd = working_directory()
    settings = SettingsFiles(cwd).of_folder(cwd)
    if settings and settings.folder == cwd and settings.path != SETTINGS_FILE:  # pyproject.toml
        write(f"Kept the settings in {settings.path}.\n")
    else:
        _create(SETTINGS_FILE, _SETTINGS, "the settings")
    if not _create(".pre-commit-config.yaml", f"repos:\n{_HOOK}", "the hook for pre-commit"):
        write(f"To check each commit, add this below `repos:` in it:\n{_HOOK}")
    write("Next, run: outbound-lint check\n")


def _first(export: str | None, provider: str | None) -> tuple[str, str]:
    """Return the connections to write, and how to call them.

    Raises:
        UsageError: Both options are used, or one of them names nothing that can be used.
        CommandError: The file exists, or the export can't be read.
    """
    if export is None and provider is None:
        return _FIRST_CONNECTION, "a first connection"
    if export is not None and provider is not None:
        raise UsageError("--from and --provider contradict each other: leave one out")
    if os.path.lexists(_CONNECTIONS):
        raise CommandError(f"{_CONNECTIONS} exists: move it away first. Nothing was written")
    if export is not None:
        return _from_export(export)
    return _for_provider(provider or "")


def _for_provider(name: str) -> tuple[str, str]:
    """Return a connection for the API of a provider as text, and how to call it.

    Raises:
        UsageError: It does not exist, or no connection can call it directly.
    """
    from outbound_lint.cli.providers import named
    from outbound_lint.providers.describing import why_not
    from outbound_lint.providers.examples import as_yaml

    profile = named(name)
    if reason := why_not(profile):
        raise UsageError(
            f"a connection cannot call {profile.name} directly: {reason}. Call a webhook that "
            f"sends the request; `outbound-lint explain provider:{name}` describes it"
        )
    return as_yaml(profile), f"a connection for {profile.name}"


def _create(name: str, text: str, what: str) -> bool:
    """Write a new file and say so; return whether there was none.

    Raises:
        CommandError: It can't be written.
    """
    try:
        with open(name, "x", encoding="utf-8", newline="\n") as file:  # follows no link
            file.write(text)
    except FileExistsError:
        write(f"Kept {name}, which exists already.\n")
        return False
    except OSError as error:
        raise CommandError(f"{name} can't be written: {error.strerror}") from None
    write(f"Wrote {name}: {what}.\n")
    return True


def _from_export(export: str) -> tuple[str, str]:
    """Return the connections of an export as text, and how to call it.

    Raises:
        CommandError: It can't be read, or has none.
    """
    from outbound_lint.findings.model import FileReport
    from outbound_lint.run.exports import ImpossibleExportError, convert
    from outbound_lint.run.opening import open_bytes, parse
    from outbound_lint.run.reading import read

    if export != "-" and not os.path.lexists(export):
        raise UsageError(f"--from: no such file: {printable(export)}")
    data = read_stdin() if export == "-" else read(export, root=working_directory())
    opened = open_bytes(data, export, named=export != "-")
    shown = "standard input" if export == "-" else printable(export)
    if isinstance(opened, FileReport):
        problems = [one.message for one in opened.diagnostics] or ["the file is encrypted"]
        raise CommandError(f"{shown}: {problems[0]}")
    try:
        converted = convert(parse(opened))
    except ImpossibleExportError as error:
        raise CommandError(f"{shown}: {error}") from None
    if converted.variables:
        number, names = len(converted.variables), ", ".join(converted.variables)
        became = "credential became a placeholder"
        became = became if number == 1 else "credentials became placeholders"
        note(f"{number} {became}: {names}")
    count = converted.connections
    return converted.text, f"{count} connection{'' if count == 1 else 's'} from {shown}"
