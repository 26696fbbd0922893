"""`outbound-lint check`: lint files, folders and standard input."""

from __future__ import annotations

from typing import Any

import click

from outbound_lint.cli.check_options import check_options
from outbound_lint.cli.checking import check
from outbound_lint.cli.options import Options, take
from outbound_lint.cli.parameter_types import PATH
from outbound_lint.cli.probe_options import CheckCommand, platform_options, probe_options

# Not docstrings, which `python -OO` drops.
_HELP = """Check the outbound voice connections in files and folders.

PATH is a file, a folder (searched for .yaml, .yml, .json, .tf and .tfvars files, honoring
.gitignore) or - for standard input; the default is the working directory. Exit status: 0 success, 1
findings, 2 usage error, 3 internal error.
"""
_EPILOG = """\b
Formats: text (default), concise, json, sarif, github, gitlab, junit.
Examples:
  outbound-lint check agents/ --fail-on warning
  outbound-lint check -o text -o json=report.json
  outbound-lint check --select payload,endpoint-scheme
  git ls-files -z | outbound-lint check --force-exclude --files-from -
  outbound-lint check - --stdin-filename agents/sales.yaml < sales.yaml
"""


@click.command("check", cls=CheckCommand, help=_HELP, epilog=_EPILOG)
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=PATH)
@check_options
@probe_options
@platform_options
def command(**options: Any) -> int:
    """Run the command with the values that click passes."""
    probe, live = take(options)  # the others remain in `options`
    return check(Options(**options), probe, live)
