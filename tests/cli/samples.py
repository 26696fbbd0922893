"""Connections as files: valid ones, and ones with a finding of each severity."""

from __future__ import annotations

from pathlib import Path

_CONNECTION = """\
trigger_call_endpoint: https://voice.acme.dev/outbound
trigger_call_headers: '{{"Content-Type": "application/json", "X-API-Key": "${{KEY}}"}}'
trigger_call_payload: '{payload}'
{more}"""

VALID_JSON = r"""{
  "trigger_call_endpoint": "https://voice.acme.dev/outbound",
  "trigger_call_headers": "{\"Content-Type\": \"application/json\", \"X-API-Key\": \"${KEY}\"}",
  "trigger_call_payload": "{\"sequence_code\": \"ABC123\"}"
}
"""
VALID = _CONNECTION.format(payload='{"sequence_code": "ABC123"}', more="")
ERROR = _CONNECTION.format(payload='{"sequence_code": "ABC123",}', more="")
WARNING = _CONNECTION.format(payload='{"sequence_code": ${CODE}}', more="")
INFO = _CONNECTION.format(payload="{}", more="trigger_timeout: 30\n")
NO_CONNECTION = "name: something else\n"

ERROR_RULE = "payload-invalid-json"
WARNING_RULE = "placeholder-unquoted"
INFO_RULE = "unknown-field"


def write(folder: Path, **texts: str) -> None:
    """Write files: the names are given without `.yaml`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
