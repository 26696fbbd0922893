"""How far one spelling is from another."""

from __future__ import annotations


def is_within(left: str, right: str, edits: int) -> bool:
    """Tell whether so many edits make one text of the other.

    The edits are those of the optimal string alignment distance; the time grows with four to the
    power of their number, and hardly with the texts.
    """
    if not edits or abs(len(left) - len(right)) > edits:
        return left == right
    same = 0
    for one, other in zip(left, right, strict=False):
        if one != other:
            break
        same += 1
    left, right = left[same:], right[same:]
    if not (left and right):
        return len(left) + len(right) <= edits
    return (
        is_within(left[1:], right[1:], edits - 1)
        or is_within(left, right[1:], edits - 1)
        or is_within(left[1:], right, edits - 1)
        or (left[:2] == right[1::-1] and is_within(left[2:], right[2:], edits - 1))
    )
