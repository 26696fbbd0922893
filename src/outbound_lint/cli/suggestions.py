"""What was probably meant by a word that is none of the known ones."""

from __future__ import annotations

from collections.abc import Iterable


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return ` — did you mean x?` with the known word that is nearest; empty if none is near."""
    from difflib import get_close_matches

    near = get_close_matches(word.lower(), list(known), n=1)
    return f" — did you mean {near[0]}?" if near else ""
