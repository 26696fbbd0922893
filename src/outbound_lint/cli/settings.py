"""`outbound-lint settings PATH`: the settings of a file, and where each comes from."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping

import click

from outbound_lint import __version__
from outbound_lint.cli.console import note, printable, write
from outbound_lint.cli.errors import UsageError
from outbound_lint.cli.inputs import find_files, working_directory
from outbound_lint.cli.parameter_types import PATH
from outbound_lint.findings.model import FileReport, Report, Severity
from outbound_lint.findings.selection import ALWAYS, CATALOG, DEFAULT
from outbound_lint.findings.settings import Settings
from outbound_lint.redaction.redactor import mask_text
from outbound_lint.reporters import text
from outbound_lint.reporters.escaping import guard
from outbound_lint.reporters.options import RenderOptions
from outbound_lint.reporters.tables import table
from outbound_lint.run.settings.values import Layer, SettingsFile
from outbound_lint.run.settings_files import SettingsFiles

_ERROR = 2

# Not docstrings, which `python -OO` drops.
_HELP = """Print the settings for PATH, a file or a folder, and where each comes from.

Options of `outbound-lint check` are not included: they win over all settings.
"""
_EPILOG = """\b
Examples:
  outbound-lint settings agents/support.yaml
  outbound-lint settings environments/dev --config ci/outbound-lint.yaml
"""


@click.command("settings", help=_HELP, epilog=_EPILOG)
@click.argument("path", type=PATH)
@click.option(
    "--config",
    metavar="FILE",
    type=click.Path(readable=False),
    help="Settings file to use for all files.",
)
def command(path: str, config: str | None) -> int:
    """Run the command with the values that click passes."""
    from outbound_lint.run.searching import why_left_out

    cwd = working_directory()
    if config is not None and not os.path.lexists(config):
        raise UsageError(f"--config: no such file: {printable(config)}")
    files = SettingsFiles(cwd, config)
    find_files([path], cwd)  # whether it exists
    absolute = os.path.abspath(path)
    is_folder = os.path.isdir(absolute)
    found = files.of_folder(absolute if is_folder else os.path.dirname(absolute))
    nearest = files.of_folder(cwd)
    left_out = why_left_out(absolute, cwd=cwd, settings=files)
    if files.problems:
        return refuse(files.problems)
    # Of a folder: what holds for any file in it, since no pattern of a name matches `.`.
    file = os.path.join(absolute, ".") if is_folder else absolute
    rows = [("SETTING", "VALUE", "FROM"), *_of_run(nearest), *_of_file(found, file, left_out)]
    rules = [*_rules(found.layers_for(file) if found else (), found)]
    origin = f"from {found.path}" if found else "without a settings file"
    lines = [f"Settings of {printable(path)}, {printable(origin)}.", "", *table(rows)]
    lines += ["", *table([("RULE", "SETTING", "FROM"), *rules])] if rules else []
    subject = "All other rules" if rules else "All rules"
    lines += ["", f"{subject} are as in `outbound-lint rules`."]
    write(guard("".join(f"{line}\n" for line in lines)))
    return 0


def refuse(problems: Mapping[str, FileReport], *, color: str = "auto") -> int:
    """Print the mistakes in settings files on standard error.

    Args:
        problems: The reports of the files, by path.
        color: When to use colors.

    Returns:
        The exit status.
    """
    report = Report(tuple(problems[path] for path in sorted(problems)))
    options = RenderOptions(__version__, color == "always", quiet=True, verbose=True)
    note(text.render(report, options))
    number = sum(1 for _ in report.diagnostics())
    note(f"Error: {number} mistake{'' if number == 1 else 's'} in the settings: nothing was done.")
    return _ERROR


def _of_run(nearest: SettingsFile | None) -> Iterator[tuple[str, str, str]]:
    """Yield what the settings file of the working directory says about the whole run."""
    for name, value, default in (
        ("fail-on", nearest and nearest.fail_on, "error"),
        ("baseline", nearest and nearest.baseline and os.path.relpath(nearest.baseline), ""),
    ):
        shown = printable(mask_text(value or default))
        yield name, shown, _origin(nearest, name) if value else "default"


def _of_file(
    found: SettingsFile | None, file: str, left_out: str | None
) -> Iterator[tuple[str, str, str]]:
    further = found.further if found else Settings()
    lists: tuple[tuple[str, Iterable[str]], ...] = (
        ("auth-headers", sorted(further.auth_headers)),
        ("placeholders", further.placeholders),
        ("allowed-hosts", sorted(further.allowed_hosts)),
        ("providers", [os.path.relpath(found.providers)] if found and found.providers else []),
    )
    for name, values in lists:
        shown = printable(", ".join(map(mask_text, values)))
        yield name, shown, _origin(found, name) if shown else "default"
    partial = found is not None and found.is_partial(file)
    yield "partial", "yes" if partial else "no", _origin(found, "partial") if partial else "default"
    yield "excluded", "yes" if left_out else "no", printable(left_out or "default")


def _origin(file: SettingsFile | None, name: str) -> str:
    """Return the place of a setting."""
    if file is None or file.source is None:
        return "default"
    offset = dict(file.offsets).get(name, 0)
    return f"{printable(file.path)}:{file.source.line(offset)}"


def _rules(layers: Iterable[Layer], file: SettingsFile | None) -> Iterator[tuple[str, str, str]]:
    """Yield the rules that are on, off or of another severity because of the settings."""
    chosen = DEFAULT | ALWAYS
    selected: dict[str, str] = {}
    severities: dict[str, tuple[Severity, str]] = {}
    for layer in layers:
        after = layer.selection.apply(chosen)
        for rule in after ^ chosen:
            key = "extend-select" if rule in after else "ignore"
            replaced = layer.selection.select is not None
            selected[rule] = _origin_of_layer(file, layer, "select" if replaced else key)
        for rule, severity in layer.severities:
            severities[rule] = severity, _origin_of_layer(file, layer, "severity")
        chosen = after
    for rule in CATALOG:
        if rule in selected and (rule in chosen) != (rule in DEFAULT | ALWAYS):
            yield rule, "on" if rule in chosen else "off", selected[rule]
        if rule in severities and rule in chosen:
            yield rule, *severities[rule]


def _origin_of_layer(file: SettingsFile | None, layer: Layer, key: str) -> str:
    if file is None or file.source is None or layer.files is None:
        return _origin(file, key)
    return f"{printable(file.path)}:{file.source.line(layer.offset)}"
