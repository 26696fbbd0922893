"""How the time of a piece of work grows with the text it is given."""

from __future__ import annotations

import cProfile
import gc
import math
import time
from collections import Counter
from collections.abc import Callable

NOTHING = 0.05
"""Seconds of processor time too few to judge by."""


NO_GROWTH = 60
"""So many more calls of a function say nothing: it may not be called at all in a smaller file."""


def is_linear(work: Callable[[str], object], text: str) -> bool:
    """Return whether four times the text costs far less than sixteen times the time.

    Processor time is compared with itself, and the best of some runs with the best of others, so
    that neither a slow nor a busy machine decides.
    """
    eighth = len(text) // 8
    part = text[:eighth] + text[-eighth:]  # what decides may be at an end
    quarter = whole = math.inf
    for _ in range(6):
        quarter = min(quarter, _seconds(work, part))
        whole = min(whole, _seconds(work, text))
        if whole < max(NOTHING, 8 * quarter):
            return True
    return False


def _seconds(work: Callable[[str], object], text: str) -> float:
    gc.disable()  # a collection also visits what other tests left
    try:
        start = time.process_time()
        work(text)
        return time.process_time() - start
    finally:
        gc.enable()


def grown_too_much(
    work: Callable[[str], object], make: Callable[[int], str], size: int
) -> list[str]:
    """Return the functions that are called more than eight times as often for four times a size.

    A binary search takes up to twice as many steps, and what is done for each pair of something is
    done sixteen times as often. Calls are the same in every run, and each function is compared with
    itself, so small sizes are enough.
    """
    work(make(2))  # imports, and what is computed once
    few, many = (_calls(work, make(count)) for count in (size, 4 * size))
    return sorted(name for name, count in many.items() if count > 8 * few[name] + NO_GROWTH)


def _calls(work: Callable[[str], object], text: str) -> Counter[str]:
    profile = cProfile.Profile()
    profile.runcall(work, text)
    counts: Counter[str] = Counter()
    for entry in profile.getstats():
        code = entry.code
        where = code if isinstance(code, str) else f"{code.co_filename}:{code.co_firstlineno}"
        counts[where] += entry.callcount
    return counts
