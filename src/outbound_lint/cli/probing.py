"""`outbound-lint check --probe`: announces what is sent where, sends it, and reports."""

from __future__ import annotations

import os
import ssl
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import replace
from typing import NamedTuple, TypeVar

from outbound_lint.cli.console import note, printable, progress, write
from outbound_lint.cli.errors import CommandError, UsageError
from outbound_lint.cli.inputs import read_stdin
from outbound_lint.cli.options import Options, ProbeOptions
from outbound_lint.cli.outputs import write_private_file
from outbound_lint.connections.request import DRY_NUMBER
from outbound_lint.findings.failures import describe
from outbound_lint.findings.model import Report
from outbound_lint.probe import permissions as permitted
from outbound_lint.probe.eligibility import JudgedFile
from outbound_lint.probe.network.proxy import ProxyError, of_environment
from outbound_lint.probe.network.tls import client_context
from outbound_lint.probe.network.transport import Limits, Means, of_exception
from outbound_lint.probe.outcomes import Outcome
from outbound_lint.probe.permissions import (
    Authority,
    BadPermissionError,
    Permissions,
    authority_of,
)
from outbound_lint.probe.plan import Plan, Target, Trigger, failed_plans, plan
from outbound_lint.probe.sending import send_all
from outbound_lint.probe.summary import Summary
from outbound_lint.redaction.redactor import Redactor, mask_text
from outbound_lint.run.concluding import conclude
from outbound_lint.run.files import Task
from outbound_lint.run.probing import Judged, judge_bytes, judge_files, path_of
from outbound_lint.run.reading import FoundFile

_Given = TypeVar("_Given")
_Value = TypeVar("_Value")


