"""The request that the platform would send, against bytes written by hand."""

from __future__ import annotations

import json
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outbound_lint.connections import reading
from outbound_lint.connections.model import Connection
from outbound_lint.connections.request import (
    DRY_NUMBER,
    Fill,
    Part,
    Request,
    UnbuildableError,
    build,
)
from outbound_lint.source import Place, Source

ENDPOINT = "https://voice.acme.dev/outbound"


def connection(**fields: object) -> Connection:
    """A connection with these fields, read from JSON."""
    document = {"trigger_call_endpoint": ENDPOINT, **fields}
    return connection_in(json.dumps(document))


def connection_in(text: str, path: str = "a.json") -> Connection:
    (found,) = reading.read(Source(text, path), as_json=path.endswith(".json")).connections
    return found


def body(payload: str, **fields: object) -> bytes:
    return build(connection(trigger_call_payload=payload, **fields)).body


def headers(text: str) -> tuple[tuple[str, str], ...]:
    return build(connection(trigger_call_headers=text)).headers


def url(text: str) -> str:
    return build(connection(trigger_call_endpoint=text)).url


def refusal(**fields: object) -> UnbuildableError:
    with pytest.raises(UnbuildableError) as refused:
        build(connection(**fields))
    return refused.value


def test_the_documented_example_is_sent_as_documented() -> None:
    request = build(
        connection(
            trigger_call_headers='{"Authorization": "Bearer abc", "X-Team": "voice"}',
            trigger_call_payload='{"sequence_code": "ABC123", "campaign_id": "summer2024"}',
        ),
        number="+12345678901",
    )
    assert request == Request(
        "POST",
        "https://voice.acme.dev/outbound",
        (
            ("Authorization", "Bearer abc"),
            ("X-Team", "voice"),
            ("Content-Type", "application/json"),
        ),
        b'{"phone_number": "+12345678901", "sequence_code": "ABC123", "campaign_id": "summer2024"}',
    )


def test_a_connection_of_an_endpoint_alone_sends_the_number_alone() -> None:
    request = build(connection())
    assert request.headers == (("Content-Type", "application/json"),)
    assert request.body == b'{"phone_number": "+12025550123"}'


def test_the_number_is_reserved_for_fiction() -> None:
    assert DRY_NUMBER == "+12025550123"


def test_a_yaml_file_is_sent_like_a_json_file() -> None:
    text = (
        "trigger_call_endpoint: https://voice.acme.dev/outbound\n"
        "phone_number_key: to\n"
        "trigger_call_payload: |\n"
        '  {\n    "a": [1,2 , {"b":null}],\n    "c":true }\n'
    )
    request = build(connection_in(text, "a.yaml"))
    assert request.body == b'{"to": "+12025550123", "a": [1, 2, {"b": null}], "c": true}'


