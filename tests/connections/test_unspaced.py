"""Which texts may hold a field without its colon, or without the space after it."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from outbound_lint.connections.names import FIELD_NAMES, UNSPACED, may_be_unspaced

PIECES = st.sampled_from(
    (*FIELD_NAMES, ":", " ", "=", "\t", "\n", "\r", '"', "'", "https://a.dev", "{", "${", "to", "→",
     "\u00a0", "\u200b", "\u0085", "-", "# ", "x")
)  # fmt: skip


@given(st.lists(PIECES, max_size=12).map("".join))
@example("trigger_call_endpoint:https://a.dev")
@example("phone_number_key to")
def test_the_quick_look_misses_none(text: str) -> None:
    assert may_be_unspaced(text, 0, len(text)) == any(one.search(text) for one in UNSPACED)
