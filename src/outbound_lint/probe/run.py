"""Many probes at the same time, but one at a time for each host."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence

from outbound_lint.probe.outcomes import Outcome
from outbound_lint.probe.plan import Trigger
from outbound_lint.probe.transport import Means, probe

_HOSTS_AT_ONCE = 8

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
        async with places:
            for trigger in group:
                done(trigger, await probe(trigger, means))

    async with asyncio.TaskGroup() as tasks:
        for group in groups:
            tasks.create_task(one_by_one(group))