class TestBody:
    def test_the_number_comes_first_and_overwrites_a_member_of_its_name(self) -> None:
        sent = body('{"id": 7, "to": "+4915112345678", "x": {"to": 1}}', phone_number_key="to")
        assert sent == b'{"to": "+12025550123", "id": 7, "x": {"to": 1}}'

    def test_of_members_of_one_name_the_last_counts_at_the_place_of_the_first(self) -> None:
        assert body('{"a": 1, "b": {"c": 2, "d": 3, "c": 4}, "a": 5}') == (
            b'{"phone_number": "+12025550123", "a": 5, "b": {"c": 4, "d": 3}}'
        )

    def test_numbers_keep_their_text(self) -> None:
        numbers = "[1.0, 1e5, 1E400, -0, 12345678901234567890123, 0.10]"
        assert body(f'{{"n": {numbers}}}') == (
            b'{"phone_number": "+12025550123", "n": ' + numbers.encode() + b"}"
        )

    def test_a_number_of_many_digits_survives(self) -> None:
        assert body(f'{{"n": {"9" * 50_000}}}').endswith(b"9" * 50_000 + b"}")

    def test_what_is_not_ascii_is_escaped(self) -> None:
        assert body('{"n\u00e4me": "\u260e \U0001f4de \x7f"}') == (
            b'{"phone_number": "+12025550123", "n\\u00e4me": "\\u260e \\ud83d\\udcde \\u007f"}'
        )

    def test_escapes_keep_their_meaning(self) -> None:
        assert body(r'{"a": "\" \\ \/ \b\f\n\r\t \u0000 \ud83d"}') == (
            rb'{"phone_number": "+12025550123", "a": "\" \\ / \b\f\n\r\t \u0000 \ud83d"}'
        )

    def test_empty_collections_stay_empty(self) -> None:
        assert body('{"a": {}, "b": []}') == b'{"phone_number": "+12025550123", "a": {}, "b": []}'
        assert body("{}") == b'{"phone_number": "+12025550123"}'

    def test_100_000_levels_survive(self) -> None:
        deep = "[" * 100_000 + "]" * 100_000
        assert body(f'{{"deep": {deep}}}') == (
            b'{"phone_number": "+12025550123", "deep": ' + deep.encode() + b"}"
        )
        objects = '{"a": ' * 100_000 + "1" + "}" * 100_000
        assert body(objects).endswith(objects.encode()[1:])

    def test_an_unquoted_placeholder_stays_where_nothing_fills_it(self) -> None:
        assert body('{"id": ${ID}, "n": [$(COUNT)]}') == (
            b'{"phone_number": "+12025550123", "id": ${ID}, "n": [$(COUNT)]}'
        )

    @given(
        st.dictionaries(
            st.text(),
            st.recursive(
                st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
                lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
                max_leaves=20,
            ),
        )
    )
    def test_a_receiver_reads_what_was_configured(self, payload: dict[str, object]) -> None:
        sent = body(json.dumps(payload, ensure_ascii=False))
        expected = {"phone_number": DRY_NUMBER, **payload, "phone_number": DRY_NUMBER}  # noqa: F601
        assert sent == json.dumps(expected).encode()


class TestHeaders:
    def test_a_configured_content_type_is_kept_whatever_its_case(self) -> None:
        assert headers('{"content-TYPE": "application/vnd.acme+json", "A": "b"}') == (
            ("content-TYPE", "application/vnd.acme+json"),
            ("A", "b"),
        )

    def test_outer_spaces_of_values_are_not_sent(self) -> None:
        assert headers(r'{"X-A": " \t b c\t "}')[0] == ("X-A", "b c")

    def test_of_headers_of_the_very_same_name_the_last_counts(self) -> None:
        assert headers('{"X-A": "1", "X-B": "2", "X-A": "3"}')[:2] == (("X-A", "3"), ("X-B", "2"))

    @pytest.mark.parametrize(
        "name",
        "Host content-length Transfer-Encoding Connection Proxy-Authorization Expect "
        "Metadata-Flavor X-aws-ec2-metadata-token".split(),
    )
    def test_reserved_names_are_refused_whatever_was_ignored(self, name: str) -> None:
        refused = refusal(trigger_call_headers=json.dumps({"X-A": "1", name: "sesame"}))
        assert f"the header `{name}` is not the configuration's to set" in refused.reason
        assert refused.place.value == json.dumps(name)
        assert "sesame" not in str(refused)

    @pytest.mark.parametrize("character", ["\r", "\n", "\r\n", "\0", "\x1b", "\x7f", "\x85"])
    def test_control_characters_are_refused(self, character: str) -> None:
        value = f"sesame{character}Host: evil"
        refused = refusal(trigger_call_headers=json.dumps({"X-A": value}))
        assert refused.reason == "the value of the header `X-A` holds control characters"
        outer = refusal(trigger_call_headers=json.dumps({"X-A": f"{character}sesame"}))
        assert outer.reason == refused.reason

    def test_what_latin_1_does_not_have_is_refused(self) -> None:
        assert "no header can carry" in refusal(trigger_call_headers='{"X-A": "\u260e"}').reason
        assert headers('{"X-A": "caf\u00e9"}')[0] == ("X-A", "caf\u00e9")

    @pytest.mark.parametrize("name", ["", "a b", "a:", "a\r\nb", "caf\u00e9"])
    def test_a_name_that_is_no_token_is_refused_and_not_quoted(self, name: str) -> None:
        refused = refusal(trigger_call_headers=json.dumps({name: "x"}))
        assert refused.reason == "it has a header whose name is none"

    def test_names_that_differ_in_case_only_are_refused(self) -> None:
        refused = refusal(trigger_call_headers='{"X-A": "1", "x-a": "2"}')
        assert refused.reason == "the header `x-a` is there twice"

    @pytest.mark.parametrize("value", ["1", "null", "[]", "${TOKEN}"])
    def test_values_are_strings(self, value: str) -> None:
        refused = refusal(trigger_call_headers=f'{{"X-A": {value}}}')
        assert refused.reason == "the value of the header `X-A` is not a string"
        assert refused.place.value == value


