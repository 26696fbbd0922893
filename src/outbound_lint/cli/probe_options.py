"""The options of `check` that probe; none of them can be set in a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

import click

_LONGEST = 300

Command = TypeVar("Command", bound=Callable[..., Any])


class ProbeOptions(NamedTuple):
    """The options as click gives them.

    Attributes:
        probe: whether to send a dry trigger for each connection.
        probe_connect: whether to stop after TLS.
        probe_allow_host: hosts that need be neither public nor https.
        probe_env: environment variables that may be filled in, and where.
        probe_number: the number to call.
        probe_timeout: seconds for one probe.
        probe_limit: requests at most.
        probe_ca_bundle: a file of certificates to trust beside the system's.
        probe_use_proxy: whether to use the proxy of the environment.
    """

    probe: bool
    probe_connect: bool
    probe_allow_host: tuple[str, ...]
    probe_env: tuple[str, ...]
    probe_number: str | None
    probe_timeout: float | None
    probe_limit: int | None
    probe_ca_bundle: str | None
    probe_use_proxy: bool

    @property
    def wanted(self) -> bool:
        """Whether anything is to be probed."""
        return self.probe or self.probe_connect


# fmt: off
_OPTIONS = (
    click.option("--probe", is_flag=True, help="Send each request as a dry run."),
    click.option("--probe-connect", is_flag=True, help="Stop after TLS, and send no request."),
    click.option("--probe-allow-host", metavar="HOST[:PORT]", multiple=True,
                 help="A stand-in: may be local, without https."),
    click.option("--probe-env", metavar="NAME@HOST[:PORT]", multiple=True,
                 help="A variable that may be sent to a host."),
    click.option("--probe-number", metavar="NUMBER", help="A test line of your own to call."),
    click.option("--probe-timeout", metavar="SECONDS",
                 type=click.FloatRange(0, _LONGEST, min_open=True), help="For each (default: 30)."),
    click.option("--probe-limit", metavar="N", type=click.IntRange(min=1),
                 help="Requests at most (default: 50)."),
    click.option("--probe-ca-bundle", metavar="FILE", help="Further certificates to trust."),
    click.option("--probe-use-proxy", is_flag=True, help="Go through HTTPS_PROXY."),
)
# fmt: on


def probe_options(command: Command) -> Command:
    """Add the options to a command."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def take(options: dict[str, Any]) -> ProbeOptions:
    """Take the options out of all that click gives.

    Raises:
        click.UsageError: one of them has no effect.
    """
    taken = ProbeOptions(**{name: options.pop(name) for name in ProbeOptions._fields})
    if not taken.wanted:
        for name, value in zip(taken._fields, taken, strict=True):
            if value not in (False, None, ()):
                option = "--" + name.replace("_", "-")
                raise click.UsageError(f"{option} has no effect without --probe: add it")
    return taken
