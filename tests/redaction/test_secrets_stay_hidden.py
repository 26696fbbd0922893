"""No secret of a file is in any output of any command; what is harmless stays readable.

Law 1: a secret in any secret place of any value, in a file that is valid or broken in any way,
appears in no output: not in a report of any format with all rules, not in a preview as
HTTP, curl or JSON, not in what a probe reports, and not in an exception. No eight characters of it
in a row appear, escaped or not.
"""

from __future__ import annotations

import json
import socket
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outbound_lint.redaction.redactor import mask_text
from tests.leaking import connection_file, damaged_file, leaks, outputs, said

SECRET = "k7Qm2Xp9Rz4Wv1Tn8Yb3"
SECRET_WORD = "kXCmQxpvUwLjrTb"
SHAPED = "sk_" + "live_" + "4eC39HqLyjWDarjtT1zdp7dc"
URL = "https://voice.acme.dev/outbound"
FLOW = "phone_number_key: ' to'"

FILES = settings(max_examples=50, suppress_health_check=list(HealthCheck))
FEW = settings(FILES, max_examples=15)
SEEDS = st.integers(0, 2**48)


@FILES
@given(SEEDS)
def test_secrets_in_random_places_of_random_files_are_in_no_output(seed: int) -> None:
    hidden, name, text = connection_file(seed)
    assert not leaks(hidden, name, text), text


@FILES
@given(SEEDS)
def test_secrets_in_files_with_broken_yaml_are_in_no_output(seed: int) -> None:
    hidden, name, text = damaged_file(seed)
    assert not leaks(hidden, name, text), text


@FEW
@given(SEEDS, st.sampled_from(["text", "json"]))
def test_secrets_are_in_no_report_of_a_probe(seed: int, form: str) -> None:
    hidden, name, text = connection_file(seed)
    call = ["check", "-", "--stdin-filename", name, "--probe", "-o", form, "--verbose"]
    with patch.object(socket, "getaddrinfo", side_effect=socket.gaierror(socket.EAI_NONAME, "")):
        assert not hidden.found_in(said(call, text)), text


def headers(text: str) -> str:
    return f"trigger_call_endpoint: {URL}\ntrigger_call_headers: '{text}'\n"


def payload(text: str) -> str:
    return f"trigger_call_endpoint: {URL}\ntrigger_call_payload: '{text}'\n"


