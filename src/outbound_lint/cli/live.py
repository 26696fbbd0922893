"""`outbound-lint check --live`: compares files with the agents of the platform."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import NamedTuple

from outbound_lint.cli.console import note
from outbound_lint.cli.errors import CommandError, UsageError
from outbound_lint.cli.options import LiveOptions, Options, ProbeOptions
from outbound_lint.cli.probing import judge_all, parsed, trust
from outbound_lint.connections.reading import ParsedFile
from outbound_lint.findings.model import Report
from outbound_lint.platform.api import (
    DEFAULT_URL,
    Api,
    PlatformError,
    check_key,
    fetch_agents,
    parse_url,
)
from outbound_lint.probe import permissions
from outbound_lint.probe.network.proxy import of_environment
from outbound_lint.probe.network.transport import Limits, Means
from outbound_lint.probe.permissions import Permissions
from outbound_lint.run.concluding import conclude
from outbound_lint.run.files import Task
from outbound_lint.run.live import compare
from outbound_lint.run.reading import FoundFile

KEY = "COVAL_API_KEY"


class Platform(NamedTuple):
    """How to ask the platform.

    Attributes:
        api: Its API.
        key: The key.
        means: Trust, limits and proxy.
    """

    api: Api
    key: str
    means: Means

    def agents(self) -> ParsedFile:
        """Fetch the outbound voice agents.

        Raises:
            CommandError: They could not be fetched.
        """
        try:
            return fetch_agents(self.api, self.key, self.means)
        except PlatformError as error:
            raise CommandError(str(error)) from None


def refuse_contradictions(options: Options, probe: ProbeOptions) -> None:
    """Refuse options that can't be combined with `--live`.

    Raises:
        UsageError: There is such an option; the message says what to type.
    """
    for option, given, instead in (
        ("--probe", probe.wanted, "run them one after the other"),
        ("--fix", options.fixes, "run them one after the other"),
        ("--add-ignores", options.add_ignores, "run it without --live"),
        ("--shard", options.shard, "compare in a run without --shard"),
        ("--connection", options.connections, "leave --connection out"),
    ):
        if given:
            raise UsageError(f"{option} can't be combined with --live: {instead}")


def prepare(live: LiveOptions, network: ProbeOptions) -> Platform:
    """Check the options and the key before anything is read or sent.

    Args:
        live: The options about the platform.
        network: The options of the probe, of which those about the network hold.

    Raises:
        CommandError: An option has an invalid value, or there is no key.
    """
    hosts = network.probe_allow_host
    allowed = frozenset(parsed("--probe-allow-host", permissions.parse_host, one) for one in hosts)
    try:
        api = parse_url(DEFAULT_URL if live.api_url is None else live.api_url, allowed)
    except PlatformError as error:
        raise UsageError(f"--api-url: {error}") from None
    key = os.environ.get(KEY, "")
    try:
        check_key(key)
    except PlatformError as error:
        raise CommandError(str(error)) from None
    timeout = network.probe_timeout
    proxy = (
        parsed("--probe-use-proxy", of_environment, os.environ) if network.probe_use_proxy else None
    )
    limits = Limits() if timeout is None else Limits(total=timeout)
    return Platform(api, key, Means(trust(network.probe_ca_bundle), limits, proxy=proxy))


def run(found: Sequence[FoundFile], task: Task, options: Options, platform: Platform) -> Report:
    """Lint files, and compare them with the platform.

    Args:
        found: The files.
        task: What holds for all of them.
        options: The options of the check.
        platform: How to ask the platform.

    Raises:
        CommandError: The agents could not be fetched.
    """
    agents = platform.agents()
    judged = judge_all(found, task, options, Permissions())
    if not options.quiet:
        note(f"Compared with {agents_of(agents)} of {platform.api.authority}.")
    return conclude(compare(judged, agents, task), (), {}, task)


def agents_of(agents: ParsedFile) -> str:
    """Say how many agents there are."""
    count = sum(not one.template for one in agents.connections)
    return f"{count} outbound voice agent{'' if count == 1 else 's'}"
