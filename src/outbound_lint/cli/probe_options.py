"""The options of `check` that probe; a settings file can't set any of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from outbound_lint.cli.options import ProbeOptions
from outbound_lint.cli.parameter_types import COUNT

_Command = TypeVar("_Command", bound=Callable[..., Any])


# fmt: off
_OPTIONS = (
    click.option("--probe", is_flag=True, help="Send a dry-run trigger for each connection."),
    click.option("--probe-connect", is_flag=True, help="Stop after TLS, and send no request."),
    click.option("--probe-allow-host", metavar="HOST[:PORT]", multiple=True,
                 help="Host that may be local and without HTTPS."),
    click.option("--probe-env", metavar="NAME@HOST[/PATH]", multiple=True,
                 help="Variable to send to a host."),
    click.option("--probe-number", metavar="NUMBER", help="Test number to call."),
    click.option("--probe-timeout", metavar="SECONDS",
                 type=click.FloatRange(0, 300, min_open=True),
                 help="Time limit [default: 30]."),
    click.option("--probe-limit", metavar="N", type=COUNT,
                 help="Most requests to send [default: 50]."),
    click.option("--probe-ca-bundle", metavar="FILE", multiple=True,
                 type=click.Path(readable=False), help="Additional certificates to trust."),
    click.option("--probe-use-proxy", is_flag=True, help="Use the proxy of HTTPS_PROXY."),
    click.option("--probe-save", metavar="FILE", type=click.Path(readable=False),
                 help="Save requests and responses in a private file."),
    click.option("--require-probes", is_flag=True,
                 help="Fail if a connection is not probed."),
)
# fmt: on


class CheckCommand(click.Command):
    """A command whose help lists the options of the probe under a heading of their own."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options in two sections."""
        sections: dict[str, list[tuple[str, str]]] = {"Options": [], "Probe options": []}
        for param in self.get_params(ctx):
            record = param.get_help_record(ctx)
            if record and isinstance(param, click.Option):
                probes = param.name in ProbeOptions.__annotations__
                sections["Probe options" if probes else "Options"].append(record)
        for heading, records in sections.items():
            with formatter.section(heading):
                formatter.write_dl(records)


def probe_options(command: _Command) -> _Command:
    """Add the options to a command."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command
