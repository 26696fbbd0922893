"""`outbound-lint check --probe`: announces what is sent where, sends it, and reports."""

from __future__ import annotations

import os
import ssl
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from typing import NamedTuple, TypeVar

import click

from outbound_lint.cli.console import printable, write
from outbound_lint.cli.probe_options import ProbeOptions
from outbound_lint.connections.request import DRY_NUMBER
from outbound_lint.findings.model import Report
from outbound_lint.probe import permissions as permitted
from outbound_lint.probe.eligibility import JudgedFile
from outbound_lint.probe.outcomes import Outcome
from outbound_lint.probe.permissions import Authority, BadPermissionError, Permissions
from outbound_lint.probe.plan import Plan, Trigger, plan
from outbound_lint.probe.proxy import ProxyError, of_environment
from outbound_lint.probe.run import send_all
from outbound_lint.probe.tls import client_context
from outbound_lint.probe.transport import Limits, Means
from outbound_lint.redaction.redactor import mask_text
from outbound_lint.run.files import Task
from outbound_lint.run.probing import Judged, conclude, path_of

_Given = TypeVar("_Given")
_Value = TypeVar("_Value")


class Probing(NamedTuple):
    """What the command line asks for.

    Attributes:
        permissions: What may be sent where.
        means: What all probes share: trust, limits, proxy.
        announced: Whether to print on standard output what is sent where.
        progress: Whether to show a progress bar.
    """

    permissions: Permissions
    means: Means
    announced: bool
    progress: bool


def prepare(
    options: ProbeOptions, ignored: frozenset[str], *, announced: bool, quiet: bool
) -> Probing:
    """Check the options before anything is read.

    Args:
        options: The options.
        ignored: The rules that `--ignore` names.
        announced: Whether standard output is for people.
        quiet: Whether to print only findings.

    Raises:
        click.UsageError: An option has an invalid value; the message says what to type.
    """
    hosts = options.probe_allow_host
    number = DRY_NUMBER if options.probe_number is None else options.probe_number
    permissions = Permissions(
        frozenset(_parsed("--probe-allow-host", permitted.parse_host, host) for host in hosts),
        frozenset(_parsed("--probe-env", permitted.parse_binding, x) for x in options.probe_env),
        _parsed("--probe-number", permitted.parse_number, number),
        options.probe_limit or permitted.LIMIT,
        ignored,
        options.probe_connect,
    )
    limits = Limits() if options.probe_timeout is None else Limits(total=options.probe_timeout)
    proxy = None
    if options.probe_use_proxy:
        proxy = _parsed("--probe-use-proxy", of_environment, os.environ)
    means = Means(_trust(options.probe_ca_bundle), limits, proxy=proxy)
    progress = not quiet and sys.stderr is not None and sys.stderr.isatty()
    return Probing(permissions, means, announced and not quiet, progress)


def _parsed(option: str, parse: Callable[[_Given], _Value], given: _Given) -> _Value:
    try:
        return parse(given)
    except (BadPermissionError, ProxyError) as error:
        raise click.UsageError(f"{option}: {error}") from None


def _trust(bundle: str | None) -> ssl.SSLContext:
    try:
        return client_context(bundle)
    except OSError:
        raise click.UsageError(
            f"--probe-ca-bundle: {printable(bundle or '')} can't be read, or holds no certificate: "
            "name a file of certificates in PEM format (-----BEGIN CERTIFICATE-----)"
        ) from None


def run(judged: Iterable[Judged], task: Task, probing: Probing) -> tuple[Report, bool]:
    """Probe connections, and report.

    Args:
        judged: The files.
        task: What holds for all of them.
        probing: What the command line asks for.

    Returns:
        The report, and whether everything was probed: an interruption ends it early.
    """
    judged = sorted(judged, key=path_of)
    files = [file for file in judged if isinstance(file, JudgedFile)]
    plans = plan(files, probing.permissions, os.environ)
    triggers = [one for one in plans if isinstance(one, Trigger)]
    if probing.announced:
        write(_announcement(plans, triggers, probing))
    outcomes, complete = _send(triggers, probing)
    proxied = probing.means.proxy is not None
    return conclude(judged, plans, outcomes, task, proxied=proxied), complete


def _announcement(plans: Sequence[Plan], triggers: Sequence[Trigger], probing: Probing) -> str:
    """Say how many requests go to which hosts, without paths, queries and credentials."""
    connect_only = probing.permissions.connect_only
    counts = Counter(str(Authority(one.host, one.port)) for one in triggers)
    what = "handshake" if connect_only else "request"
    scope = f"{_counted(len(triggers), what)} to {_counted(len(counts), 'host')}"
    lines = [f"Probing {_counted(len(plans), 'connection')}: {scope}."]
    lines += [f"  {count} to {printable(mask_text(host))}" for host, count in counts.items()]
    if triggers and not connect_only:
        number = probing.permissions.number
        called = (
            f"{number}, a fictional number that reaches nobody"
            if number == DRY_NUMBER
            else "the number of --probe-number"
        )
        lines.append(f"Each request asks for a call to {called}.")
    return "\n".join((*lines, "", ""))


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _send(triggers: Sequence[Trigger], probing: Probing) -> tuple[dict[Trigger, Outcome], bool]:
    """Send the triggers; return what became known, and whether that is everything."""
    outcomes: dict[Trigger, Outcome] = {}
    if not triggers:
        return outcomes, True
    bar = (
        click.progressbar(length=len(triggers), label="Probing", file=sys.stderr)
        if probing.progress
        else None
    )

    def done(trigger: Trigger, outcome: Outcome) -> None:
        outcomes[trigger] = outcome
        if bar:
            bar.update(1)

    with bar or nullcontext():
        return outcomes, send_all(triggers, probing.means, done)
