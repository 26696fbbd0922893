"""Many probes at the same time.

Probes of one host follow each other. A host or a proxy that can't be reached is tried once: its
other triggers get the same outcome. So a proxy gets credentials that it rejects once, too. To a
host that does not respond in time, no other request is sent.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace

from outbound_lint.probe.network.transport import Means, of_exception, probe
from outbound_lint.probe.outcomes import Cause, Outcome
from outbound_lint.probe.plan import Trigger

_HOSTS_AT_ONCE = 8

_BEFORE_HTTP = ("dns", "connect", "tls")
"""A failure in these stages is that of every request to the same host and port."""

_NOT_SENT = Outcome("probe-skipped", "skipped", "unresponsive")
"""The outcome of a request to a host that did not respond in time to an earlier request."""

_OF_TUNNEL: tuple[Cause, ...] = ("no-tunnel", "gateway", "denied", "cut", "not-http")
"""The causes of a proxy's failures that may be different for another host."""

Done = Callable[[Trigger, Outcome], None]
"""Receives each outcome as soon as it is known."""


def send_all(triggers: Iterable[Trigger], means: Means, done: Done) -> bool:
    """Send dry triggers, and wait for their outcomes.

    Args:
        triggers: The triggers.
        means: What all probes of the run share.
        done: Receives each outcome. After an interruption these are `interrupted` for the running
            probes, with the stage they had reached; the others have none.

    Returns:
        Whether all were sent; an interruption ends the running ones immediately.
    """
    left = dict.fromkeys(triggers)
    by_host: dict[str, list[Trigger]] = {}
    for trigger in left:
        by_host.setdefault(trigger.host, []).append(trigger)

    def known(trigger: Trigger, outcome: Outcome) -> None:
        del left[trigger]
        with suppress(Exception):  # a progress bar that can't be drawn must not end the probes
            done(trigger, outcome)

    try:
        with asyncio.Runner() as runner:  # opens the loop before there is anything to run
            runner.run(_send_groups(list(by_host.values()), means, known))
    except KeyboardInterrupt:
        return False
    except Exception as error:  # noqa: BLE001 - without an event loop nothing is sent
        for trigger in tuple(left):
            known(trigger, of_exception(error, "connect"))
    return True


async def _send_groups(groups: Sequence[Sequence[Trigger]], means: Means, done: Done) -> None:
    # What a callback raises concerns no result, and would be printed with its text.
    asyncio.get_running_loop().set_exception_handler(lambda *_: None)
    places = asyncio.Semaphore(_HOSTS_AT_ONCE)
    failures: dict[Hashable, Outcome] = {}

    async def one_by_one(group: Sequence[Trigger]) -> None:
        async with places:
            for trigger in group:
                try:
                    outcome = await _probe_once(trigger, means, failures)
                except Exception as error:  # noqa: BLE001 - any bug, for the other probes go on
                    outcome = of_exception(error, "dns")
                done(trigger, outcome)
                if outcome.name == "interrupted":
                    return

    await asyncio.gather(*map(one_by_one, groups))


async def _probe_once(trigger: Trigger, means: Means, failures: dict[Hashable, Outcome]) -> Outcome:
    """Probe, unless the proxy or the server failed before; remember such a failure."""
    proxy = means.proxy_of(trigger)
    server = (trigger.scheme, trigger.host, trigger.port)
    known = failures.get(proxy) or failures.get(server)
    if known:
        return known
    outcome = await probe(trigger, means)
    if _is_of_proxy(outcome):
        failures[proxy] = outcome
    elif _is_of_server(outcome):
        not_sent = replace(_NOT_SENT, limit=outcome.limit)
        failures[server] = outcome if outcome.stage in _BEFORE_HTTP else not_sent
    return outcome


def _is_of_proxy(outcome: Outcome) -> bool:
    """Return whether the proxy fails for every host."""
    return outcome.name == "probe-proxy" and outcome.cause not in _OF_TUNNEL


def _is_of_server(outcome: Outcome) -> bool:
    """Return whether no other request to the same host and port is worth sending."""
    own = outcome.name in ("ok", "internal-error") or outcome.cause == "open-files"
    return not own and (outcome.stage in _BEFORE_HTTP or outcome.name == "probe-timeout")
