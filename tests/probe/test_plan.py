"""Which connections are probed, and what may be sent to which host."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

import pytest

from outbound_lint import __version__
from outbound_lint.connections import reading
from outbound_lint.connections.request import Request
from outbound_lint.findings.settings import Settings
from outbound_lint.judging import judge
from outbound_lint.probe.eligibility import ERRORS, JudgedFile, obstacles
from outbound_lint.probe.permissions import (
    DUMMY,
    Authority,
    BadPermissionError,
    Binding,
    Permissions,
    parse_binding,
    parse_host,
    parse_number,
)
from outbound_lint.probe.plan import Plan, Repeat, Skip, Trigger, plan
from outbound_lint.providers.model import Condition
from outbound_lint.redaction.redactor import Redactor
from outbound_lint.rule import Context
from outbound_lint.source import Source

ENDPOINT = "https://voice.acme.dev/outbound"
HEADERS = '{"Authorization": "Bearer ${TOKEN}"}'
HOST = Authority("voice.acme.dev", 443)
MARKS = (("User-Agent", f"outbound-lint/{__version__}"), ("X-Outbound-Lint-Probe", "dry-run"))
SECRET = "open" + "-sesame-4711"
BOUND = Permissions(bindings=frozenset({Binding("TOKEN", HOST)}))
EVERYWHERE = Permissions(bindings=frozenset({Binding("TOKEN", HOST, "/")}))


class Environment(Mapping[str, str]):
    """Variables, with a list of those that were read."""

    def __init__(self, **values: str) -> None:
        self.values_by_name = values
        self.read: list[str] = []

    def __getitem__(self, name: str) -> str:
        self.read.append(name)
        return self.values_by_name[name]

    def __iter__(self) -> Iterator[str]:
        raise AssertionError("the environment is never listed")

    def __len__(self) -> int:
        raise AssertionError("the environment is never counted")


def judged(text: str, permissions: Permissions = BOUND) -> JudgedFile:
    as_json = text.startswith(("{", "["))
    parsed = reading.read(Source(text, "a.json" if as_json else "a.yaml"), as_json=as_json)
    found = list(
        judge(parsed, Context(Settings(ERRORS), 0.0, named=True, redactor=Redactor(parsed)))
    )
    return JudgedFile(
        parsed,
        found,
        obstacles(parsed, found, permissions),
        [c for c in parsed.connections if not c.template],
    )


def plans(*texts: str, permissions: Permissions = BOUND, **environment: str) -> tuple[Plan, ...]:
    return plan([judged(text, permissions) for text in texts], permissions, environment)


def planned(permissions: Permissions = BOUND, **fields: object) -> Plan:
    document = {"trigger_call_endpoint": ENDPOINT, "trigger_call_headers": HEADERS, **fields}
    (one,) = plans(json.dumps(document), permissions=permissions, TOKEN=SECRET)
    return one


def sent(one: Plan) -> Request:
    assert isinstance(one, Trigger), one
    assert one.request is not None
    return one.request


def skipped(one: Plan) -> Skip:
    assert isinstance(one, Skip), one
    assert SECRET not in f"{one.reason} {one.hint}"
    return one


def at(one: Plan) -> str:
    """Return the characters of the source that a skip marks."""
    traced = skipped(one).place.trace()
    return traced.source.value[traced.start : traced.end]


def allowing(*hosts: str, bindings: tuple[str, ...] = ("TOKEN",)) -> Permissions:
    return Permissions(
        allowed=frozenset(map(parse_host, hosts)), bindings=frozenset(map(parse_binding, bindings))
    )


def test_what_a_success_may_hide_is_known_from_the_profile_of_the_provider() -> None:
    one = planned(
        trigger_call_endpoint="https://api.elevenlabs.io/v1/convai/twilio/outbound-call",
        trigger_call_headers='{"xi-api-key": "k", "Content-Type": "application/json"}',
        phone_number_key="to_number",
        trigger_call_payload='{"agent_id": "a", "agent_phone_number_id": "p"}',
    )
    assert isinstance(one, Trigger)
    assert [failure.when for failure in one.hidden_failures] == [Condition("success", None, False)]
    other = planned()
    assert isinstance(other, Trigger)
    assert other.hidden_failures == ()


def test_a_valid_connection_is_sent_with_the_marks_of_a_probe() -> None:
    one = planned(trigger_call_payload='{"id": "{{simulation_output_id}}"}')
    assert sent(one) == Request(
        "POST",
        "https://voice.acme.dev/outbound",
        (
            ("Authorization", f"Bearer {SECRET}"),
            ("Content-Type", "application/json"),
            ("User-Agent", f"outbound-lint/{__version__}"),
            ("X-Outbound-Lint-Probe", "dry-run"),
        ),
        b'{"phone_number": "+12025550123", "id": "outbound-lint-dry-run"}',
    )
    assert isinstance(one, Trigger)
    assert (one.scheme, one.host, one.port) == ("https", "voice.acme.dev", 443)
    assert not one.is_address
    assert not one.allowed


def test_the_number_of_the_command_line_is_sent() -> None:
    permissions = Permissions(bindings=BOUND.bindings, number="+442079460000")
    assert sent(planned(permissions)).body == b'{"phone_number": "+442079460000"}'


def test_configured_headers_do_not_replace_the_marks_of_a_probe() -> None:
    headers = '{"user-agent": "curl", "x-OUTBOUND-lint-probe": "live", "X-A": "b"}'
    assert sent(planned(trigger_call_headers=headers)).headers == (
        ("X-A", "b"),
        ("Content-Type", "application/json"),
        *MARKS,
    )


class TestEnvironment:
    """A token for one host is never sent to a different one."""

    @pytest.mark.parametrize(
        "endpoint",
        [
            "https://evil.example.dev/outbound",
            "https://voice.acme.dev.evil.dev/",
            "https://voice.acme.dev:8443/outbound",
            "https://evil.dev/voice.acme.dev",
            "https://evil.dev?@voice.acme.dev",
            "https://evil.dev#@voice.acme.dev/",
            "https://acme.dev/",
            "https://x.voice.acme.dev/",
            "https://v\u043eice.acme.dev/",
        ],
    )
    def test_a_changed_endpoint_receives_nothing(self, endpoint: str) -> None:
        one = planned(trigger_call_endpoint=endpoint)
        assert "`--probe-env` does not allow sending it to " in skipped(one).reason
        assert at(one) == "${TOKEN}"

    @pytest.mark.parametrize(
        "endpoint",
        [
            "https://voice.acme.dev@evil.dev/",
            "https://evil.dev\\@voice.acme.dev/",
            "https://voice.acme.dev\t.evil.dev/",
            "https://voice.acme.dev%2eevil.dev/",
        ],
    )
    def test_an_ambiguous_endpoint_receives_nothing(self, endpoint: str) -> None:
        permissions = Permissions(
            bindings=BOUND.bindings,
            ignored=frozenset({"endpoint-credentials", "endpoint-invalid"}),
        )
        skipped(planned(permissions, trigger_call_endpoint=endpoint))

    @pytest.mark.parametrize(
        "endpoint",
        ["https://voice.acme.dev:443/x?y", "https://VOICE.acme.DEV./z", "https://voice.acme.dev"],
    )
    def test_another_spelling_of_the_host_is_the_host(self, endpoint: str) -> None:
        assert sent(planned(trigger_call_endpoint=endpoint)).headers[0][1] == f"Bearer {SECRET}"

    def test_only_the_named_variable_is_read_and_only_for_its_host(self) -> None:
        environment = Environment(TOKEN=SECRET, OTHER="x", PATH="/bin")
        others = ("$TOKEN", "${OTHER}", "%PATH%", "{{PATH}}", "$(PATH)", "${PATH}")
        headers = [json.dumps({"X-Key": written}) for written in (*others, "${TOKEN}")]
        texts = [
            json.dumps({"trigger_call_endpoint": ENDPOINT, "trigger_call_headers": each})
            for each in headers
        ]
        files = [judged(text) for text in texts]
        plan(files[:-1], BOUND, environment)
        assert environment.read == []
        plan(files, BOUND, environment)
        assert environment.read == ["TOKEN"]

    def test_a_name_without_a_host_is_for_allowed_hosts_only(self) -> None:
        bare = frozenset({Binding("TOKEN", None)})
        assert "does not allow sending" in skipped(planned(Permissions(bindings=bare))).reason
        other = Permissions(bindings=bare, allowed=frozenset({Authority("other.acme.dev", 443)}))
        assert "does not allow sending" in skipped(planned(other)).reason
        right = Permissions(bindings=bare, allowed=frozenset({HOST}))
        assert sent(planned(right)).headers[0][1] == f"Bearer {SECRET}"

    @pytest.mark.parametrize(
        "fields",
        [
            {"trigger_call_endpoint": f"{ENDPOINT}?token=${{TOKEN}}"},
            {"trigger_call_endpoint": f"{ENDPOINT}/${{TOKEN}}"},
            {"trigger_call_payload": '{"note": "${TOKEN}"}'},
            {"trigger_call_payload": '{"${TOKEN}": 1}'},
            {"phone_number_key": "${TOKEN}"},
        ],
    )
    def test_without_a_path_only_headers_are_filled(self, fields: dict[str, str]) -> None:
        one = planned(trigger_call_headers="{}", **fields)
        assert "does not allow sending" in skipped(one).reason
        assert "`--probe-env TOKEN@voice.acme.dev/PATH`" in skipped(one).hint
        assert sent(planned(EVERYWHERE, trigger_call_headers="{}", **fields))

    @pytest.mark.parametrize(
        ("path", "is_sent"),
        [
            ("/hooks/catch/12", True),
            ("/hooks/catch/12/", True),
            ("/hooks/catch/12/ab?x=1", True),
            ("/hooks/catch/123", False),
            ("/hooks/catch/13", False),
            ("/hooks/catch", False),
            ("/Hooks/catch/12", False),
            ("/hooks/catch/12/../13", False),
            ("/hooks/catch/12/%2e%2E/13", False),
            ("/hooks/catch/12/..%2f13", False),
            ("/hooks/catch/12/%252e%252e/13", False),
            ("/hooks/catch/12/..;/13", False),
            ("/hooks/catch/12//../13", False),
            ("/x?/hooks/catch/12/", False),
            ("", False),
        ],
    )
    def test_on_a_shared_host_only_the_own_path_receives_it(
        self, path: str, *, is_sent: bool
    ) -> None:
        own = Binding("TOKEN", Authority("hooks.zapier.com", 443), "/hooks/catch/12")
        permissions = Permissions(bindings=frozenset({own}))
        one = planned(permissions, trigger_call_endpoint=f"https://hooks.zapier.com{path}")
        assert isinstance(one, Trigger) == is_sent

    def test_on_a_shared_host_a_name_alone_fills_nothing(self) -> None:
        host = Authority("hooks.zapier.com", 443)
        bare = Permissions(bindings=frozenset({Binding("TOKEN", None)}), allowed=frozenset({host}))
        one = planned(bare, trigger_call_endpoint="https://hooks.zapier.com/hooks/catch/12/ab")
        assert "`--probe-env TOKEN@hooks.zapier.com/PATH`" in skipped(one).hint

    def test_the_hint_names_the_host_with_its_port(self) -> None:
        one = planned(trigger_call_endpoint="https://evil.dev:8443/")
        assert "`--probe-env TOKEN@evil.dev:8443`" in skipped(one).hint

    @pytest.mark.parametrize("environment", [{}, {"TOKEN": ""}])
    def test_an_unset_or_empty_variable_is_a_skip(self, environment: dict[str, str]) -> None:
        text = json.dumps({"trigger_call_endpoint": ENDPOINT, "trigger_call_headers": HEADERS})
        (one,) = plans(text, **environment)
        assert skipped(one).reason == "the environment variable `TOKEN` is unset or empty"
        assert at(one) == "${TOKEN}"

    @pytest.mark.parametrize(
        "character",
        ["\n", "\r", "\0", "\x1b", "\x1f", "\x7f", "\x9b", "\u2028", "\u2029", "\udc80"],
    )
    @pytest.mark.parametrize("field", ["trigger_call_headers", "trigger_call_payload"])
    def test_a_value_with_control_characters_is_a_skip(self, field: str, character: str) -> None:
        document = {"trigger_call_endpoint": ENDPOINT, field: '{"a": "${TOKEN}"}'}
        token = f"{SECRET}{character}Host: evil"
        (one,) = plans(json.dumps(document), permissions=EVERYWHERE, TOKEN=token)
        assert "contains control characters" in skipped(one).reason

    def test_filled_in_values_are_not_filled_again(self) -> None:
        document = {
            "trigger_call_endpoint": ENDPOINT,
            "trigger_call_payload": '{"a": "${TOKEN}", "b": "x${TOKEN}{{run_id}}"}',
        }
        (one,) = plans(json.dumps(document), permissions=EVERYWHERE, TOKEN="${TOKEN}{{run_id}}")
        assert json.loads(sent(one).body) == {
            "phone_number": "+12025550123",
            "a": "${TOKEN}{{run_id}}",
            "b": f"x${{TOKEN}}{{{{run_id}}}}{DUMMY}",
        }

    def test_path_query_phone_key_names_and_strings_are_filled(self) -> None:
        (one,) = plans(
            json.dumps(
                {
                    "trigger_call_endpoint": "https://voice.acme.dev/${A}?k=${A}",
                    "phone_number_key": "k${A}",
                    "trigger_call_payload": '{"n${A}": "${A}", "q": ${A}}',
                }
            ),
            permissions=Permissions(bindings=frozenset({Binding("A", HOST, "/")})),
            A="17",
        )
        assert sent(one).url == "https://voice.acme.dev/17?k=17"
        assert sent(one).body == b'{"k17": "+12025550123", "n17": "17", "q": 17}'

    def test_a_filled_in_name_does_not_replace_the_number(self) -> None:
        (one,) = plans(
            json.dumps(
                {
                    "trigger_call_endpoint": ENDPOINT,
                    "trigger_call_payload": '{"${TOKEN}": "+4915112345678"}',
                }
            ),
            permissions=EVERYWHERE,
            TOKEN="phone_number",
        )
        assert sent(one).body == b'{"phone_number": "+12025550123"}'

    @pytest.mark.parametrize(
        "endpoint",
        [
            "https://${TOKEN}/",
            "https://${TOKEN}.acme.dev/",
            "https://voice.acme.dev:${TOKEN}/",
            "https://voice.acme.dev${TOKEN}/x",
            "${TOKEN}://voice.acme.dev/",
            "${TOKEN}",
            "${TOKEN}/x",
            "https://{{run_id}}.acme.dev/",
        ],
    )
    def test_nothing_is_filled_before_the_path(self, endpoint: str) -> None:
        document = json.dumps({"trigger_call_endpoint": endpoint})
        environment = Environment(TOKEN="voice")
        everything = Permissions(
            bindings=frozenset({Binding("TOKEN", None), Binding("TOKEN", HOST)}),
            allowed=frozenset({HOST}),
            ignored=frozenset({"endpoint-invalid", "endpoint-scheme", "endpoint-not-public"}),
        )
        (one,) = plan([judged(document, everything)], everything, environment)
        skipped(one)
        assert environment.read == []


class TestOtherPlaceholders:
    OTHERS = (
        "$NAME", "%NAME%", "{{custom}}", "{{{run_id}}}", "${{ secrets.X }}", "$(NAME)", "#{x}",
        "@X@", "((x))", "$(run_id)", "${NAME:-x}", "${a.b}", "{{ run_id", "${API-KEY}",
    )  # fmt: skip

    @pytest.mark.parametrize("written", OTHERS)
    def test_in_a_header_they_cause_a_skip(self, written: str) -> None:
        one = planned(trigger_call_headers=json.dumps({"X-Key": f"a {written}"}))
        assert "can't fill" in skipped(one).reason

    @pytest.mark.parametrize(
        "written", ["<token>", "<your token>", "[TOKEN]", "vault:a/b#c", "op://a/b/c"]
    )
    def test_as_a_whole_value_or_credential_they_cause_a_skip(self, written: str) -> None:
        for value in (written, f"Bearer {written}"):
            one = planned(trigger_call_headers=json.dumps({"X-Key": value}))
            assert "can't fill" in skipped(one).reason
            assert at(one) == written

    @pytest.mark.parametrize("written", ["$NAME", "{{custom}}", "$(NAME)", "${API-KEY}"])
    def test_in_the_url_and_the_phone_key_they_cause_a_skip(self, written: str) -> None:
        one = planned(trigger_call_endpoint=f"{ENDPOINT}/{written}")
        assert "can't fill" in skipped(one).reason
        one = planned(phone_number_key=f"k{written}")
        assert "can't fill" in skipped(one).reason

    @pytest.mark.parametrize("written", ["$NAME", "%NAME%", "{{custom}}", "<x>", "#{x}", "${A-B}"])
    def test_in_strings_of_the_payload_they_are_sent_unchanged(self, written: str) -> None:
        one = planned(trigger_call_payload=json.dumps({"a": written}))
        assert json.loads(sent(one).body)["a"] == written

    @pytest.mark.parametrize("written", ["${NAME:-x}", "${a.b}", "${UNBOUND}"])
    def test_environment_placeholders_are_never_sent_unfilled(self, written: str) -> None:
        skipped(planned(trigger_call_payload=json.dumps({"a": written})))

    @pytest.mark.parametrize(
        "written", ["$(COUNT)", "{{custom}}", "{{count | default}}", "<count>", "{{run_id}}"]
    )
    def test_without_quotes_they_cause_a_skip(self, written: str) -> None:
        assert at(planned(trigger_call_payload=f'{{"a": {written}}}')) == written

    def test_platform_variables_are_a_dummy_value_everywhere(self) -> None:
        one = planned(
            trigger_call_endpoint=f"{ENDPOINT}/{{{{run_id}}}}",
            trigger_call_headers='{"X-Simulation-Id": "{{ simulation_output_id }}"}',
            trigger_call_payload='{"a": "<{{persona.name}}>"}',
        )
        assert sent(one).target == f"/outbound/{DUMMY}"
        assert sent(one).headers[0] == ("X-Simulation-Id", DUMMY)
        assert json.loads(sent(one).body)["a"] == f"<{DUMMY}>"


VALID = "    trigger_call_endpoint: https://valid.acme.dev/\n"
BROKEN = "    trigger_call_endpoint: https://broken.acme.dev/\n    trigger_call_payload: '{'\n"


class TestEligibility:
    def test_an_error_in_the_connection_causes_a_skip_at_the_error(self) -> None:
        one = planned(trigger_call_payload='{"a": 1,}')
        assert skipped(one).reason == "the error `payload-invalid-json` has to be fixed first"
        assert at(one) == "}"

    def test_an_error_in_one_connection_does_not_block_another(self) -> None:
        broken, valid = plans(f"connections:\n  a:\n{BROKEN}  b:\n{VALID}")
        skipped(broken)
        assert sent(valid).authority == "valid.acme.dev"

    def test_an_error_outside_all_connections_blocks_all(self) -> None:
        one, other = plans(f"x: 1\nx: 2\nconnections:\n  a:\n{VALID}  b:\n{VALID}")
        for each in (one, other):
            assert skipped(each).reason == "the error `duplicate-key` has to be fixed first"

    def test_a_document_error_inside_a_connection_blocks_only_that_one(self) -> None:
        broken, valid = plans(f"connections:\n  a:\n{VALID}    x: 1\n    x: 2\n  b:\n{VALID}")
        skipped(broken)
        assert isinstance(valid, Trigger)

    def test_a_syntax_error_blocks_all(self) -> None:
        (one,) = plans(f"connections:\n  a:\n{VALID}---\n- [\n")
        assert skipped(one).reason == "the error `syntax-error` has to be fixed first"

    def test_an_error_in_a_merged_mapping_blocks_the_connections_that_merge_it(self) -> None:
        text = (
            "defaults: &d\n"
            "  trigger_call_headers: '{'\n"
            "connections:\n"
            f"  a:\n    <<: *d\n{VALID}"
            f"  b:\n    <<: *d\n{VALID}"
            f"  c:\n{VALID}"
        )
        one, other, third = plans(text)
        assert at(one) == at(other)
        assert isinstance(third, Trigger)

    def test_a_merged_duplicate_key_blocks_the_connections_that_merge_it(self) -> None:
        text = f"connections:\n  a: &a\n{VALID}    x: 1\n    x: 2\n  b:\n    <<: *a\n  c:\n{VALID}"
        one, other, third = plans(text)
        skipped(one)
        skipped(other)
        assert isinstance(third, Trigger)

    def test_an_error_in_a_different_file_does_not_matter(self) -> None:
        broken, valid = plans(f"a:\n{BROKEN}", f"a:\n{VALID}")
        skipped(broken)
        assert isinstance(valid, Trigger)

    def test_a_warning_does_not_block(self) -> None:
        assert isinstance(planned(trigger_call_headers='{"X-A": "b"}'), Trigger)

    def test_a_template_is_never_probed(self) -> None:
        text = f"defaults: &d\n{VALID}connections:\n  a:\n    <<: *d\n"
        assert len(plans(text)) == 1

    @pytest.mark.parametrize(
        "comment",
        ["# outbound-lint: ignore[payload-invalid-json] x", "# outbound-lint: ignore", "# noqa"],
    )
    def test_ignore_comments_have_no_effect(self, comment: str) -> None:
        text = (
            f"{comment.replace('ignore', 'ignore-file')}\n"
            f"a:\n    trigger_call_endpoint: {ENDPOINT}\n    {comment}\n"
            f"    trigger_call_payload: '{{'  {comment}\n"
        )
        (one,) = plans(text)
        assert skipped(one).reason == "the error `payload-invalid-json` has to be fixed first"

    def test_only_rules_ignored_on_the_command_line_do_not_block(self) -> None:
        collision = '{"phone_number": "+4915112345678"}'
        one = planned(trigger_call_payload=collision)
        assert skipped(one).reason == "the error `payload-key-collision` has to be fixed first"
        ignoring = Permissions(
            bindings=BOUND.bindings, ignored=frozenset({"payload-key-collision"})
        )
        one = planned(ignoring, trigger_call_payload=collision)
        assert sent(one).body == b'{"phone_number": "+12025550123"}'

    def test_syntax_errors_can_not_be_ignored(self) -> None:
        permissions = Permissions(ignored=frozenset({"syntax-error"}))
        (one,) = plans(f"a:\n{VALID}---\n- [\n", permissions=permissions)
        skipped(one)

    @pytest.mark.parametrize(
        ("headers", "rule"),
        [('{"Host": "evil.dev"}', "header-reserved"), ('{"A": "b\\r\\nC: d"}', "header-value")],
    )
    def test_an_invalid_request_is_refused_even_if_the_rule_is_ignored(
        self, headers: str, rule: str
    ) -> None:
        permissions = Permissions(ignored=frozenset({rule}))
        one = planned(permissions, trigger_call_headers=headers)
        assert "the error" not in skipped(one).reason


class TestAllowedHosts:
    LOCAL = "http://localhost:8080/"

    def test_a_local_host_that_is_not_allowed_causes_a_skip(self) -> None:
        one = planned(trigger_call_endpoint=self.LOCAL)
        assert "the error `endpoint-" in skipped(one).reason

    def test_an_allowed_host_may_be_local_and_use_http(self) -> None:
        one = planned(allowing("LOCALHOST:8080"), trigger_call_endpoint=self.LOCAL)
        assert isinstance(one, Trigger)
        assert (one.scheme, one.host, one.port, one.allowed) == ("http", "localhost", 8080, True)
        assert sent(one).headers[0][1] == f"Bearer {SECRET}"

    @pytest.mark.parametrize(
        "host", ["localhost", "localhost:443", "localhost:8081", "127.0.0.1:8080"]
    )
    def test_a_different_port_or_name_is_a_different_host(self, host: str) -> None:
        skipped(planned(allowing(host), trigger_call_endpoint=self.LOCAL))

    def test_the_default_port_is_443(self) -> None:
        one = planned(allowing("localhost"), trigger_call_endpoint="https://localhost/")
        assert isinstance(one, Trigger)
        assert one.allowed

    def test_other_errors_of_an_allowed_host_still_block(self) -> None:
        one = planned(
            allowing("localhost:8080"), trigger_call_endpoint=self.LOCAL, trigger_call_payload="{"
        )
        assert "payload-invalid-json" in skipped(one).reason

    @pytest.mark.parametrize("connect_only", [False, True])
    def test_ignoring_the_rule_does_not_permit_http(self, connect_only: bool) -> None:
        ignoring = Permissions(
            bindings=frozenset({Binding("TOKEN", Authority("voice.acme.dev", 80))}),
            ignored=frozenset({"endpoint-scheme"}),
            connect_only=connect_only,
        )
        one = planned(ignoring, trigger_call_endpoint="http://voice.acme.dev/")
        assert skipped(one).reason == "http is used only for hosts that the command line allows"
        assert at(one) == "http"
        assert "`--probe-allow-host voice.acme.dev:80`" in one.hint

    def test_one_allowed_host_does_not_allow_others_in_the_file(self) -> None:
        text = f"a:\n  trigger_call_endpoint: {self.LOCAL}\nb:\n  trigger_call_endpoint: http://10.0.0.1/\n"
        local, other = plans(text, permissions=allowing("localhost:8080"))
        assert isinstance(local, Trigger)
        skipped(other)

    @pytest.mark.parametrize("spelling", ["[::1]:8443", "[0:0:0::1]:8443"])
    def test_ip_addresses_are_recognized(self, spelling: str) -> None:
        one = planned(allowing("[::1]:8443"), trigger_call_endpoint=f"https://{spelling}/")
        assert isinstance(one, Trigger)
        assert (one.host, one.port, one.is_address) == ("::1", 8443, True)


class TestBounds:
    def test_identical_requests_are_sent_once(self) -> None:
        first, second, other = plans(
            f"a:\n{VALID}b:\n{VALID}c:\n  trigger_call_endpoint: https://valid.acme.dev/c\n"
        )
        assert isinstance(first, Trigger)
        assert isinstance(second, Repeat)
        assert second.first is first
        assert second.subject.connection.name == "b"
        assert isinstance(other, Trigger)

    def test_identical_requests_of_two_files_are_sent_once(self) -> None:
        first, second = plans(f"a:\n{VALID}", f"b:\n{VALID}")
        assert isinstance(second, Repeat)
        assert second.first is first

    def test_connections_beyond_the_limit_are_skipped(self) -> None:
        text = "connections:\n" + "".join(
            f"- trigger_call_endpoint: https://h{number}.acme.dev/\n"
            for number in (1, 2, 1, 3, 4, 2)
        )
        found = plans(text, permissions=Permissions(limit=2))
        kinds = [type(one).__name__ for one in found]
        assert kinds == ["Trigger", "Trigger", "Repeat", "Skip", "Skip", "Repeat"]
        assert (
            skipped(found[3]).reason
            == "the limit of requests for one run is reached (`--probe-limit 2`)"
        )
        assert "`--probe-limit N`" in skipped(found[3]).hint

    def test_the_limit_is_spread_over_the_hosts(self) -> None:
        text = "connections:\n" + "".join(
            f"- trigger_call_endpoint: https://{host}.acme.dev/{path}\n"
            for host, path in (("a", 1), ("a", 2), ("a", 3), ("b", 1), ("a", 2), ("b", 2))
        )
        found = plans(text, permissions=Permissions(limit=3))
        kinds = [type(one).__name__ for one in found]
        assert kinds == ["Trigger", "Trigger", "Skip", "Trigger", "Repeat", "Skip"]
        found = plans(text, permissions=Permissions(limit=2))
        kinds = [type(one).__name__ for one in found]
        assert kinds == ["Trigger", "Skip", "Skip", "Trigger", "Skip", "Skip"]

    def test_a_body_over_1_mib_is_not_sent(self) -> None:
        frame = len('{"phone_number": "+12025550123", "a": ""}')

        def with_body_of(size: int) -> Plan:
            return planned(trigger_call_payload=json.dumps({"a": "x" * (size - frame)}))

        assert len(sent(with_body_of(2**20)).body) == 2**20
        beyond = with_body_of(2**20 + 1)
        assert skipped(beyond).reason == "its body would be larger than 1 MiB"
        assert '"a\\": \\"xxx' in at(beyond)

    def test_the_limit_is_50(self) -> None:
        assert Permissions().limit == 50


class TestConnectOnly:
    ONLY = Permissions(connect_only=True)

    def test_it_has_no_request_and_reads_no_variables(self) -> None:
        document = {
            "trigger_call_endpoint": f"{ENDPOINT}/${{A}}",
            "trigger_call_headers": '{"X-Key": "((x))"}',
        }
        environment = Environment()
        (one,) = plan([judged(json.dumps(document), self.ONLY)], self.ONLY, environment)
        assert isinstance(one, Trigger)
        assert one.request is None
        assert (one.host, one.port) == ("voice.acme.dev", 443)
        assert environment.read == []

    def test_one_connection_per_host_and_port(self) -> None:
        first, second, third = plans(
            "a:\n  trigger_call_endpoint: https://valid.acme.dev/a\n"
            "b:\n  trigger_call_endpoint: https://valid.acme.dev/b\n"
            "c:\n  trigger_call_endpoint: https://valid.acme.dev:8443/b\n",
            permissions=self.ONLY,
        )
        assert isinstance(first, Trigger)
        assert isinstance(second, Repeat)
        assert isinstance(third, Trigger)

    def test_the_host_must_be_known(self) -> None:
        assert at(planned(self.ONLY, trigger_call_endpoint="https://${H}.acme.dev/")) == "${H}"


class TestOptions:
    @pytest.mark.parametrize(
        ("typed", "expected"),
        [
            ("localhost", Authority("localhost", 443)),
            ("Localhost:8080", Authority("localhost", 8080)),
            ("voice.acme.dev.", Authority("voice.acme.dev", 443)),
            ("[::1]", Authority("::1", 443)),
            ("[0:0::1]:8443", Authority("::1", 8443)),
            ("127.1:80", Authority("127.0.0.1", 80)),
            ("\u00fcber.dev", Authority("xn--ber-goa.dev", 443)),
        ],
    )
    def test_valid_hosts(self, typed: str, expected: Authority) -> None:
        assert parse_host(typed) == expected

    @pytest.mark.parametrize(
        "typed",
        [
            "",
            "https://localhost",
            "localhost/x",
            "localhost/",
            "a@b.dev",
            "localhost:",
            "::1",
            "localhost:0",
            "localhost:65536",
            "*.acme.dev",
            "${HOST}",
            "a b",
            "h?x",
            "h#x",
            "h:1:2",
        ],
    )
    def test_invalid_hosts(self, typed: str) -> None:
        with pytest.raises(BadPermissionError, match=r"write HOST or HOST:PORT, like localhost"):
            parse_host(typed)

    @pytest.mark.parametrize("typed", ["a.dev", "a.dev:8443", "[::1]", "[::1]:8443"])
    def test_hosts_are_shown_as_they_are_typed(self, typed: str) -> None:
        assert str(parse_host(typed)) == typed

    def test_valid_bindings(self) -> None:
        assert parse_binding("TOKEN@Voice.acme.dev") == Binding("TOKEN", HOST)
        assert parse_binding("_t1@[::1]:1") == Binding("_t1", Authority("::1", 1))
        assert parse_binding("TOKEN") == Binding("TOKEN", None)
        assert parse_binding("T@a.dev/x/") == Binding("T", Authority("a.dev", 443), "/x/")
        assert parse_binding("T@a.dev:8443/") == Binding("T", Authority("a.dev", 8443), "/")
        shared = Authority("hooks.zapier.com", 443)
        assert parse_binding("T@hooks.zapier.com/hooks/catch/12") == Binding(
            "T", shared, "/hooks/catch/12"
        )

    @pytest.mark.parametrize(
        "typed",
        [
            "",
            "@h.dev",
            "A-B@h.dev",
            "1A",
            f"TOKEN={SECRET}",
            "A@",
            "A@h.dev/a?b",
            "A@h.dev/a b",
            "A@h.dev/a/../b",
            "A@h.dev/%2e%2e/",
            "A@h.dev//",
            "A@hooks.zapier.com",
            f"{SECRET.replace('-', '_')}@hooks.zapier.com/",
            "A@hook.eu1.make.com:443",
            "A@x.app.n8n.cloud",
            "A@ab12.execute-api.eu-west-1.amazonaws.com",
        ],
    )
    def test_an_invalid_binding_is_not_quoted(self, typed: str) -> None:
        with pytest.raises(BadPermissionError) as refused:
            parse_binding(typed)
        assert SECRET not in str(refused.value)
        assert SECRET.replace("-", "_") not in str(refused.value)

    @pytest.mark.parametrize("typed", ["+12025550123", "+442079460000", "+123456789012345"])
    def test_valid_numbers(self, typed: str) -> None:
        assert parse_number(typed) == typed

    @pytest.mark.parametrize(
        "typed",
        [
            "",
            "12025550123",
            "+02025550123",
            "+1 202 555 0123",
            "+1234567890123456",
            "0049151",
            "+1202555012\u0663",
            "+12025550123\n",
        ],
    )
    def test_invalid_numbers(self, typed: str) -> None:
        with pytest.raises(BadPermissionError, match=r"E\.164"):
            parse_number(typed)


class TestOtherNumbers:
    """No request carries another number that the receiver might call."""

    @pytest.mark.parametrize(
        ("fields", "marked"),
        [
            (
                {
                    "phone_number_key": "unused",
                    "trigger_call_payload": '{"phone_number": "+12025550142"}',
                },
                '"+12025550142"',
            ),
            (
                {"trigger_call_payload": '{"customer": {"number": "+12025550142"}}'},
                '"+12025550142"',
            ),
            (
                {"trigger_call_payload": '{"a": ["x", "+1 (202) 555-0142"]}'},
                '"+1 (202) 555-0142"',
            ),
            ({"trigger_call_payload": '{"Phone_Number": 12025550142}'}, "12025550142"),
            ({"trigger_call_payload": '{"sip": "sip:+12025550142@acme.dev"}'}, "sip:"),
            ({"trigger_call_payload": '{"transfer_to": "+12025550142"}'}, "+12025550142"),
            ({"trigger_call_payload": '{"to": "0049 30 901820"}'}, "0049 30 901820"),
            ({"trigger_call_payload": '{"recipients": ["202-555-0142"]}'}, "202-555-0142"),
            ({"trigger_call_payload": '{"recipients": "+12025550123,+12025550142"}'}, "0142"),
            ({"trigger_call_payload": '{"note": "Call +1 202 555 0142 now"}'}, "Call +1"),
            ({"trigger_call_payload": '{"to": "+12025550142,,7"}'}, "+12025550142,,7"),
            ({"trigger_call_payload": '{"x": "tel:+12025550142;ext=7"}'}, "tel:"),
            ({"trigger_call_payload": '{"raw": "{\\"to\\": \\"+12025550142\\"}"}'}, "to"),
            ({"trigger_call_payload": '{"x": "\uff0b1202555\u200b01\u0664\u0662"}'}, "1202555"),
            ({"trigger_call_payload": '{"+12025550142": 1}'}, "+12025550142"),
            ({"trigger_call_payload": '{"x": {"+12025550142": [1]}}'}, "+12025550142"),
            ({"trigger_call_payload": '{"to": 1.2025550142e10}'}, "1.2025550142e10"),
            ({"trigger_call_payload": '{"to": "911"}'}, "911"),
            ({"trigger_call_payload": '{"from": {"to": "+12025550142"}}'}, "+12025550142"),
            ({"trigger_call_payload": '{"twilio_to": "+12025550142"}'}, "+12025550142"),
            ({"trigger_call_payload": '{"lead": "12025550142"}'}, '"12025550142"'),
            ({"trigger_call_payload": '{"x": {"y": [442079460000]}}'}, "442079460000"),
            ({"trigger_call_payload": '{"x": "(202) 555-0142"}'}, "(202) 555-0142"),
            ({"trigger_call_payload": '{"x": "0171 555 0142"}'}, "0171 555 0142"),
            ({"trigger_call_payload": '{"customer": 2025550142.0}'}, "2025550142.0"),
            ({"trigger_call_payload": '{"order_number": "(202) 555-0142"}'}, "(202) 555-0142"),
            ({"trigger_call_headers": '{"X-Lead": "12025550142"}'}, '"12025550142"'),
            ({"trigger_call_endpoint": f"{ENDPOINT}?lead=12025550142"}, "12025550142"),
            ({"trigger_call_headers": '{"X-Call": "to=+12025550142"}'}, "to=+12025550142"),
            ({"trigger_call_endpoint": f"{ENDPOINT}?%2B12025550142"}, "voice.acme.dev"),
            ({"trigger_call_endpoint": f"{ENDPOINT}/%2B12025550142/calls"}, "%2B12025550142"),
            (
                {"trigger_call_endpoint": f"{ENDPOINT}?a=b&to=%2B12025550142"},
                "%2B12025550142",
            ),
            ({"trigger_call_endpoint": f"{ENDPOINT}?to=+12025550142"}, "+12025550142"),
            (
                {"trigger_call_headers": '{"X-Callee": "+12025550142", "X-Key": "${TOKEN}"}'},
                '"+12025550142"',
            ),
        ],
    )
    def test_such_a_request_is_not_sent(self, fields: dict[str, str], marked: str) -> None:
        one = planned(**fields)
        assert "contains a phone number, which the receiver might call" in skipped(one).reason
        assert marked.strip('"') in at(one)
        assert len(at(one)) < 40

    @pytest.mark.parametrize(
        "fields",
        [
            {"trigger_call_payload": '{"from": "+12025550142", "caller_id": "+12025550142"}'},
            {"trigger_call_payload": '{"from": {"number": "+12025550142"}}'},
            {"trigger_call_payload": '{"note": "+1 202 555 0123", "to_id": "911", "page": 911}'},
            {"trigger_call_payload": '{"at": "2026-11-26T10:00:00+0100", "id": "a+12025550142"}'},
            {"trigger_call_payload": '{"fromNumber": "+12025550142", "twilio_number": "+1202555"}'},
            {"trigger_call_payload": '{"order": "1234567890", "at": "2026-11-26 10:00:00"}'},
            {"trigger_call_payload": '{"account_number": "4155550142", "n": 41234567890.5}'},
            {"trigger_call_payload": '{"campaignId": "4155550142", "tenants": [4155550142]}'},
            {"trigger_call_payload": '{"x": 1767225600000, "y": 1767225600}'},
            {"trigger_call_payload": '{"x": "20261126100000", "on": "26.11.2026"}'},
            {"trigger_call_payload": '{"hours": "0900-1700", "x": "94107-1234"}'},
            {"trigger_call_payload": '{"4155550142": true, "x": "12025550123", "y": 12025550123}'},
            {"trigger_call_endpoint": f"{ENDPOINT}/4155550142?key=4155550142"},
            {"trigger_call_payload": '{"id": 41234567890, "ip": "10.20.30.40", "n": 1.5}'},
            {"trigger_call_payload": '{"callback": "{{call_number}}", "copy": "+12025550123"}'},
            {"trigger_call_endpoint": f"{ENDPOINT}?from=%2B12025550142&v=2026-11-26"},
            {"trigger_call_headers": '{"X-Caller-Id": "+12025550142", "X-Trace": "4155552671"}'},
        ],
    )
    def test_numbers_of_callers_and_other_digits_are_sent(self, fields: dict[str, str]) -> None:
        assert sent(planned(**fields))

    def test_a_number_in_a_variable_is_not_sent_either(self) -> None:
        document = {
            "trigger_call_endpoint": ENDPOINT,
            "trigger_call_payload": '{"destination": "${TOKEN}", "from": "${TOKEN}"}',
        }
        (one,) = plans(json.dumps(document), permissions=EVERYWHERE, TOKEN="+12025550142")
        assert "contains a phone number" in skipped(one).reason
        assert "destination" in at(one)
