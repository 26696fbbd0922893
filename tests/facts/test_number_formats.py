"""Phone numbers that are not E.164, by their name and their form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outbound_lint.facts.number_formats import flaw
from tests.growth import is_linear


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("from", "12025550123", "only-plus"),
        ("from", "(202) 555-0123", "no-country"),
        ("callerId", "2025550123", "no-country"),
        ("transfer_to", "00442079460123", "zeros"),
        ("fallback_numbers", "020 7946 0123", "no-country"),
        ("support_phone", "+44 20 7946 0123", "punctuation"),
        ("support_phone", "+44 (0)20 7946 0123", "trunk-zero"),
        ("from", " +12025550123", "punctuation"),
        ("mobile", "447911123456", "no-country"),
        ("number", "+1 (202) 555-0123", "punctuation"),
    ],
)
def test_the_flaw_of_a_phone_number_is_named(name: str, value: str, expected: str) -> None:
    assert flaw(name, value, is_number=False) == expected


def test_a_number_of_json_is_a_flaw_of_its_own() -> None:
    assert flaw("from", "12025550123", is_number=True) == "number"
    assert flaw("from", "1.2025550123e10", is_number=True) is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("from", "72345"),
        ("from", "1716239022"),
        ("from", "1716239022000"),
        ("from", "05/01/2024"),
        ("from", "94105-1234"),
        ("from", "1000-2000"),
        ("caller_id", "1234567890"),
        ("from_number_id", "2025550123"),
        ("order_number", "2025550123"),
        ("ticket_number", "202-555-0123"),
        ("phone_extension", "2025550123"),
        ("transfer_to", "tel:+1-202-555-0123"),
        ("transfer_to", "+12025550123 ext. 4"),
        ("mobile_version", "1.2.3.4"),
        ("", "(202) 555-0123"),
    ],
)
def test_other_values_have_no_flaw(name: str, value: str) -> None:
    assert flaw(name, value, is_number=False) is None


@given(
    st.sampled_from(["from", "phone_number", "caller_id", "transfer_to", "number"]),
    st.from_regex(r"\+[1-9][0-9]{6,14}", fullmatch=True),
)
def test_e164_has_no_flaw(name: str, value: str) -> None:
    assert flaw(name, value, is_number=False) is None


@pytest.mark.parametrize("piece", ["1", "(1", "1-", "+", " "])
def test_hostile_texts_cost_linear_time(piece: str) -> None:
    text = piece * 100_000
    assert is_linear(lambda text: flaw("from", text, is_number=False), text)
    assert is_linear(lambda text: flaw(text, "2025550123", is_number=False), text)
