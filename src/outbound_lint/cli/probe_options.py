"""The options of `check` that use the network; a settings file can't set any of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from outbound_lint.cli.options import OF_NETWORK, LiveOptions, ProbeOptions
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
_OF_PLATFORM = (
    click.option("--live", is_flag=True, help="Compare with the agents of the platform."),
    click.option("--api-url", metavar="URL",
                 help="URL of the platform's API [default: https://api.coval.dev/v1]."),
)
# fmt: on


class CheckCommand(click.Command):
    """A command whose help lists the options that use the network under separate headings."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options in sections."""
        headings = dict.fromkeys(ProbeOptions.__annotations__, "Probe options")
        headings |= dict.fromkeys(LiveOptions.__annotations__, "Platform options")
        sections: dict[str, list[tuple[str, str]]] = {
            name: [] for name in ("Options", *dict.fromkeys(headings.values()))
        }
        for param in self.get_params(ctx):
            record = param.get_help_record(ctx)
            if record and isinstance(param, click.Option):
                sections[headings.get(param.name or "", "Options")].append(record)
        for heading, records in sections.items():
            with formatter.section(heading):
                formatter.write_dl(records)


def probe_options(command: _Command) -> _Command:
    """Add the options to a command."""
    return _with(_OPTIONS, command)


def platform_options(command: _Command) -> _Command:
    """Add the options about the platform to a command."""
    return _with(_OF_PLATFORM, command)


def api_options(command: _Command) -> _Command:
    """Add the options of requests to the platform to another command than `check`."""
    of_network = [
        one
        for one, name in zip(_OPTIONS, ProbeOptions.__annotations__, strict=True)
        if name in OF_NETWORK
    ]
    return _with((_OF_PLATFORM[1], *of_network), command)


def _with(options: Sequence[Callable[[_Command], _Command]], command: _Command) -> _Command:
    for option in reversed(options):
        command = option(command)
    return command