class TestUrl:
    @pytest.mark.parametrize(
        ("written", "sent"),
        [
            ("https://voice.acme.dev/a/../b?c=d&e#frag", "https://voice.acme.dev/a/../b?c=d&e"),
            ("HTTPS://Voice.Acme.DEV./x", "https://voice.acme.dev/x"),
            ("https://voice.acme.dev", "https://voice.acme.dev/"),
            ("https://voice.acme.dev?x#", "https://voice.acme.dev/?x"),
            ("http://voice.acme.dev:0080/x", "http://voice.acme.dev:80/x"),
            ("https://\u00fcber.acme.dev/\u00fc?\u260e", "https://xn--ber-goa.acme.dev/%C3%BC?%E2%98%8E"),
            ("https://127.1/x", "https://127.0.0.1/x"),
            ("https://[0:0::1]:8443/x", "https://[::1]:8443/x"),
            ("https://voice.acme.dev/${ID}?k={{run_id}}", "https://voice.acme.dev/${ID}?k={{run_id}}"),
            ("https://${HOST}:8443/x", "https://${HOST}:8443/x"),
        ],
    )  # fmt: skip
    def test_what_is_sent(self, written: str, sent: str) -> None:
        assert url(written) == sent

    def test_authority_and_target(self) -> None:
        request = build(connection(trigger_call_endpoint="https://[::1]:8443?a=/b"))
        assert (request.authority, request.target) == ("[::1]:8443", "/?a=/b")

    @pytest.mark.parametrize(
        "written",
        [
            "",
            "voice.acme.dev/x",
            "ftp://voice.acme.dev/",
            "mailto:a@b.dev",
            "https:///x",
            "https://a b.dev/",
            "https://a.dev\\@b.dev/",
            "https://voice.acme.dev:0/",
            "https://voice.acme.dev/a\nb",
            " https://voice.acme.dev/",
            "${BASE}/x",
        ],
    )
    def test_an_unsound_url_is_refused(self, written: str) -> None:
        refusal(trigger_call_endpoint=written)

    def test_user_and_password_are_refused_and_not_quoted(self) -> None:
        refused = refusal(trigger_call_endpoint="https://ali:sesame@voice.acme.dev/")
        assert "a user or a password" in refused.reason
        assert "sesame" not in str(refused)
        assert refused.place.value == "ali:sesame"


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"trigger_call_headers": "{"}, "`trigger_call_headers` is not JSON"),
        ({"trigger_call_payload": "[]"}, "`trigger_call_payload` is not a JSON object"),
        ({"trigger_call_payload": {"a": 1}}, "`trigger_call_payload` is not a string"),
        ({"phone_number_key": 5}, "`phone_number_key` is not a string"),
        (
            {"trigger_call_headers": "${HEADERS}"},
            "`trigger_call_headers` is wholly a placeholder, so what it will hold is not known",
        ),
    ],
)
def test_fields_that_hold_no_object_are_refused(fields: dict[str, object], reason: str) -> None:
    assert refusal(**fields).reason == reason


