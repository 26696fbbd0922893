"""`outbound-lint providers`: the profiles of providers, and which one is for a URL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from outbound_lint.cli.console import note, printable, write
from outbound_lint.cli.errors import CommandError, UsageError
from outbound_lint.cli.inputs import working_directory
from outbound_lint.providers.describing import header_and_scheme, page, why_not
from outbound_lint.providers.matching import Match, match
from outbound_lint.providers.model import Profile
from outbound_lint.providers.reading import built_in, built_in_names

_FOUND, _NOT_FOUND = 0, 1
_FORMATS = ("text", "json")

# Not docstrings, which `python -OO` drops.
_HELP = """List the APIs of voice providers whose expectations are known.

DIRECT says whether a connection can call the API itself, NUMBER is the member for the number to
call, and CREDENTIAL the header that authenticates. Use NAME with `outbound-lint explain
provider:NAME` and `outbound-lint init --provider NAME`.

The profiles of --providers and of the setting `providers` of the working directory are listed, too.
With --match, print what the API of a URL expects; the exit status is 1 if none is known.
"""
_EPILOG = """\b
Examples:
  outbound-lint providers
  outbound-lint providers --match https://api.bolna.ai/call
"""


@click.command("providers", help=_HELP, epilog=_EPILOG)
@click.option("--match", "url", metavar="URL", help="Print what the API of this URL expects.")
@click.option(
    "--providers",
    "folder",
    metavar="DIR",
    type=click.Path(readable=False),
    help="Folder with further profiles.",
)
@click.option(
    "--format",
    "form",
    metavar="|".join(_FORMATS),
    type=click.Choice(_FORMATS),
    default="text",
    help="Text (default), or JSON for scripts.",
)
def command(url: str | None, folder: str | None, form: str) -> int:
    """Run the command with the values that click passes."""
    further = _further(folder)
    if url is not None:
        return _match(url, further, form)
    profiles = sorted([*map(_built_in, built_in_names()), *further])
    write(_json([_data(one) for one in profiles]) if form == "json" else _table(profiles))
    return _FOUND


def named(name: str) -> Profile:
    """Return the profile with a name.

    Args:
        name: The name that was typed.

    Raises:
        UsageError: No profile has it.
        CommandError: The installation is incomplete.
    """
    if name in built_in_names():
        return _built_in(name)
    further = {one.id: one for one in _further(None)}
    if name not in further:
        from outbound_lint.spelling import did_you_mean

        hint = did_you_mean(name, [*built_in_names(), *further])
        hint = hint or " — `outbound-lint providers` lists them"
        raise UsageError(f"no such provider: {printable(name) or '(an empty name)'}{hint}")
    return further[name]


def _built_in(name: str) -> Profile:
    try:
        return built_in(name)
    except FileNotFoundError as error:
        raise CommandError(str(error)) from None


def _further(folder: str | None) -> tuple[Profile, ...]:
    """Return the profiles of a folder, and of the settings of the working directory.

    Raises:
        click.exceptions.Exit: They are not valid; why was printed.
    """
    from outbound_lint.run.settings_files import SettingsFiles

    cwd = working_directory()
    files = SettingsFiles(cwd, providers=folder)
    nearest = files.of_folder(cwd)
    if files.problems:
        from outbound_lint.cli.settings import refuse

        raise click.exceptions.Exit(refuse(files.problems))
    of_settings = nearest.further.providers if nearest else ()
    return tuple(dict.fromkeys((*files.profiles, *of_settings)))


def _match(url: str, further: tuple[Profile, ...], form: str) -> int:
    from outbound_lint import urls

    found = match(urls.judge(url), further)
    if form == "json":
        write(_json(_data(found.profile, found) if found else None))
    elif not found:
        note("No known API has this URL.")
    else:
        if found.wrong:
            note(f"This path starts no call: {found.wrong.why}.")
        write(page(found.profile))
    return _FOUND if found else _NOT_FOUND


def _table(profiles: Sequence[Profile]) -> str:
    from outbound_lint.reporters.tables import table

    rows = [
        (
            one.id,
            "no" if why_not(one) else "yes",
            one.number.member or "-" if one.number else "-",
            header_and_scheme(one.auth) if one.auth else "-",
        )
        for one in profiles
    ]
    return "\n".join(table([("NAME", "DIRECT", "NUMBER", "CREDENTIAL"), *rows])) + "\n"


def _data(profile: Profile, found: Match | None = None) -> dict[str, Any]:
    """Return a profile for JSON, and for a match whether its path starts a call."""
    data = _plain(profile)
    data["sources"] = dict(profile.sources)
    data["why_not_direct"] = why_not(profile)
    if found:
        data["wrong_endpoint"] = _plain(found.wrong)
    return data  # type: ignore[no-any-return]


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        if fields := getattr(value, "_asdict", None):
            return {name: _plain(one) for name, one in fields().items()}
        return [_plain(one) for one in value]
    return value


def _json(data: Any) -> str:
    import json

    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
