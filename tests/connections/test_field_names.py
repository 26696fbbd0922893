"""Names that are almost the name of a field: edits, and other styles."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outbound_lint.connections.names import FIELD_NAMES, MAX_EDITS, flat, meant_field
from outbound_lint.spelling import is_within

SHORT = st.text("ab_", max_size=6)


def distance(left: str, right: str) -> int:
    """Return the optimal string alignment distance, by its definition."""
    rows = [[i + j for j in range(len(right) + 1)] for i in range(len(left) + 1)]
    for i, one in enumerate(left, 1):
        for j, other in enumerate(right, 1):
            rows[i][j] = min(
                rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (one != other)
            )
            if i > 1 and j > 1 and one == right[j - 2] and left[i - 2] == other:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    return rows[-1][-1]


@given(SHORT, SHORT, st.integers(0, 3))
def test_is_within_counts_optimal_string_alignment_edits(left: str, right: str, edits: int) -> None:
    assert is_within(left, right, edits) == (distance(left, right) <= edits)


@st.composite
def edited_names(draw: st.DrawFn) -> str:
    name = draw(st.sampled_from(FIELD_NAMES))
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(name)))
        kept = draw(st.integers(0, 2))
        name = name[:at] + draw(st.text("aeglnoprt_", max_size=2)) + name[at + kept :]
    return name


@given(edited_names())
def test_a_name_within_two_edits_of_a_field_means_that_field(name: str) -> None:
    near = [field for field in FIELD_NAMES if distance(flat(name), flat(field)) <= MAX_EDITS]
    assert meant_field(name) == (near[0] if near and name not in FIELD_NAMES else None)


@pytest.mark.parametrize("field", FIELD_NAMES)
def test_a_name_in_capitals_is_an_environment_variable(field: str) -> None:
    assert meant_field(field.upper()) is None
    assert meant_field(field.upper().replace("_", "-")) is None
    assert meant_field(field.capitalize()) == field