def test_a_connection_without_an_endpoint_is_refused() -> None:
    with pytest.raises(UnbuildableError, match="it has no `trigger_call_endpoint`"):
        build(connection_in('{"trigger_call_payload": "{}"}'))


def test_the_text_of_a_request_shows_nothing_of_it() -> None:
    request = build(connection(trigger_call_headers='{"X-Key": "sesame"}'))
    assert repr(request) == "<POST request: 2 headers, 32 bytes>"
    assert "sesame" not in f"{request}"


FIELDS: Final = {
    "trigger_call_endpoint": "https://voice.acme.dev:8443/p?q#f",
    "trigger_call_headers": '{"X-A": "h\\u0041"}',
    "phone_number_key": "k",
    "trigger_call_payload": '{"n": ["s\\n", 1, {"m": ${G}}]}',
}


class TestFill:
    """What fills placeholders sees decoded strings, and never the authority of the URL."""

    def test_it_is_asked_for_each_text_once(self) -> None:
        asked: list[tuple[str, Part]] = []

        def fill(place: Place, part: Part) -> str:
            asked.append((place.value, part))
            return place.value

        build(connection(**FIELDS), fill=fill)
        assert asked == [
            ("/p?q", "url"),
            ("hA", "header"),
            ("k", "key"),
            ("n", "string"),
            ("s\n", "string"),
            ("m", "string"),
            ("${G}", "gap"),
        ]

    def test_what_it_gives_is_escaped_for_the_body(self) -> None:
        request = build(connection(**FIELDS), fill=_filler(string='", "to": "\n', gap="17"))
        assert request.body == (
            b'{"k": "+12025550123", "\\", \\"to\\": \\"\\n": '
            b'["\\", \\"to\\": \\"\\n", 1, {"\\", \\"to\\": \\"\\n": 17}]}'
        )

    @pytest.mark.parametrize("value", ['1, "to": 2', "{}", "x", "", "${Y}", "1 2", "[1]"])
    def test_what_fills_an_unquoted_placeholder_is_one_plain_value(self, value: str) -> None:
        with pytest.raises(UnbuildableError, match="no JSON string, number or word"):
            build(connection(**FIELDS), fill=_filler(gap=value))

    def test_a_filled_name_never_replaces_the_number(self) -> None:
        request = build(connection(**FIELDS), fill=_filler(string="k", key="k", gap="1"))
        assert request.body == b'{"k": "+12025550123"}'

    @pytest.mark.parametrize("value", ["/\n", "/a b", "/\\x", "/\x00"])
    def test_a_filled_url_is_sound(self, value: str) -> None:
        with pytest.raises(UnbuildableError, match="makes its URL unsound"):
            build(connection(**FIELDS), fill=_filler(url=value))

    @pytest.mark.parametrize("value", [".evil.dev/", "@evil.dev/", ":1/", "evil"])
    def test_what_fills_the_path_can_not_reach_the_host(self, value: str) -> None:
        fields = {**FIELDS, "trigger_call_endpoint": "https://voice.acme.dev?x"}
        request = build(connection(**fields), fill=_filler(url=value, gap="1"))
        assert request.authority == "voice.acme.dev"
        assert request.url == f"https://voice.acme.dev/{value}"

    @pytest.mark.parametrize("value", ["a\r\nHost: evil", "\n"])
    def test_a_filled_header_is_sound(self, value: str) -> None:
        with pytest.raises(UnbuildableError, match="holds control characters"):
            build(connection(**FIELDS), fill=_filler(header=value))


def _filler(**values: str) -> Fill:
    def fill(place: Place, part: Part) -> str:
        return values.get(part, place.value)

    return fill
