"""The name of a connection, and the other connections that a finding applies to."""

from __future__ import annotations

import pytest

from tests.connections.found import connections, findings

URL = "https://voice.acme.dev/outbound"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (f"a: {{name: N, display_name: D, trigger_call_endpoint: '{URL}'}}", "N"),
        (f"a: {{display_name: D, trigger_call_endpoint: '{URL}'}}", "D"),
        (f"a: {{name: '', display_name: D, trigger_call_endpoint: '{URL}'}}", "D"),
        (f"a: {{name: ~, trigger_call_endpoint: '{URL}'}}", "a"),
        (f"a: {{name: !secret N, trigger_call_endpoint: '{URL}'}}", "a"),
        (f"a: {{name: 12, trigger_call_endpoint: '{URL}'}}", "12"),
        (f"a: {{name: [N], trigger_call_endpoint: '{URL}'}}", "a"),
        (f"a: {{name: *n , trigger_call_endpoint: '{URL}'}}".join(["n: &n N\n", ""]), "N"),
        (f"a: [{{trigger_call_endpoint: '{URL}'}}]", "/a/0"),
        (f"- {{trigger_call_endpoint: '{URL}'}}", "/0"),
        (f"trigger_call_endpoint: '{URL}'", ""),
    ],
)
def test_a_connection_is_named_by_its_name_its_key_or_its_pointer(text: str, name: str) -> None:
    (connection,) = connections(text)
    assert connection.name == name


def test_a_finding_in_a_merged_mapping_is_one_finding_with_all_connections() -> None:
    text = """
    x-base: &base
      trigger_call_endpoint: http://voice.acme.dev/outbound
    connections:
      first: {<<: *base}
      second: {<<: *base, name: Second}
      third: {<<: *base, trigger_call_endpoint: https://voice.acme.dev/outbound}
      fourth: {<<: *base}
    """
    (finding,) = findings(text, "endpoint-scheme")
    assert (finding.connection, finding.also) == ("first", ("Second", "fourth"))


def test_a_finding_in_an_unused_template_has_no_connection() -> None:
    (finding,) = findings("defaults: {trigger_call_endpoint: 'http://a.acme.dev'}", "endpoint")
    assert (finding.connection, finding.also) == (None, ())