BROKEN = {
    "no quote before a value": headers(f'{{"Authorization": Bearer {SECRET}"}}'),
    "no quote behind a value": headers(f'{{"Authorization": "Bearer {SECRET}}}'),
    "no quote behind a name": headers(f'{{"Authorization: "Bearer {SECRET}", "A": "b"}}'),
    "no quotes at all": headers(f"{{Authorization: Bearer {SECRET}}}"),
    "single quotes": headers(f"{{''X-API-Key'': ''{SECRET}''}}"),
    "a comma too many": headers(f'{{"X-API-Key": "{SECRET}",}}'),
    "no comma": headers(f'{{"X-API-Key": "{SECRET}" "X-Other": "{SECRET}"}}'),
    "no colon": headers(f'{{"X-API-Key" "{SECRET}"}}'),
    "an equals sign": headers(f'{{"X-API-Key"="{SECRET}"}}'),
    "a header line": headers(f"Authorization: Bearer {SECRET}"),
    "a header line as a name": headers(f'{{"Authorization: Bearer {SECRET}": 1}}'),
    "such a name in broken JSON": headers(f'{{"Authorization: Bearer {SECRET}": 1,}}'),
    "name and value swapped": headers(f'{{"{SECRET}": "X-API-Key"}}'),
    "a number with hyphens": headers('{"X-API-Key": 12345-67890-12345,}').replace(
        "12345-67890-12345", "-".join(("90817", "26354", "48372"))
    ),
    "a list of lines": f"trigger_call_endpoint: {URL}\n"
    f'trigger_call_headers: ["X-API-Key: {SECRET}"]\n',
    "a list of pairs": f"trigger_call_endpoint: {URL}\n"
    f"trigger_call_headers: [{{name: X-API-Key, value: {SECRET}}}]\n",
    "pairs in a payload": payload(f'{{"h": [{{"name": "X-API-Key", "value": "{SECRET}"}}],}}'),
    "a mapping over lines": f"trigger_call_endpoint: {URL}\n"
    f"trigger_call_headers:\n  Authorization:\n    Bearer\n    {SECRET}\n",
    "a tag": f'{{trigger_call_headers: !custom \'{{"X-API-Key": "{SECRET}"}}\', {FLOW}}}\n',
    "a misspelled field": f'triger_call_headers: \'{{"X-API-Key": "{SECRET}"}}\'\n{FLOW}\n',
    "a field twice": f'trigger_call_headers: \'{{"X-API-Key": "{SECRET}"}}\'\n' * 2,
    "a mapping key glued to its value": f'phone_number_key:"{SECRET}": x\n' + headers("{}"),
    "encoded twice": payload(json.dumps(json.dumps({"password": SECRET, "a": 1}))),
    "JSON within JSON": payload(json.dumps({"a": json.dumps({"password": SECRET}), "b": 10**20})),
    "a credential in brackets": headers(f'{{"Authorization": "Bearer <{SECRET}>", "A": 1}}'),
    "a default": headers(f'{{"Authorization": "Bearer ${{KEY:-{SECRET}}}", "A": 1}}'),
    "a comment": f"trigger_call_endpoint: {URL}\nphone_number_key: ' to' # token: {SECRET}\n",
    "a bare comment": f"trigger_call_endpoint: {URL}\nphone_number_key: ' to' # {SECRET}\n",
    "an anchor": f"trigger_call_endpoint: {URL}\nphone_number_key: &{SECRET} ' to'\n",
    "an alias of nothing": f"trigger_call_endpoint: {URL}\nphone_number_key: *{SECRET}\n",
    "a tag that is one": f"{{trigger_call_payload: !{SECRET} x, {FLOW}}}\n",
    "a name": f"name: {SECRET}\n" + headers(f'{{"X-API-Key": "{SECRET}", "A": 1}}'),
    "a key": f"connections:\n  {SHAPED}:\n    phone_number_key: ' to'\n",
    "the same elsewhere": f'trigger_call_headers: \'{{"X-API-Key": "{SECRET}"}}\'\n'
    f"trigger_call_endpoint: http://voice.acme.dev/{SECRET}\n",
    "a folded secret": f"trigger_call_endpoint: {URL}\ntrigger_call_headers: >-\n"
    f'  {{"Authorization": "Bearer\n  {SECRET}", "A": 1}}\n',
    "an escaped secret": f"trigger_call_endpoint: {URL}\n"
    f'trigger_call_headers: "{{\\"X-API-Key\\": \\"\\u006b{SECRET[1:]}\\", \\"A\\": 1}}"\n',
    "text behind a quote": f'trigger_call_headers: "X-API-Key" {SECRET}"\n',
    "a line that fits nowhere": headers("{}") + f" x: y: {SECRET}\n",
    "a slash in a password": f"trigger_call_endpoint: https://voice:pa/{SECRET}@voice.acme.dev/\n",
    "no scheme": f"trigger_call_endpoint: voice:{SECRET}@voice.acme.dev/\n",
    "backslashes": f"trigger_call_endpoint: https:\\\\hooks.slack.com\\services\\T\\B\\{SECRET}\n",
    "a webhook with a port": f"trigger_call_endpoint: http://hooks.slack.com:443/services/T/{SECRET}\n",
    "a fragment": f"trigger_call_endpoint: {URL}#access_token={SECRET}\n",
    "an escaped parameter": f"trigger_call_endpoint: http://voice.acme.dev/?api%5Fkey={SECRET}\n",
    "an escape in a password of broken JSON": '{trigger_call_endpoint": "http://voice:'
    f'{SECRET}\\u0048x@voice.acme.dev/\\u006fut", {FLOW}',
    "a header line in a header line": f"trigger_call_headers: X-Team:X-API-Key={SECRET_WORD}\n",
    "a list of endpoints": f"trigger_call_endpoint: ['//voice:{SECRET}@voice.acme.dev/']\n",
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN.keys())
def test_mistakes_that_show_no_secret(text: str) -> None:
    pieces = [SECRET[start : start + 6] for start in range(len(SECRET) - 5)]
    pieces += [SHAPED[start : start + 6] for start in range(8, len(SHAPED) - 5)]
    pieces += [SECRET_WORD[start : start + 6] for start in range(len(SECRET_WORD) - 5)]
    pieces += ["90817", "26354", "48372"]
    shown = [output for _, output in outputs("agents.yaml", text)]
    assert any("****" in output for output in shown)
    assert not [piece for piece in pieces for output in shown if piece in output]


