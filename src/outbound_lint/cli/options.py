"""The values of the options of `check`; `check_options` and `probe_options` declare them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple

from outbound_lint.cli.console import printable
from outbound_lint.cli.errors import UsageError
from outbound_lint.cli.inputs import check_stdin_filename, stdin_path

if TYPE_CHECKING:
    from outbound_lint.findings.model import Severity
    from outbound_lint.run.shards import Shard

FAIL_ON = ("error", "warning", "info", "never")
FORMATS = ("text", "concise", "json", "sarif", "github", "gitlab", "junit")


class Output(NamedTuple):
    """The format of a report and its file; no file means standard output."""

    format: str
    file: str | None = None


class _Values:
    """Values of options: those that are given, and the defaults of the class for the others.

    Neither named tuples nor dataclasses: making one with so many members takes long at the start.
    """

    def __init__(self, **given: Any) -> None:
        vars(self).update(given)


class Options(_Values):
    """The options and arguments of `check` without those of the probe, and their defaults."""

    paths: tuple[str, ...] = ()
    outputs: tuple[Output, ...] = ()
    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: str | None = None
    config: str | None = None
    no_config: bool = False
    providers: str | None = None
    stdin_filename: str | None = None
    connections: tuple[str, ...] = ()
    files_from: str | None = None
    shard: Shard | None = None
    exclude: tuple[str, ...] = ()
    force_exclude: bool = False
    require_connections: bool = False
    jobs: int | None = None
    quiet: bool = False
    verbose: bool = False
    color: str = "auto"
    statistics: bool = False
    show_files: bool = False
    max_findings: int | None = None
    show_suppressed: bool = False
    add_ignores: bool = False
    reason: str | None = None
    baseline: str | None = None
    no_baseline: bool = False
    write_baseline: str | None = None
    fix: bool = False
    unsafe_fixes: bool = False
    diff: bool = False

    @property
    def fixes(self) -> bool:
        """Whether anything is to be fixed, or the fixes are to be shown."""
        return self.fix or self.diff

    @property
    def stdin(self) -> str | None:
        """What reports call standard input; None if it is not checked."""
        return stdin_path(self.stdin_filename) if "-" in self.paths else None


class ProbeOptions(_Values):
    """The options of the probe, and their defaults.

    Attributes:
        probe: Whether to send a dry-run trigger for each connection.
        probe_connect: Whether to stop after the TLS handshake.
        probe_allow_host: Hosts that may be local and without HTTPS.
        probe_env: Environment variables that may be filled in, and where.
        probe_number: The number to call.
        probe_timeout: Seconds for one probe.
        probe_limit: The most requests of one run.
        probe_ca_bundle: Files of certificates to trust besides those of the system.
        probe_use_proxy: Whether to use the proxy of the environment.
        probe_save: A file to save requests and responses in.
        require_probes: Whether a connection that was not probed fails the run.
    """

    probe: bool = False
    probe_connect: bool = False
    probe_allow_host: tuple[str, ...] = ()
    probe_env: tuple[str, ...] = ()
    probe_number: str | None = None
    probe_timeout: float | None = None
    probe_limit: int | None = None
    probe_ca_bundle: tuple[str, ...] = ()
    probe_use_proxy: bool = False
    probe_save: str | None = None
    require_probes: bool = False

    @property
    def wanted(self) -> bool:
        """Whether anything is to be probed."""
        return self.probe or self.probe_connect


class LiveOptions(_Values):
    """The options of the comparison with the platform, and their defaults.

    Attributes:
        live: Whether to compare with the agents of the platform.
        api_url: The URL of the platform's API; None for the usual one.
    """

    live: bool = False
    api_url: str | None = None


OF_NETWORK = ("probe_allow_host", "probe_timeout", "probe_ca_bundle", "probe_use_proxy")
"""The options of the probe that also hold for requests to the platform."""


def take(options: dict[str, Any]) -> tuple[ProbeOptions, LiveOptions]:
    """Take the options of the probe and of the platform out of everything that click passes.

    Raises:
        UsageError: One of them has no effect.
    """
    taken = ProbeOptions(**{name: options.pop(name) for name in ProbeOptions.__annotations__})
    live = LiveOptions(**{name: options.pop(name) for name in LiveOptions.__annotations__})
    if live.api_url is not None and not live.live:
        raise UsageError("--api-url has no effect without --live: add it")
    if not taken.wanted:
        for name, value in vars(taken).items():
            if value not in (False, None, ()) and not (live.live and name in OF_NETWORK):
                option = "--" + name.replace("_", "-")
                raise UsageError(f"{option} has no effect without --probe: add it")
    return taken, live


def failing_severities(fail_on: str) -> tuple[Severity, ...]:
    """Return the severities that fail a run.

    Args:
        fail_on: The lowest of them, or `never`.
    """
    from outbound_lint.findings.model import SEVERITIES

    return () if fail_on == "never" else SEVERITIES[: FAIL_ON.index(fail_on) + 1]


def refuse_contradictions(options: Options) -> None:
    """Refuse options that have no effect, or that contradict each other.

    Raises:
        UsageError: There are such options; the message says what to type.
    """
    if options.quiet and options.verbose:
        raise UsageError("--quiet and --verbose contradict each other: leave one out")
    if options.config is not None and options.no_config:
        raise UsageError("--config and --no-config contradict each other: leave one out")
    if options.config is not None and not os.path.lexists(options.config):
        raise UsageError(f"--config: no such file: {printable(options.config)}")
    if options.no_baseline and options.baseline is not None:
        raise UsageError("--baseline and --no-baseline contradict each other: leave one out")
    if options.no_baseline and options.write_baseline is not None:
        raise UsageError(
            "--no-baseline has no effect on --write-baseline, which writes all findings: "
            "leave --no-baseline out"
        )
    if not all(glob.strip("./!") for glob in options.exclude):
        raise UsageError("--exclude names nothing: type a pattern like `vendor/`")
    if options.exclude and all(glob.startswith("!") for glob in options.exclude):
        raise UsageError(
            "--exclude names nothing, as all patterns begin with `!`: add one before them, "
            "like --exclude '*.yaml'"
        )
    check_stdin_filename(options.stdin_filename, options.paths)
    _refuse_several_parts(options)


def _refuse_several_parts(options: Options) -> None:
    """Refuse a second use of standard input, and what is about a whole run with a part of it."""
    if options.files_from == "-" and "-" in options.paths:
        raise UsageError("--files-from - reads the list from standard input: leave - as a PATH out")
    if options.shard is None:
        return
    for option, given, instead in (
        ("standard input", "-" in options.paths, "check it in a run without --shard"),
        ("--connection", options.connections, "leave --shard out"),
        ("--require-connections", options.require_connections, "give it to `outbound-lint merge`"),
    ):
        if given:
            raise UsageError(f"{option} can't be combined with --shard: {instead}")
