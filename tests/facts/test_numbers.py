"""Phone numbers, the members that hold them, and the platform's template variables."""

from __future__ import annotations

import pytest

from outbound_lint.facts.numbers import flattened, is_phone_number, names_called_number
from outbound_lint.facts.variables import is_platform_variable
from tests.growth import is_linear


@pytest.mark.parametrize(
    "name",
    ["to", "To", "to_number", "toNumber", "phone", "phone_number", "phoneNumber", "phone-number",
     "recipient_phone_number", "customer_number", "customerPhoneNumber", "mobile_number",
     "callee", "DestinationPhoneNumber", "contact_phone", "to_phone", "sip_call_to", "number",
     "PHONE NUMBER"],
)  # fmt: skip
def test_usual_names_of_the_called_number(name: str) -> None:
    assert names_called_number(name)


@pytest.mark.parametrize(
    "name",
    ["from", "from_number", "fromNumber", "caller_id", "callerId", "caller_number", "agent_phone",
     "agent_phone_number_id", "phoneNumberId", "transfer_number", "transfer_phone_number",
     "twilio_phone_number", "fallback_number", "callback_number", "agent_id", "order_number",
     "token", "phones", "total", "", "from_phone", "source_number", "outgoing_number",
     "outbound_number"],
)  # fmt: skip
def test_names_of_other_numbers_and_other_things(name: str) -> None:
    assert not names_called_number(name)


def test_names_are_compared_without_case_and_separators() -> None:
    assert flattened("Phone-Number_ 1") == flattened("phoneNumber1") == "phonenumber1"


@pytest.mark.parametrize(
    "text",
    ["+12025550123", "12025550123", "2025550123", "+1 202-555-0123", "(202) 555-0123",
     "+44 1632 960000", "+44 (0)1632 960000", "0044 1632 960000", "tel:+12025550123",
     "01632 960000", "202.555.0123", "+1-202-555-0123", " +12025550123 ", "+61491570006",
     "+1\u00a0202\u2011555\u20110123", "+(1) 202 555 0123", "+3901234567890"],
)  # fmt: skip
def test_phone_numbers_in_usual_formats(text: str) -> None:
    assert is_phone_number(text)


@pytest.mark.parametrize(
    "text",
    ["", "+", "phone_number", "12345", "123456789", "+12345", "2024-05-01", "2024-05-01 12",
     "1234567890123456", "+1234567890123456", "192.168.100.200", "12345678.25", "1e10",
     "-5551234567", "+1202555O123", "a2025550123", "+1 202 555 0123 ext. 4", "${NUMBER}",
     "٢٠٢٥٥٥٠١٢٣"],
)  # fmt: skip
def test_other_texts_are_not_phone_numbers(text: str) -> None:
    assert not is_phone_number(text)


@pytest.mark.parametrize("piece", ["1", "1 ", "(1)", "+", "1-", "(((", "--"])
def test_hostile_texts_cost_linear_time(piece: str) -> None:
    assert not is_phone_number(piece * 200_000)
    assert is_linear(is_phone_number, piece * 200_000)
    assert is_linear(lambda text: is_phone_number(f"+1{text}x"), piece * 200_000)


@pytest.mark.parametrize(
    "name",
    ["sessionId", "simulation_output_id", "simulation_id", "messages", "latest_message", "run_id",
     "session_id", "persona.name", "init_response.call.id", "custom_data.x"],
)  # fmt: skip
def test_variables_that_the_platform_fills(name: str) -> None:
    assert is_platform_variable(name)


@pytest.mark.parametrize(
    "name",
    ["", "persona", "persona.", "custom_data..x", "customer", "SessionId", "messages.0", " run_id"],
)
def test_variables_that_the_platform_is_not_known_to_fill(name: str) -> None:
    assert not is_platform_variable(name)
