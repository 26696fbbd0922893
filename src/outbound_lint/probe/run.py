"""Many probes at the same time, but one at a time for each host.

A host that can't be reached is tried once: its other triggers get the same outcome.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence

from outbound_lint.probe.outcomes import Outcome
from outbound_lint.probe.plan import Trigger
from outbound_lint.probe.transport import Means, probe

_HOSTS_AT_ONCE = 8

_BEFORE_HTTP = ("dns", "connect", "tls")
"""A failure in these stages is that of every request to the same host and port."""

Done = Callable[[Trigger, Outcome], None]
"""Receives each outcome as soon as it is known."""


def send_all(triggers: Iterable[Trigger], means: Means, done: Done) -> bool:
    """Send dry triggers, and wait for their outcomes.

    Args:
        triggers: The triggers.
        means: What all probes of the run share.
        done: Receives each outcome.

    Returns:
        Whether all were sent; an interruption ends the running ones immediately.
    """
    by_host: dict[str, list[Trigger]] = {}
    for trigger in triggers:
        by_host.setdefault(trigger.host, []).append(trigger)
    try:
        asyncio.run(_send_groups(list(by_host.values()), means, done))
    except KeyboardInterrupt:
        return False
    return True


async def _send_groups(groups: Sequence[Sequence[Trigger]], means: Means, done: Done) -> None:
    places = asyncio.Semaphore(_HOSTS_AT_ONCE)

    async def one_by_one(group: Sequence[Trigger]) -> None:
        unreachable: dict[tuple[str, int], Outcome] = {}
        async with places:
            for trigger in group:
                server = (trigger.scheme, trigger.port)
                outcome = unreachable.get(server) or await probe(trigger, means)
                if outcome.name not in ("ok", "internal-error") and outcome.stage in _BEFORE_HTTP:
                    unreachable[server] = outcome
                done(trigger, outcome)

    async with asyncio.TaskGroup() as tasks:
        for group in groups:
            tasks.create_task(one_by_one(group))
