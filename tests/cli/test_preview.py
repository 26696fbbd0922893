"""The preview: the exact request, masked, as HTTP, as a command that runs, and as JSON."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from outbound_lint.connections import reading
from outbound_lint.connections.request import Builder, Part, UnbuildableError, build
from outbound_lint.reporters.preview import PREVIEW_RENDERERS, Preview
from outbound_lint.source import Place, Source
from tests.cli.conftest import Run

TOKEN = "correct" + "-horse-battery-4711"
SHELLS = [
    shell
    for shell in ("sh -eu", "bash -eu", "busybox sh -eu", "bash --norc -i", "zsh -f -i",
                  "zsh -f -eu", "fish --no-config", "fish --no-config -i")
    if shutil.which(shell.split()[0])
]  # fmt: skip

SUPPORT = f"""\
name: support-line
trigger_call_endpoint: https://voice.acme.dev/outbound
trigger_call_headers: '{{"Authorization": "Bearer {TOKEN}", "X-Team": "${{TEAM}}"}}'
phone_number_key: to
trigger_call_payload: '{{"to": "x", "sequence_code": "ABC123"}}'
"""
TWO = (
    "connections:\n"
    "- {name: first, trigger_call_endpoint: https://a.acme.dev/x}\n"
    "- {name: second, trigger_call_endpoint: https://b.acme.dev/y}\n"
)


def write(text: str, name: str = "a.yaml") -> str:
    """Write a file in the working directory, which is a temporary one."""
    Path(name).write_text(text, encoding="utf-8")
    return name


def endpoint(**fields: str) -> str:
    return json.dumps({"trigger_call_endpoint": "https://voice.acme.dev/outbound", **fields})


def test_the_request_is_shown_as_http_by_default(run: Run) -> None:
    result = run("preview", write(SUPPORT), "--show-secrets")
    assert result.out == (
        "POST /outbound HTTP/1.1\n"
        "Host: voice.acme.dev\n"
        f"Authorization: Bearer {TOKEN}\n"
        "X-Team: ${TEAM}\n"
        "Content-Type: application/json\n"
        "Content-Length: 49\n"
        "\n"
        '{"to": "+12025550123", "sequence_code": "ABC123"}\n'
    )
    assert (result.status, result.err) == (0, "")


def test_as_a_curl_command(run: Run) -> None:
    result = run("preview", write(SUPPORT), "--format", "curl")
    assert result.out == (
        "curl --request POST https://voice.acme.dev/outbound \\\n"
        "  --header 'Authorization: Bearer ****' \\\n"
        "  --header 'X-Team: ${TEAM}' \\\n"
        "  --header 'Content-Type: application/json' \\\n"
        """  --data-raw '{"to": "+12025550123", "sequence_code": "ABC123"}'\n"""
    )


def test_as_json(run: Run) -> None:
    result = run("preview", write(SUPPORT), "--format", "json")
    assert json.loads(result.out) == [
        {
            "connection": "support-line",
            "path": "a.yaml",
            "pointer": "",
            "method": "POST",
            "url": "https://voice.acme.dev/outbound",
            "headers": [
                {"name": "Authorization", "value": "Bearer ****"},
                {"name": "X-Team", "value": "${TEAM}"},
                {"name": "Content-Type", "value": "application/json"},
            ],
            "body": '{"to": "+12025550123", "sequence_code": "ABC123"}',
        }
    ]


class TestMasks:
    SECRETS = (TOKEN, "p4th" + "secretabcdef", "qu3ry" + "value99", "k3y" + "value4711")

    def text(self) -> str:
        token, path, query, key = self.SECRETS
        return json.dumps(
            {
                "trigger_call_endpoint": f"https://hooks.zapier.com/hooks/catch/{path}?token={query}&a=b",
                "trigger_call_headers": json.dumps({"X-Api-Key": token, "Accept": "text/plain"}),
                "trigger_call_payload": json.dumps({"api_key": key, "echo": f"a {token}", "c": 1}),
            }
        )

    @pytest.mark.parametrize("form", ["http", "curl", "json"])
    def test_nothing_secret_is_shown(self, run: Run, form: str) -> None:
        result = run("preview", write(self.text(), "a.json"), "--format", form)
        for secret in self.SECRETS:
            assert secret not in result.out + result.err
            assert secret[:8] not in result.out + result.err
        assert result.status == 0

    def test_what_is_not_secret_is_shown(self, run: Run) -> None:
        assert run("preview", write(self.text(), "a.json")).out == (
            "POST /hooks/catch/****?token=****&a=b HTTP/1.1\n"
            "Host: hooks.zapier.com\n"
            "X-Api-Key: ****\n"
            "Accept: text/plain\n"
            "Content-Type: application/json\n"
            "Content-Length: ****\n"
            "\n"
            '{"phone_number": "+12025550123", "api_key": "****", "echo": "a ****", "c": 1}\n'
        )

    def test_a_mask_does_not_show_the_length(self, run: Run) -> None:
        shorter = endpoint(trigger_call_payload='{"api_key": "abcd"}')
        longer = endpoint(trigger_call_payload='{"api_key": "abcdabcdabcdabcd"}')
        assert (
            run("preview", write(shorter, "a.json")).out
            == run("preview", write(longer, "a.json")).out
        )

    def test_a_name_that_is_a_secret_is_masked(self, run: Run) -> None:
        vendors = "sk_" + "live_" + "4eC39HqLyjWDarjtT1zdp7dc"
        text = endpoint(name=vendors, trigger_call_payload=json.dumps({vendors: [vendors]}))
        for form in ("http", "curl", "json"):
            assert vendors[8:] not in run("preview", write(text, "a.json"), "--format", form).out

    def test_secrets_are_shown_on_request(self, run: Run) -> None:
        out = run("preview", write(self.text(), "a.json"), "--show-secrets").out
        assert all(secret in out for secret in self.SECRETS)


class TestChoice:
    def test_several_requests_have_titles(self, run: Run) -> None:
        lines = run("preview", write(TWO)).out.splitlines()
        assert [line for line in lines if line.startswith("###")] == [
            "### first (a.yaml:2)",
            "### second (a.yaml:3)",
        ]

    def test_one_by_its_name(self, run: Run) -> None:
        out = run("preview", write(TWO), "--connection", "second").out
        assert out.startswith("POST /y HTTP/1.1\nHost: b.acme.dev\n")
        assert "a.acme.dev" not in out

    @pytest.mark.parametrize(
        ("form", "line"),
        [
            ("http", "\nX-Outbound-Lint-Probe: dry-run\n"),
            ("curl", "  --header 'X-Outbound-Lint-Probe: dry-run' \\\n"),
            ("json", '"name": "X-Outbound-Lint-Probe",\n        "value": "dry-run"\n'),
        ],
    )
    def test_the_header_of_a_dry_run_is_added_on_request(
        self, run: Run, form: str, line: str
    ) -> None:
        headers = '{"x-outbound-lint-probe": "no", "X-A": "${TOKEN}"}'
        path = write(endpoint(trigger_call_headers=headers))
        assert line not in run("preview", path, "--format", form).out
        out = run("preview", path, "--format", form, "--dry-run-header").out
        assert line in out
        assert "x-outbound-lint-probe" not in out
        assert "${TOKEN}" in out

    def test_an_unknown_name_is_a_usage_error(self, run: Run) -> None:
        result = run("preview", write(TWO), "--connection", "secnd")
        assert (result.status, result.out) == (2, "")
        assert "no such connection: secnd — did you mean second?" in result.err

    def test_a_folder(self, run: Run) -> None:
        write(SUPPORT)
        write(TWO, "b.yaml")
        assert run("preview", ".").out.count("HTTP/1.1") == 3

    def test_standard_input(self, run: Run) -> None:
        result = run("preview", "-", stdin=TWO.encode())
        assert "### first (<stdin>:2)" in result.out
        assert run("preview", "-", stdin=endpoint().encode()).out.startswith("POST /outbound ")

    def test_the_name_of_standard_input(self, run: Run) -> None:
        result = run("preview", "-", "--stdin-filename", "agents/a.yaml", stdin=TWO.encode())
        assert "### first (agents/a.yaml:2)" in result.out
        text = (
            'resource "coval_agent" "support" {\n  model_type = "MODEL_TYPE_OUTBOUND_VOICE"\n'
            '  endpoint = "https://voice.acme.dev/outbound"\n}\n'
        )
        result = run("preview", "-", "--stdin-filename", "main.tf", stdin=text.encode())
        assert result.out.startswith("POST /outbound ")

    @pytest.mark.parametrize(
        ("arguments", "error"),
        [
            ((".", "--stdin-filename", "a.yaml"), "add - as a PATH"),
            (("-", "--stdin-filename", ""), "--stdin-filename is empty"),
        ],
    )
    def test_a_name_without_standard_input_is_a_usage_error(
        self, run: Run, arguments: tuple[str, ...], error: str
    ) -> None:
        result = run("preview", *arguments)
        assert (result.status, result.out) == (2, "")
        assert error in result.err

    def test_a_path_that_does_not_exist_is_a_usage_error(self, run: Run) -> None:
        write(SUPPORT)
        result = run("preview", "a.yml")
        assert result.status == 2
        assert "did you mean a.yaml?" in result.err

    def test_a_file_without_a_connection(self, run: Run) -> None:
        result = run("preview", write("a: 1\n"))
        assert (result.status, result.out) == (1, "")
        assert result.err == "No outbound voice connection found.\n"
        assert run("preview", "a.yaml", "--format", "json").out == "[]\n"

    def test_a_template_is_not_a_connection(self, run: Run) -> None:
        text = (
            "defaults: &d\n  trigger_call_endpoint: https://a.acme.dev/x\nc:\n  one:\n    <<: *d\n"
        )
        assert run("preview", write(text)).out.count("HTTP/1.1") == 1


class TestRefusals:
    def test_a_request_that_can_not_be_built_has_a_note_with_place_and_reason(
        self, run: Run
    ) -> None:
        text = (
            "a:\n  trigger_call_endpoint: https://a.acme.dev/x\n"
            '  trigger_call_headers: \'{"Host": "sesame"}\'\n'
        )
        result = run("preview", write(text + TWO))
        assert result.status == 1
        assert result.out.count("HTTP/1.1") == 2
        assert result.err == (
            "a.yaml:3:27: no request can be built for a: the header is reserved: "
            "the client takes it from the URL\n"
        )

    def test_a_connection_without_a_name_and_a_reason_with_a_colon(self, run: Run) -> None:
        text = (
            "trigger_call_endpoint: https://sesame@a.acme.dev/x\n"
            """trigger_call_headers: '{"Content-Type": "application/json"}'\n"""
        )
        assert run("preview", write(text)).err == (
            "a.yaml:1:32: no request can be built: the URL contains a user name or a password: "
            "clients differ in what they send\n"
        )

    def test_a_syntax_error(self, run: Run) -> None:
        result = run("preview", write(SUPPORT + "---\n[\n"))
        assert result.status == 1
        assert result.err.startswith("a.yaml:")
        assert "`outbound-lint check` explains it" in result.err

    @pytest.mark.parametrize("data", [b"\xff\xfetrigger_call", b"trigger_call_endpoint: \xe9\n"])
    def test_a_file_that_is_not_text_has_a_note(self, run: Run, data: bytes) -> None:
        Path("a.yaml").write_bytes(data)
        result = run("preview", "a.yaml")
        assert result.status == 1
        assert "UTF-8" in result.err

    def test_an_unknown_format_is_a_usage_error(self, run: Run) -> None:
        assert run("preview", write(SUPPORT), "--format", "xml").status == 2


HOSTILE = "\n::error::x\x1b[31m\u202e##[group] ##vso[a]\x9b"


@pytest.mark.parametrize("form", ["http", "curl", "json"])
def test_nothing_controls_a_terminal_or_a_ci_log(run: Run, form: str) -> None:
    document = {
        "connections": [
            {
                "name": f"one{HOSTILE}",
                "trigger_call_endpoint": "https://voice.acme.dev/x?##[group]",
                "trigger_call_headers": json.dumps({"X-A": "##[group]a\tb\xad"}),
                "trigger_call_payload": json.dumps({HOSTILE: [HOSTILE]}),
            },
            {"name": f"two{HOSTILE}", "trigger_call_endpoint": "https://voice.acme.dev/"},
            {"name": f"three{HOSTILE}", "trigger_call_endpoint": f"https://{HOSTILE}"},
        ]
    }
    result = run(
        "preview", write(json.dumps(document), "a.json"), "--format", form, "--show-secrets"
    )
    assert result.out
    for text in (result.out, result.err):
        assert text.replace("\n", "").isprintable()
        assert "##[" not in text
        assert "##vso[" not in text
        assert not any(line.lstrip().startswith("::") for line in text.splitlines())


class TestShell:
    """The command runs as printed: curl gets exactly these arguments."""

    @pytest.fixture(params=SHELLS)
    def argv(
        self, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
    ) -> object:
        folder, home = tmp_path_factory.mktemp("empty"), tmp_path_factory.mktemp("home")
        curl = 'curl() { for each in "$@"; do printf "%s\\0" "$each"; done; }\n'
        if "fish" in request.param:
            curl = 'function curl; for each in $argv; printf "%s\\0" "$each"; end; end\n'

        def run_command(script: str) -> list[bytes]:
            done = subprocess.run(
                request.param.split(),
                input=(curl + script + "exit\n").encode(),
                capture_output=True,
                check=True,
                cwd=folder,
                env={"HOME": str(home), "PATH": os.environ["PATH"], "TERM": "dumb"},
            )
            assert done.stderr == b"" or "-i" in request.param  # prompts
            assert list(folder.iterdir()) == []
            return done.stdout.split(b"\0")[:-1]

        return run_command

    @staticmethod
    def command(
        headers: dict[str, str], payload: dict[str, str], url: str
    ) -> tuple[str, list[bytes]]:
        """The command for a connection, and the arguments it is to have."""
        text = endpoint(
            trigger_call_headers=json.dumps(headers), trigger_call_payload=json.dumps(payload)
        )
        (connection,) = reading.read(
            Source(text.replace("https://voice.acme.dev/outbound", url), "a.json"), as_json=True
        ).connections
        sent = build(connection)
        preview = Preview(
            f"a{HOSTILE}`touch x`", "a.json", 1, "", sent.method, sent.url, sent.authority,
            sent.target, sent.headers, sent.body.decode(), len(sent.body),
        )  # fmt: skip
        fields = [
            (f"{name}: {value}" if value else f"{name};").encode("latin-1")
            for name, value in sent.headers
        ]
        arguments = [sent.url.encode()]
        for field in fields:
            arguments += [b"--header", field]
        return (
            PREVIEW_RENDERERS["curl"]([preview, preview]),
            [*arguments, b"--data-raw", sent.body],
        )

    NASTY = (
        "$HOME", "`id`", "$(id)", "it's", '"', "\\", "\\n", "%s%d%%", "!!", "!x", "a;b&c|d", "*?~",
        "\n", "\r\n", "\t", "##[x]", "# x", "\u260e", "\x7f", "-x", "@file", "", " ", "{1..3}",
        "'\"'", "\\'", "%041", "\\041",
    )  # fmt: skip

    @pytest.mark.parametrize("nasty", NASTY)
    def test_arguments_arrive_as_they_are(self, argv: object, nasty: str) -> None:
        value = nasty if nasty.isascii() and nasty.isprintable() else "caf\u00e9 $HOME\t%!"
        script, expected = self.command(
            {"X-A": value, "-X": f"\u00e9{value}"},
            {f"n{nasty}": nasty},
            "https://voice.acme.dev/a$b'c!d(e)?x=1&y=$HOME;z",
        )
        assert argv(script) == [b"--request", b"POST", *expected] * 2  # type: ignore[operator]

    def test_a_thousand_connections_arrive_as_they_are(self, argv: object) -> None:
        choose = random.Random(8).choices
        scripts, expected = [], []
        for _ in range(500):
            texts = ["".join(choose(self.NASTY, k=4)) for _ in range(3)]
            value = "".join(filter(str.isprintable, texts[0])).encode("latin-1", "ignore")
            script, arguments = self.command(
                {"X-A": f"a{value.decode('latin-1')}z"},
                {texts[1]: texts[2]},
                f"https://voice.acme.dev/{quote(texts[1], safe='$!()*,;=@')}?x=$(id)'!",
            )
            scripts.append(script)
            expected += [b"--request", b"POST", *arguments] * 2
        assert argv("\n".join(scripts)) == expected  # type: ignore[operator]

    def test_an_interactive_shell_finds_no_history_to_expand(self) -> None:
        script, _ = self.command({"X-A": "caf\u00e9!x"}, {}, "https://voice.acme.dev/")
        assert "!" not in script

    def test_curl_takes_the_url_as_it_is(self, argv: object) -> None:
        script, expected = self.command({}, {}, "https://[2001:db8::1]/a/../{b}")
        arguments = argv(script)  # type: ignore[operator]
        assert arguments == [b"--globoff", b"--path-as-is", b"--request", b"POST", *expected] * 2

    @settings(max_examples=30, suppress_health_check=list(HealthCheck))
    @given(st.text(st.characters(max_codepoint=0xFF, exclude_categories=["Cc"])), st.text())
    @example("-", "\0")
    def test_whatever_they_hold(self, argv: object, value: str, text: str) -> None:
        script, expected = self.command({"X-A": value}, {text: text}, "https://voice.acme.dev/")
        assert argv(script) == [b"--request", b"POST", *expected] * 2  # type: ignore[operator]


MANY = 300
LONG = {
    "trigger_call_endpoint": "https://voice.acme.dev/" + "a" * 20_000,
    "trigger_call_headers": json.dumps({f"X-{number}": "v" for number in range(1_000)}),
    "trigger_call_payload": json.dumps({f"x{number}": "v" for number in range(1_000)}),
    "name": "a" * 20_000,
}


def sharing(field: str, value: str, count: int) -> str:
    """Return connections that share the value of one field through an anchor."""
    others = {"trigger_call_endpoint": "https://voice.acme.dev/"} | {field: "*shared"}
    connection = "".join(f"  {key}: {text}\n" for key, text in others.items())
    connections = "".join(f"-{connection[1:]}" for _ in range(count))
    return f"x-shared: &shared {json.dumps(value)}\nconnections:\n{connections}"


@pytest.mark.parametrize("form", PREVIEW_RENDERERS)
@pytest.mark.parametrize("field", LONG)
def test_the_output_is_at_most_40_times_as_long_as_the_file(
    run: Run, field: str, form: str
) -> None:
    text = sharing(field, LONG[field], MANY)
    result = run("preview", write(text), "--format", form)
    assert 30 * len(text) < len(result.out) <= 40 * len(text)
    shown = result.out.count("+12025550123")
    assert result.err == (
        f"Only {shown} of {MANY} requests are shown: together they are more than 40 times as long "
        "as the files. Use --connection to see another one.\n"
    )
    assert result.status == 1


@pytest.mark.parametrize("value", [LONG["trigger_call_headers"], '{"X-A": "v"'])
def test_shared_headers_are_built_once(value: str) -> None:
    source = Source(sharing("trigger_call_headers", value, 3), "a.yaml")
    filled: list[str] = []

    def fill(place: Place, part: Part) -> str:
        filled.append(part)
        return place.value

    builder = Builder(fill=fill)
    for connection in reading.read(source, as_json=False).connections:
        with suppress(UnbuildableError):
            builder.build(connection)
    assert filled.count("header") == (1_000 if value.endswith("}") else 0)


@pytest.mark.parametrize(
    ("fields", "remarks"),
    [
        ({}, ["Retell AI calls the number in `to_number`"]),
        (
            {"phone_number_key": "to", "trigger_call_payload": "{}"},
            [
                "Retell AI does not read the number from the phone number key",
                "Retell AI requires `from_number`",
            ],
        ),
        (
            {"trigger_call_endpoint": "https://api.vapi.ai/call"},
            ["a trigger cannot call Vapi directly: the number belongs into the object `customer`"],
        ),
        (
            {"trigger_call_endpoint": "https://api.retellai.com/v2/create-web-call"},
            ["this path of Retell AI starts no call: it creates a web call and dials nobody"],
        ),
        ({"trigger_call_endpoint": "https://voice.acme.dev/"}, []),
    ],
)
def test_what_a_known_provider_makes_of_the_request_is_said(
    run: Run, fields: dict[str, str], remarks: list[str]
) -> None:
    connection = {
        "trigger_call_endpoint": "https://api.retellai.com/v2/create-phone-call",
        "phone_number_key": "to_number",
        "trigger_call_payload": '{"from_number": "+12025550123"}',
    }
    path = write(json.dumps(connection | fields))
    result = run("preview", path)
    assert result.err.splitlines() == [f"{path}:1: {remark}" for remark in remarks]
    assert result.status == 0
