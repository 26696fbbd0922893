"""How the time of a piece of work grows with the text it is given."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

NOTHING = 0.05
"""Seconds of processor time too few to judge by."""


def is_linear(work: Callable[[str], object], text: str) -> bool:
    """Return whether four times the text costs far less than sixteen times the time.

    Processor time is compared with itself, so that neither a slow nor a busy machine decides.
    """
    return any(_grows_little(work, text) for _ in range(3))


def _grows_little(work: Callable[[str], object], text: str) -> bool:
    eighth = len(text) // 8
    quarter = _seconds(work, text[:eighth] + text[-eighth:])  # what decides may stand at an end
    whole = _seconds(work, text)
    return whole < max(NOTHING, 8 * quarter)


def _seconds(work: Callable[[str], object], text: str) -> float:
    gc.disable()  # a collection also visits what other tests left
    try:
        start = time.process_time()
        work(text)
        return time.process_time() - start
    finally:
        gc.enable()
