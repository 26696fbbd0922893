"""Names, pointers and fingerprints of findings: masked, cut, and independent of each other."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from outbound_lint import grouping
from outbound_lint.connections import reading
from outbound_lint.redaction.redactor import Redactor
from outbound_lint.source import Source
from tests.growth import is_linear
from tests.leaking import said

SHAPED = "sk_" + "live_" + "4eC39HqLyjWDarjtT1zdp7dc"
SECRET = "k7Qm2Xp9Rz4Wv1Tn8Yb3"


def redactor(text: str, path: str = "a.yaml") -> Redactor:
    return Redactor(reading.read(Source(text, path), as_json=path.endswith(".json")))


def findings(text: str, name: str = "a.yaml") -> list[dict[str, Any]]:
    report = said(["check", "-", "--stdin-filename", name, "-o", "json", "--select", "all"], text)
    found: list[dict[str, Any]] = json.loads(report)["findings"]
    return found


def fingerprints(text: str, rule: str) -> list[str]:
    return [one["fingerprint"] for one in findings(text) if one["rule"] == rule]


def connection(
    name: str = "sales", endpoint: str = "http://voice.acme.dev/x", headers: str = "{}"
) -> str:
    return (
        f"- name: {name}\n  trigger_call_endpoint: {endpoint}\n"
        f"  trigger_call_headers: '{headers}'\n"
    )


class TestQuotedTexts:
    WITH_KEY = connection(headers='{"X-API-Key": "correct-horse-battery"}')

    @pytest.mark.parametrize(
        ("text", "quoted"),
        [
            ("sales", "`sales`"),
            ("", '`""`'),
            ("to/a~b", "`to/a~b`"),
            (SHAPED, "`sk_live_****`"),
            (f"see {SHAPED}.", "`see sk_live_****.`"),
            (SECRET, "`****`"),
            ("correct-horse-battery", "`****`"),
            ("x/correct-horse-battery/y", "`x/****/y`"),
            ("correct-horse-battery-2", "`correct-horse-battery-2`"),
            ("https://u:p@voice.acme.dev", "`https://****@voice.acme.dev`"),
            ("x" * 121, f"`{'x' * 119}…`"),
            ("x" * 120, f"`{'x' * 120}`"),
        ],
    )
    def test_are_masked_where_they_are_secrets(self, text: str, quoted: str) -> None:
        assert redactor(self.WITH_KEY).quoted(text) == quoted

    def test_do_not_show_the_start_of_a_secret_that_is_cut_off(self) -> None:
        for before in range(1100, 1210):
            assert SHAPED[8:14] not in redactor(self.WITH_KEY).quoted(f"{'x ' * before}{SHAPED}")
            text = f"{SECRET} " * 100 + SHAPED
            assert SHAPED[8:14] not in redactor(self.WITH_KEY).quoted(text)

    def test_a_pointer_keeps_its_escapes_and_masks_whole_tokens(self) -> None:
        pointer = f"/a~1b/~0c/{SHAPED}/correct-horse-battery/0"
        assert redactor(self.WITH_KEY).pointer(pointer) == "/a~1b/~0c/sk_live_****/****/0"

    def test_a_long_pointer_is_cut(self) -> None:
        assert len(redactor(self.WITH_KEY).pointer("/a" * 500)) == 120


def test_long_names_and_pointers_are_cut_in_every_output() -> None:
    name = "n" * 5000
    text = json.dumps(
        {
            "connections": {
                name: {
                    "trigger_call_endpoint": "http://voice.acme.dev/x",
                    "trigger_call_payload": json.dumps({"a" * 5000: {"b" * 5000: 10**20}}),
                }
            }
        }
    )
    for one in findings(text, "a.json"):
        for value in (one["connection"], one["pointer"], one["embedded_pointer"] or ""):
            assert len(value) <= 120
    assert "n" * 121 not in said(
        ["check", "-", "--stdin-filename", "a.json", "-o", "concise"], text
    )


class TestFingerprints:
    def test_do_not_depend_on_other_values(self) -> None:
        first = fingerprints(connection(headers='{"X-Env": "voice"}'), "endpoint-scheme")
        other = connection(headers='{"X-API-Key": "voice-acme-dev", "B": "http"}')
        assert first == fingerprints(other, "endpoint-scheme") != []

    def test_do_not_depend_on_the_secret_of_their_own_line(self) -> None:
        texts = (connection(endpoint=f"http://u:{one}@voice.acme.dev/x") for one in ("ab", "cd"))
        first, second = (fingerprints(text, "endpoint-credentials") for text in texts)
        assert first == second != []

    def test_do_not_depend_on_connections_before(self) -> None:
        alone = fingerprints(connection("support"), "endpoint-scheme")
        both = fingerprints(connection("sales") + connection("support"), "endpoint-scheme")
        assert alone == both[1:]

    def test_do_not_depend_on_connections_before_one_without_a_name(self) -> None:
        nameless = "- trigger_call_endpoint: http://voice.acme.dev/x\n"
        named = connection("sales", "https://voice.acme.dev/x")
        alone = fingerprints(nameless, "endpoint-scheme")
        assert alone == fingerprints(named + nameless, "endpoint-scheme") != []

    def test_number_those_that_are_alike(self) -> None:
        same = fingerprints(connection() + connection(), "endpoint-scheme")
        assert len(set(same)) == 2

    def test_a_file_that_is_not_utf8_has_one(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        Path("a.yaml").write_bytes(b"trigger_call_endpoint: \xff\xfe\xfd\n")
        (finding,) = json.loads(said(["check", "a.yaml", "-o", "json"], ""))["findings"]
        assert len(finding["fingerprint"]) == 32


SHARED = """x: &p '{"a": 1, "a": 2, "b": 1, "b": 2}'\nconnections:\n""" + "".join(
    f"  c{number}:\n    trigger_call_endpoint: https://voice.acme.dev/x\n"
    "    trigger_call_payload: *p\n"
    for number in range(6)
)


def test_the_most_findings_are_counted_after_equal_ones_are_joined(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(grouping, "FEWEST_FINDINGS", 10)
    found = findings(SHARED)
    assert "syntax-error" not in {one["rule"] for one in found}
    assert [len(one["also"]) for one in found if one["rule"] == "payload-duplicate-key"] == [5, 5]


def test_more_findings_than_the_most_are_left_out_and_errors_are_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(grouping, "FEWEST_FINDINGS", 2)
    monkeypatch.setattr(grouping, "CHARACTERS_PER_FINDING", 1000)
    found = findings(SHARED)
    rules = [one["rule"] for one in found]
    assert rules == ["syntax-error", "payload-duplicate-key", "payload-duplicate-key"]
    assert found[0]["message"].endswith(" findings: only 2 are shown, errors first")


def test_after_the_most_findings_the_rest_of_a_file_is_not_judged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(grouping, "MAX_FINDINGS", 3)
    first, *found = findings(SHARED + "  last:\n    trigger_call_endpoint: x\n")
    assert first["message"] == "the file has more than 3 findings: only 3 are shown, errors first"
    assert len(found) == 3
    assert "last" not in {one["connection"] for one in found}


def test_at_most_ten_other_connections_are_named_and_all_are_counted() -> None:
    text = """x: &p '{"a": 1, "a": 2}'\nconnections:\n""" + "".join(
        f"  c{number}:\n    trigger_call_endpoint: https://voice.acme.dev/x\n"
        "    trigger_call_payload: *p\n"
        for number in range(30)
    )
    (finding,) = [one for one in findings(text) if one["rule"] == "payload-duplicate-key"]
    assert finding["also"] == [f"c{number}" for number in range(1, 11)]
    assert finding["also_count"] == 29


def test_a_preview_masks_headers_that_connections_share() -> None:
    text = """x: &h '{"X-Env": "quiet", "X-API-Key": "abc"}'\nconnections:\n""" + "".join(
        f"  c{number}:\n    trigger_call_endpoint: https://voice.acme.dev/x\n"
        "    trigger_call_headers: *h\n"
        for number in range(3)
    )
    shown = said(["preview", "-"], text)
    assert shown.count("X-Env: ****\nX-API-Key: ****\n") == 3


def test_a_preview_shows_embedded_json_with_only_its_secrets_masked() -> None:
    text = "trigger_call_endpoint: https://voice.acme.dev/x\ntrigger_call_payload: " + json.dumps(
        json.dumps({"inner": json.dumps({"password": "quiet", "note": "hello"})})
    )
    shown = said(["preview", "-"], text)
    assert r"{\"password\": \"****\", \"note\": \"hello\"}" in shown


@pytest.mark.parametrize(
    "unit",
    [
        "u:@/",
        "a:b@",
        "//",
        "${",
        "{{",
        "Bearer ",
        "token: ",
        "Ab9/+",
        "a.b-",
        "aa-",
        '"a":"b",',
        "=@",
    ],
)
@pytest.mark.parametrize("field", ["endpoint", "headers", "payload"])
def test_the_time_grows_with_the_text(field: str, unit: str) -> None:
    def redact(value: str) -> None:
        text = f"trigger_call_{field}: '{value}'\nphone_number_key: '{value}'\n# {value}\n"
        one = redactor(text)
        one.spans([1, 2, 3])
        one.quoted(value)

    assert is_linear(redact, unit * (16_000 // len(unit)))


def test_the_time_grows_with_the_credentials() -> None:
    def redact(text: str) -> None:
        count = len(text) // 10
        headers = json.dumps({f"X-{number}-Token": f"aa-aa-aa-{number}" for number in range(count)})
        redactor(connection(headers=headers)).spans([1, 2, 3])

    assert is_linear(redact, "x" * 20_000)


@pytest.mark.parametrize(
    "value",
    [
        """'{"X-API-Key": "a", "X-API-Key": "b", "Content-Type": "text/plain"}'""",
        r'''"{\"X-API-Key\": \"a\", \"X-API-Key\": \"b\", \"Content-Type\": \"text/plain\"}"''',
        """>-\n    {"X-API-Key": "a", "X-API-Key":\n    "b", "Content-Type": "text/plain"}""",
        """|\n    {"X-API-Key": "a",\n     "X-API-Key": "b",\n     "Content-Type": "text/plain"}""",
    ],
)
@pytest.mark.parametrize("quote", ["", "'", '"'])
def test_a_fingerprint_does_not_depend_on_how_a_value_is_written(value: str, quote: str) -> None:
    def found(text: str) -> list[tuple[str, str]]:
        return sorted((one["rule"], one["fingerprint"]) for one in findings(text))

    plain = found(
        connection(headers='{"X-API-Key":"a","X-API-Key":"b","Content-Type":"text/plain"}')
    )
    text = connection(endpoint=f"{quote}http://voice.acme.dev/x{quote}", headers="@")
    assert found(text.replace("'@'", value)) == plain
    assert {"endpoint-scheme", "header-duplicate", "content-type-not-json"} <= {*dict(plain)}