def checked(text: str) -> str:
    return said(["check", "-", "--stdin-filename", "a.yaml", "--select", "all"], text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            headers(f'{{"Content-Type": "text/plain", "X-API-Key": "{SECRET}"}}'),
            '{"Content-Type": "text/plain", "X-API-Key": "****"}',
        ),
        (headers(f'{{"Authorization": "Bearer {SECRET}"}}'), '{"Authorization": "Bearer ****"}'),
        (headers('{"X-API-Key": "${KEY}", "A": "b",}'), '{"X-API-Key": "${KEY}", "A": "****",}'),
        (headers('{"X-API-Key": "${KEY}"}'), '{"X-API-Key": "${KEY}"}'),
        (headers('{"X-API-Key": null, "X-B": true}'), '{"X-API-Key": null, "X-B": true}'),
        (
            headers('{"X-Amz-Content-Sha256": "${SUM}", "Content-Type": "text/json"}'),
            '{"X-Amz-Content-Sha256": "${SUM}", "Content-Type": "text/json"}',
        ),
        (
            payload('{"campaign_id": "summer2024", "limit": 100000000000000000000}'),
            '{"campaign_id": "summer2024", "limit": 100000000000000000000}',
        ),
        (
            payload('{"greeting": "Hello {{nam}", "agent": "a1b2c3d4e5f6"}'),
            '{"greeting": "Hello {{nam}", "agent": "a1b2c3d4e5f6"}',
        ),
        (payload('{"ids": [1, 2, 3,], "sure": true}'), '{"ids": [1, 2, 3,], "sure": true}'),
        (
            "phone_number_key: ' to' # see issue 4711, since 2026-01-31 in voice-prod-2\n"
            + headers("{}"),
            "# see issue 4711, since 2026-01-31 in voice-prod-2",
        ),
        ("trigger_call_endpoint: http://voice.acme.dev/v2/call?a=b\n", "dev/v2/call?a=b"),
        ("trigger_call_endpoint: http://voice.acme.dev/users/@me\n", "acme.dev/users/@me"),
        (f"name: sales-eu1\n{headers('{,}')}", "= connection: sales-eu1"),
    ],
)
def test_what_is_harmless_stays_readable(text: str, shown: str) -> None:
    assert shown in checked(text)


def test_a_preview_masks_a_secret_wherever_it_repeats() -> None:
    text = payload(json.dumps({"password": SECRET, "note": f"use {SECRET}"})).replace(
        URL, f"{URL}/{SECRET}"
    )
    shown = said(["preview", "-", "--format", "http"], text)
    assert SECRET not in shown
    assert f"{URL.removeprefix('https://voice.acme.dev')}/****" in shown
    assert '"password": "****", "note": "use ****"' in shown


def test_a_suggested_connection_is_named_without_its_secret() -> None:
    call = ["preview", "-", "--connection", f"{SHAPED.lower()}"]
    shown = said(call, f"name: {SHAPED}\n{headers('{}')}")
    assert SHAPED[12:] not in shown


def test_a_skipped_probe_shows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **more: object) -> None:
        raise AssertionError("nothing may be sent")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    text = headers(f'{{"X-API-Key": "{SECRET}"}}').replace(
        URL, f"https://voice:{SECRET}@10.0.0.1/{SHAPED}"
    )
    for form in ("text", "concise", "json"):
        call = ["check", "-", "--stdin-filename", "a.yaml", "--probe", "-o", form]
        shown = said(call, f"name: {SECRET}\n{text}")
        assert "probe-skipped" in shown
        assert SECRET[:8] not in shown
        assert SHAPED[8:16] not in shown


def test_a_name_that_a_message_cuts_off_shows_no_secret() -> None:
    key = "trigger_call_endpoint:https://voice.acme.dev/" + SHAPED
    shown = checked(f"{headers('{}')}{key}: 1\n")
    assert "unknown-field" in shown
    assert SHAPED[8:14] not in shown


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("?token=http:/hunter2abc9", "?token=****"),
        ("?token=https://correct-horse9:x", "?token=****"),
        ("api_key: https://hunter2abc9/x", "api_key: ****"),
        ("token= hunter2abc9:", "token= ****"),
        ("password=hunter2abc9password:", "password=****"),
        ("token: Bearer hunter2abc9", "token: Bearer ****"),
        ("token_url: https://voice.acme.dev/x", "token_url: https://voice.acme.dev/x"),
        ("token: https://voice.acme.dev/x", "token: https://voice.acme.dev/x"),
    ],
)
def test_a_credential_after_its_name_is_masked_however_it_looks(text: str, masked: str) -> None:
    assert mask_text(text) == masked


PIECES = (
    "Bearer", "basic", "TOKEN", "jwt", "k7Qm2Xp9", "Rz4Wv1Tn", "kXCmQxpv", "12345678", SHAPED, "'",
    " ", "\t", "+", "/", "-", "_", ".", "{{", "}}", "a", "1", "=", ":", "password", "//", "@",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=9).map("".join))
def test_a_short_text_is_masked_like_a_part_of_a_longer_one(text: str) -> None:
    """Texts that can hold no secret are passed over: what comes before them makes them notable."""
    before = ", x: , "
    assert mask_text(before + text) == before + mask_text(text)
