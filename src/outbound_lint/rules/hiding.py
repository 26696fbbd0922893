"""Placeholders hidden from rules that may not judge what stands in for something else."""

from __future__ import annotations

from outbound_lint.facts import placeholders

HIDDEN = "\0"
"""Stands for each character of a placeholder."""


def hide_placeholders(value: str) -> str:
    """Return a text with its placeholders hidden, the malformed ones too; offsets stay."""
    spans = [(one.start, one.end) for one in placeholders.find(value)]
    spans += [(one.start, one.end) for one in placeholders.find_malformed(value)]
    parts, done = [], 0
    for start, end in sorted(spans):
        parts += [value[done:start], HIDDEN * (end - max(start, done))]
        done = max(done, end)
    return "".join((*parts, value[done:]))
