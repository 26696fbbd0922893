"""`outbound-lint check --probe`: says what will go where, sends it, and reports."""

from __future__ import annotations

import os
import ssl
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple, TypeVar

import click

from outbound_lint.cli.console import printable, write
from outbound_lint.cli.probe_options import ProbeOptions
from outbound_lint.connections.request import DRY_NUMBER
from outbound_lint.findings.model import Report
from outbound_lint.probe import permissions as permitted
from outbound_lint.probe.outcomes import Outcome
from outbound_lint.probe.permissions import Authority, BadPermissionError, Permissions
from outbound_lint.probe.plan import Plan, Trigger, plan
from outbound_lint.probe.proxy import Proxy, ProxyError, of_environment
from outbound_lint.probe.run import Done, send_all
from outbound_lint.probe.tls import client_context
from outbound_lint.probe.transport import Limits, Means
from outbound_lint.redaction.redactor import mask_text
from outbound_lint.run.files import Task
from outbound_lint.run.probing import Input, Scope, conclude, lint

_Value = TypeVar("_Value")


class Probing(NamedTuple):
    """What the command line asks for.

    Attributes:
        permissions: what may be sent where.
        means: what sends it.
        announced: whether to say on standard output what will go where.
        progress: whether to show how far it is.
    """

    permissions: Permissions
    means: Means
    announced: bool
    progress: bool


def prepare(
    options: ProbeOptions, ignored: frozenset[str], *, announced: bool, quiet: bool
) -> Probing:
    """Make sense of the options, before anything is read.

    Args:
        options: the options.
        ignored: the rules that `--ignore` names.
        announced: whether standard output is for people.
        quiet: whether to say only what was found.

    Raises:
        click.UsageError: an option makes no sense; the message says what to type.
    """
    hosts = (_one("--probe-allow-host", permitted.parse_host, x) for x in options.probe_allow_host)
    bindings = (_one("--probe-env", permitted.parse_binding, one) for one in options.probe_env)
    number = DRY_NUMBER if options.probe_number is None else options.probe_number
    permissions = Permissions(
        frozenset(hosts),
        frozenset(bindings),
        _one("--probe-number", permitted.parse_number, number),
        options.probe_limit or permitted.LIMIT,
        ignored,
        options.probe_connect,
    )
    limits = Limits() if options.probe_timeout is None else Limits(total=options.probe_timeout)
    proxy = _proxy() if options.probe_use_proxy else None
    means = Means(_trust(options.probe_ca_bundle), limits, proxy=proxy)
    progress = not quiet and sys.stderr is not None and sys.stderr.isatty()
    return Probing(permissions, means, announced and not quiet, progress)


def run(inputs: Iterable[Input], task: Task, probing: Probing) -> tuple[Report, bool]:
    """Lint, probe and report.

    Args:
        inputs: what was read.
        task: what holds for all of it.
        probing: what the command line asks for.

    Returns:
        The report, and whether all was probed that was to be: an interruption ends it early.
    """
    linted = lint(inputs, task)
    files = [one.file for one in linted if one.file]
    plans = plan(files, probing.permissions, os.environ, now=task.now)
    triggers = [one for one in plans if isinstance(one, Trigger)]
    if probing.announced:
        write(_announcement(plans, triggers, probing))
    outcomes: dict[Trigger, Outcome] = {}
    with _progress(len(triggers), shown=probing.progress) as step:

        def done(trigger: Trigger, outcome: Outcome) -> None:
            outcomes[trigger] = outcome
            step()

        complete = _send(triggers, probing.means, done)
    proxied = probing.means.proxy is not None
    scope = Scope(task, probing.permissions, proxied)
    return conclude(linted, plans, outcomes, scope), complete


def _send(triggers: Sequence[Trigger], means: Means, done: Done) -> bool:
    return send_all(triggers, means, done) if triggers else True


def _one(option: str, parse: Callable[[str], _Value], value: str) -> _Value:
    try:
        return parse(value)
    except BadPermissionError as error:
        raise click.UsageError(f"{option}: {error}") from None


def _proxy() -> Proxy:
    try:
        return of_environment(os.environ)
    except ProxyError as error:
        raise click.UsageError(f"--probe-use-proxy: {error}") from None


def _trust(bundle: str | None) -> ssl.SSLContext:
    try:
        return client_context(bundle)
    except OSError:
        raise click.UsageError(
            f"--probe-ca-bundle: {printable(bundle or '')} can't be read, or holds no certificate: "
            "name a file of certificates in PEM (-----BEGIN CERTIFICATE-----)"
        ) from None


def _announcement(plans: Sequence[Plan], triggers: Sequence[Trigger], probing: Probing) -> str:
    """Say how many requests go to which hosts; paths, queries and credentials are not shown."""
    connect_only = probing.permissions.connect_only
    counts = Counter(str(Authority(one.host, one.port)) for one in triggers)
    what = "handshake" if connect_only else "request"
    scope = f"{_counted(len(triggers), what)} to {_counted(len(counts), 'host')}"
    lines = [f"Probing {_counted(len(plans), 'connection')}: {scope}."]
    lines += [f"  {count} to {printable(mask_text(host))}" for host, count in counts.items()]
    if triggers and not connect_only:
        number = probing.permissions.number
        told = f"{number}, which rings nobody" if number == DRY_NUMBER else "that of --probe-number"
        lines.append(f"Each asks for a call to a number: {told}.")
    return "\n".join((*lines, "", ""))


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


@contextmanager
def _progress(length: int, *, shown: bool) -> Iterator[Callable[[], None]]:
    """Show on standard error how far it is."""
    if not (shown and length):
        yield lambda: None
        return
    with click.progressbar(length=length, label="Probing", file=sys.stderr) as bar:
        yield lambda: bar.update(1)