class Probing(NamedTuple):
    """What the command line asks for.

    Attributes:
        permissions: What may be sent where.
        means: What all probes share: trust, limits, proxy.
        announced: Whether to print on standard output what is sent where.
        progress: Whether to show a progress bar.
        quiet: Whether to print only findings.
        save: The file for requests and responses, if they are saved.
    """

    permissions: Permissions
    means: Means
    announced: bool
    progress: bool
    quiet: bool
    save: str | None


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
        UsageError: An option has an invalid value; the message says what to type.
    """
    hosts = options.probe_allow_host
    number = DRY_NUMBER if options.probe_number is None else options.probe_number
    permissions = Permissions(
        frozenset(parsed("--probe-allow-host", permitted.parse_host, host) for host in hosts),
        frozenset(parsed("--probe-env", permitted.parse_binding, x) for x in options.probe_env),
        parsed("--probe-number", permitted.parse_number, number),
        options.probe_limit or permitted.LIMIT,
        ignored,
        options.probe_connect,
    )
    limits = Limits() if options.probe_timeout is None else Limits(total=options.probe_timeout)
    proxy = None
    if options.probe_use_proxy:
        proxy = parsed("--probe-use-proxy", of_environment, os.environ)
    means = Means(trust(options.probe_ca_bundle), limits, proxy=proxy)
    progress = not quiet and sys.stderr is not None and sys.stderr.isatty()
    return Probing(permissions, means, announced and not quiet, progress, quiet, options.probe_save)


def parsed(option: str, parse: Callable[[_Given], _Value], given: _Given) -> _Value:
    """Parse the value of an option.

    Args:
        option: The option.
        parse: Parses a value.
        given: The value.

    Raises:
        UsageError: It is invalid; the message says what to type.
    """
    try:
        return parse(given)
    except (BadPermissionError, ProxyError) as error:
        raise UsageError(f"{option}: {error}") from None


def trust(bundles: Iterable[str]) -> ssl.SSLContext | Exception:
    """Return whom all probes trust, or what this machine raised instead.

    Raises:
        UsageError: One of the bundles can't be used.
    """
    try:
        context = client_context()
    except Exception as error:  # noqa: BLE001 - any bug, for files and probes without TLS go on
        return error
    for bundle in bundles:
        try:
            context.load_verify_locations(cafile=bundle)
        except (OSError, ValueError):
            raise UsageError(
                f"--probe-ca-bundle: {printable(bundle) or '(an empty name)'} can't be read, or "
                "holds no certificate or a damaged one: name a file of certificates in PEM format "
                "(-----BEGIN CERTIFICATE-----)"
            ) from None
    return context


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
    plans: Sequence[Plan]
    try:
        plans = plan(files, probing.permissions, os.environ)
        triggers = [one for one in plans if isinstance(one, Trigger)]
        unused = [*_unused(probing.permissions, plans)]
        announcement = _announcement(plans, triggers, probing)
    except Exception as error:  # noqa: BLE001 - any bug, for the findings are reported
        plans, triggers, unused, announcement = failed_plans(files, error), [], [], ""
    if plans and not probing.quiet:
        for text in unused:
            note(text)
    if probing.announced:
        write(announcement)
    outcomes: dict[Trigger, Outcome] = {}
    try:
        complete = _send(triggers, probing, outcomes)
    except Exception as error:  # noqa: BLE001 - any bug, for what is known is reported
        complete = True
        for trigger in triggers:
            outcomes.setdefault(trigger, of_exception(error, "dns"))
    report = conclude(judged, plans, outcomes, task)
    if (totals := report.totals) and not (complete or probing.announced):  # else `text` says so
        connections = _counted(totals.all, "connection")
        note(f"Interrupted: {totals.interrupted} of {connections} not probed.")
    return report, complete


def judge_all(
    found: Sequence[FoundFile], task: Task, options: Options, permissions: Permissions
) -> list[Judged]:
    """Judge files and perhaps standard input, and keep what was found in them.

    Args:
        found: The files.
        task: What holds for all of them.
        options: The options of the check.
        permissions: What the command line permits.
    """
    with progress(len(found), quiet=options.quiet) as advanced:
        files = judge_files(found, task, permissions, jobs=options.jobs, advanced=advanced)
    if options.stdin is not None:
        named = options.stdin_filename is not None
        data, path = read_stdin(), options.stdin
        files.append(judge_bytes(data, path=path, task=task, permissions=permissions, named=named))
    return files


def _unused(permissions: Permissions, plans: Iterable[Plan]) -> Iterator[str]:
    """Say which permissions match no URL of the run: a host may be misspelled."""
    targets = {
        (authority, url.text[slice(*url.path_span)] if url.path_span else "")
        for one in plans
        if (url := one.subject.connection.url) and (authority := authority_of(url))
    }
    for host in sorted(permissions.allowed - {authority for authority, _ in targets}):
        shown = printable(mask_text(str(host)))
        yield f"--probe-allow-host {shown} was not used: no connection has this host and port."
    for one in () if permissions.connect_only else sorted(permissions.bindings, key=str):
        if not any(permissions.is_for(one, *target) for target in targets):
            what = "this host, port and path" if one.path else "this host and port"
            if one.authority is None:
                what = "a host of --probe-allow-host"
            shown = printable(mask_text(str(one)))
            yield f"--probe-env {shown} was not used: no connection has {what}."


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


def _send(triggers: Sequence[Trigger], probing: Probing, outcomes: dict[Trigger, Outcome]) -> bool:
    """Send the triggers, collect what becomes known, and return whether that is everything."""
    received: dict[Target, bytes] = {}
    means = replace(probing.means, save=None if probing.save is None else received.__setitem__)
    bar = None
    if probing.progress and triggers:
        import click

        bar = click.progressbar(length=len(triggers), label="Probing", file=sys.stderr)

    def done(trigger: Trigger, outcome: Outcome) -> None:
        outcomes[trigger] = outcome
        if bar:
            bar.update(1)

    with bar or nullcontext():
        complete = not triggers or send_all(triggers, means, done)  # a loop opens sockets
    if probing.save is not None:
        _save(probing.save, [(one, received[one]) for one in triggers if one in received])
    return complete


def _save(file: str, received: Sequence[tuple[Trigger, bytes]]) -> None:
    """Save requests and responses; a failure is only said, for the results must not be lost."""
    if not received:
        note(f"No request was sent, so {printable(file)} was not written.")
        return
    try:
        write_private_file(file, b"\n".join(map(_saved, received)))
    except CommandError as error:
        note(error.message)


def _saved(item: tuple[Trigger, bytes]) -> bytes:
    """Return a request, masked, and the response to it as it came."""
    trigger, response = item
    parsed, connection, _ = trigger.subject
    try:
        redactor = Redactor(parsed)
        assert trigger.request  # else there is no response
        request = Summary(redactor).message(connection, trigger.request)
        title = f"### request of {redactor.text(connection.name)} ({parsed.source.path})"
    except Exception as error:  # noqa: BLE001 - any bug, for the results must not be lost
        title, request = (
            f"### request ({parsed.source.path})",
            f"internal error: {describe(error)}\n",
        )
    return f"{title}\n{request}\n### response\n".encode() + response + b"\n"
