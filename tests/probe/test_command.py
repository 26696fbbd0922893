"""`outbound-lint check --probe` from the command line to the report."""

from __future__ import annotations

import json
import os
import re
import socket
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import trustme

from outbound_lint import __version__, resources
from outbound_lint.cli import probing
from outbound_lint.probe.network import transport
from tests.cli.conftest import Result, Run
from tests.probe import receiver
from tests.probe.conftest import serving
from tests.probe.receiver import OK, listening, responding, status
from tests.probe.samples import TOKEN, pieces

CONNECTION = """\
connections:
  - name: support
    trigger_call_endpoint: https://localhost:{port}/outbound?v=2
    trigger_call_headers: '{{"Authorization": "Bearer ${{VOICE}}", "Content-Type": "{type}"}}'
    trigger_call_payload: '{{"campaign_id": "summer2024"}}'
"""
BARE = """\
trigger_call_endpoint: https://localhost:{port}
"""

Probe = Callable[..., Result]


@pytest.fixture
def probe(run: Run, bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Probe:
    """Write a connection to a receiver, and probe it with a token from the environment."""
    monkeypatch.setenv("VOICE", TOKEN)

    def call(port: int, *args: str, text: str = CONNECTION) -> Result:
        filled = text.format(port=port, type="application/json")
        (tmp_path / "agents.yaml").write_text(filled, encoding="utf-8")
        return run(
            "check", "--probe", "agents.yaml", "--probe-ca-bundle", bundle,
            "--probe-allow-host", f"localhost:{port}", "--probe-env", "VOICE",
            "--probe-timeout", "30", *args,
        )  # fmt: skip

    return call


def marked(text: str, finding: dict[str, Any]) -> str:
    """Return the characters that a finding marks."""
    assert finding["line"] == finding["end_line"]
    return text.split("\n")[finding["line"] - 1][finding["column"] - 1 : finding["end_column"] - 1]


def test_a_success_from_the_command_line_to_the_report(
    probe: Probe, server: ssl.SSLContext
) -> None:
    with listening(responding(OK), server) as peer:
        result = probe(peer.port, "-o", "json")
    assert result.status == 0
    report = result.report()
    jsonschema.validate(report, json.loads(resources.schema("report")))
    assert report["findings"] == []
    (probed,) = report["probes"]
    assert probed.pop("received") == "status 200"
    unreachable = probed.pop("unreachable")
    timings = probed.pop("timings_ms")
    assert list(timings) == ["dns", "connect", "tls", "first_byte", "total"]
    assert all(value >= 0 for value in timings.values())
    assert probed.pop("certificate_days") > 21
    assert probed == {
        "connection": "support", "path": "agents.yaml", "pointer": "/connections/0",
        "host": "localhost", "port": peer.port, "outcome": "ok", "stage": "response",
        "status": 200, "address": probed["address"], "tls_version": "TLSv1.3", "proxied": False,
        "sent": f"POST https://localhost:{peer.port}/outbound?v=2 "
        "· Authorization: Bearer ${VOICE} · Content-Type: application/json "
        '· {"phone_number": "+12025550123", "campaign_id": "summer2024"}',
    }  # fmt: skip
    assert probed["address"] in ("127.0.0.1", "::1")
    assert probed["address"] not in unreachable
    assert peer.requests == [
        b"POST /outbound?v=2 HTTP/1.1\r\n"
        b"Host: localhost:" + str(peer.port).encode() + b"\r\n"
        b"Authorization: Bearer " + TOKEN.encode() + b"\r\n"
        b"Content-Type: application/json\r\n"
        b"User-Agent: outbound-lint/" + __version__.encode() + b"\r\n"
        b"X-Outbound-Lint-Probe: dry-run\r\n"
        b"Content-Length: 61\r\n"
        b"\r\n"
        b'{"phone_number": "+12025550123", "campaign_id": "summer2024"}'
    ]


PLACES = {
    401: ("probe-auth", "error", "Bearer ${VOICE}"),
    403: ("probe-auth", "error", "Bearer ${VOICE}"),
    404: ("probe-not-found", "error", "/outbound"),
    410: ("probe-not-found", "error", "/outbound"),
    405: ("probe-method", "error", "/outbound"),
    415: ("probe-media-type", "error", '"application/json"'),
    422: ("probe-rejected", "warning", """'{"campaign_id": "summer2024"}'"""),
    429: ("probe-rate-limited", "warning", "localhost"),
    503: ("probe-server-error", "error", "localhost"),
    302: ("probe-redirect", "error", "https://localhost:{port}/outbound"),
    600: ("probe-protocol", "error", "localhost"),
}


@pytest.mark.parametrize("code", PLACES)
def test_each_response_is_reported_at_the_characters_to_change(
    code: int, probe: Probe, server: ssl.SSLContext
) -> None:
    rule, severity, place = PLACES[code]
    with listening(responding(status(code)), server) as peer:
        result = probe(peer.port, "-o", "json")
    (finding,) = result.report()["findings"]
    text = CONNECTION.format(port=peer.port, type="application/json")
    assert (finding["rule"], finding["severity"]) == (rule, severity)
    assert marked(text, finding) == place.replace("{port}", str(peer.port))
    assert "from this machine" in finding["message"]
    assert str(code) in finding["message"] or rule == "probe-protocol"
    assert finding["connection"] == "support"
    assert result.report()["probes"][0]["outcome"] == rule
    assert result.status == (1 if severity == "error" else 0)


HTML = b"HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n<!doctype html>"
ERROR = b'HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n{"error": "x"}'


def test_an_address_without_a_connection_is_reported_beside_the_one_with(
    probe: Probe, server: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    def both(*_: object, **__: object) -> list[Any]:
        return [(0, 0, 0, "", (address, 0)) for address in ("127.0.0.2", "127.0.0.1")]

    monkeypatch.setattr(socket, "getaddrinfo", both)
    with listening(responding(OK), server) as peer:
        (probed,) = probe(peer.port, "-o", "json").report()["probes"]
        text = probe(peer.port).out
    assert (probed["outcome"], probed["unreachable"]) == ("ok", ["127.0.0.2"])
    assert "\n  no connection to 127.0.0.2, tried before 127.0.0.1\n" in text


@pytest.mark.parametrize(
    ("response", "said"), [(HTML, "an HTML page"), (ERROR, "JSON that reports an error")]
)
def test_a_success_that_is_none_is_said_in_the_table(
    response: bytes, said: str, probe: Probe, server: ssl.SSLContext
) -> None:
    with listening(responding(response), server) as peer:
        result = probe(peer.port)
    assert result.status == 0
    assert f"\n  received: status 200 · {said}\n" in result.out


ABSENT = {
    401: ("probe-auth", "trigger_call_endpoint"),
    404: ("probe-not-found", "localhost"),
    415: ("probe-media-type", "trigger_call_endpoint"),
    422: ("probe-rejected", "localhost"),
}


@pytest.mark.parametrize("code", ABSENT)
def test_without_headers_and_payload_the_place_is_the_endpoint(
    code: int, probe: Probe, server: ssl.SSLContext
) -> None:
    rule, place = ABSENT[code]
    with listening(responding(status(code)), server) as peer:
        found = probe(peer.port, "-o", "json", text=BARE).report()["findings"]
    (finding,) = [one for one in found if one["rule"] == rule]
    assert marked(BARE.format(port=peer.port), finding) == place


@pytest.mark.parametrize("code", [401, 415])
def test_an_absent_header_is_reported_at_the_start_of_the_headers(
    code: int, probe: Probe, server: ssl.SSLContext
) -> None:
    text = BARE + 'trigger_call_headers: \'{{"X-A": "b"}}\'\n'
    with listening(responding(status(code)), server) as peer:
        found = probe(peer.port, "-o", "json", text=text).report()["findings"]
    (finding,) = [one for one in found if one["rule"].startswith("probe-")]
    assert (finding["line"], finding["column"], finding["end_column"]) == (2, 24, 25)


def test_without_a_payload_the_place_is_the_phone_number_key(
    probe: Probe, server: ssl.SSLContext
) -> None:
    text = BARE + "phone_number_key: to\n"
    with listening(responding(status(400)), server) as peer:
        found = probe(peer.port, "-o", "json", text=text).report()["findings"]
    (finding,) = [one for one in found if one["rule"] == "probe-rejected"]
    assert marked(text.format(port=peer.port), finding) == "to"


@pytest.mark.parametrize(
    ("page", "place", "message"),
    [
        (
            b"<html>No required SSL certificate was sent</html>",
            "localhost",
            "it requires a client certificate (mTLS), and the platform sends none",
        ),
        (
            b"<html>The plain HTTP request was sent to HTTPS port</html>",
            "localhost",
            "the request came as plain HTTP to a port for HTTPS",
        ),
        (b"<html>agent_id is missing</html>", """'{"campaign_id": "summer2024"}'""", "the body"),
    ],
)
def test_a_page_of_the_server_itself_says_why_it_rejects_without_being_shown(
    page: bytes, place: str, message: str, probe: Probe, server: ssl.SSLContext
) -> None:
    head = f"HTTP/1.1 400 -\r\nContent-Length: {len(page)}\r\n\r\n".encode()
    with listening(responding(head, page), server) as peer:
        result = probe(peer.port, "-o", "json")
    (finding,) = result.report()["findings"]
    assert finding["rule"] == "probe-rejected"
    text = CONNECTION.format(port=peer.port, type="application/json")
    assert marked(text, finding) == place
    assert message in finding["message"]
    assert page.decode()[6:20] not in result.out


def test_an_http_url_of_a_port_for_https_is_told_by_its_page(probe: Probe) -> None:
    page = b"Client sent an HTTP request to an HTTPS server.\n"
    head = f"HTTP/1.0 400 Bad Request\r\nContent-Length: {len(page)}\r\n\r\n".encode()
    with listening(responding(head, page)) as peer:
        text = BARE.replace("https", "http")
        (finding,) = [
            one
            for one in probe(peer.port, "-o", "json", text=text).report()["findings"]
            if one["rule"].startswith("probe-")
        ]
    assert finding["message"].endswith(": this port expects HTTPS instead of HTTP")
    assert finding["hint"] == "Write `https` instead of `http`."


def test_hints_name_the_causes_on_this_machine(probe: Probe, server: ssl.SSLContext) -> None:
    with listening(responding(OK)) as peer:
        port = peer.port
    (refused,) = probe(port, "-o", "json").report()["findings"]
    with listening(responding(status(403)), server) as peer:
        (forbidden,) = probe(peer.port, "-o", "json").report()["findings"]
    with listening(receiver.silent, server) as peer:
        (late,) = probe(peer.port, "-o", "json", "--probe-timeout", "1").report()["findings"]
    rules = [one["rule"] for one in (refused, forbidden, late)]
    assert rules == ["probe-connect", "probe-auth", "probe-timeout"]
    assert "did not respond within 1 s to" in late["message"]
    for one in (refused, forbidden, late):
        assert "the platform's addresses" in one["hint"]
        assert "--probe-use-proxy" in one["hint"]


def test_ignoring_rules_does_not_permit_http(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("trigger_call_endpoint: http://127.0.0.1:9/outbound\n")
    ignored = ("--ignore", "endpoint-scheme,endpoint-not-public,auth-missing,endpoint-port")
    (finding,) = run("check", "--probe", "a.yaml", "-o", "json", *ignored).report()["findings"]
    assert (finding["rule"], finding["column"], finding["end_column"]) == ("probe-skipped", 24, 28)


def test_ignoring_rules_does_not_permit_private_addresses(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("trigger_call_endpoint: https://localhost/outbound\n")
    report = run("check", "--probe", "a.yaml", "-o", "json", "--ignore", "endpoint").report()
    (probed,) = report["probes"]
    assert (probed["outcome"], probed["stage"], probed["address"]) == ("probe-blocked", "dns", None)


def test_a_name_that_resolves_to_a_metadata_address_is_blocked(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.yaml").write_text("trigger_call_endpoint: https://voice.acme.dev/outbound\n")
    inside = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("169.254.169.254", 0))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_options: inside)
    result = run("check", "--probe", "a.yaml", "-o", "json")
    finding = next(one for one in result.report()["findings"] if "probe" in one["rule"])
    assert finding["rule"] == "probe-blocked"
    assert "cloud metadata address" in finding["message"]
    assert (finding["line"], finding["column"], finding["end_column"]) == (1, 32, 46)
    assert result.report()["probes"][0]["stage"] == "dns"


def test_the_text_first_lists_the_hosts(probe: Probe, server: ssl.SSLContext) -> None:
    with listening(responding(OK), server) as peer:
        lines = probe(peer.port).out.splitlines()
    assert lines[0] == "Probing 1 connection: 1 request to 1 host."
    assert lines[1] == f"  1 to localhost:{peer.port}"
    assert "+12025550123" in lines[2]
    head, row = lines[4:6]
    assert head.split() == ["connection", "host", "outcome", "status", "TLS", "time"]
    assert row.split()[:5] == ["support", f"localhost:{peer.port}", "ok", "200", "TLSv1.3"]
    assert lines[-2:] == [
        "Probed 1 of 1 connection: 1 ok.",
        "No problems found in 1 connection (1 file).",
    ]


def test_only_text_output_has_the_announcement(
    probe: Probe, server: ssl.SSLContext, tmp_path: Path
) -> None:
    with listening(responding(OK), server) as peer:
        assert "Probing" not in probe(peer.port, "-o", "concise").out
        assert "Probing" not in probe(peer.port, "--quiet").out
        both = probe(peer.port, "-o", "json", "-o", "text=report.txt")
    assert "Probing" not in both.out
    assert "localhost" in (tmp_path / "report.txt").read_text()
    assert both.err == ""  # no progress bar without a terminal


def test_the_announcement_is_printed_before_the_first_request(
    probe: Probe, server: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    from outbound_lint.cli import probing

    send_all, write = probing.send_all, probing.write
    monkeypatch.setattr(probing, "write", lambda text: (order.append("announced"), write(text)))
    monkeypatch.setattr(probing, "send_all", lambda *a: (order.append("sent"), send_all(*a))[1])
    with listening(responding(OK), server) as peer:
        probe(peer.port)
    assert order == ["announced", "sent"]


def test_a_token_is_sent_only_to_its_host(
    run: Run,
    server: ssl.SSLContext,
    bundle: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("VOICE", TOKEN)
    with listening(responding(OK), server) as own, listening(responding(OK), server) as other:
        for name, host in (("own", f"localhost:{own.port}"), ("other", f"127.0.0.1:{other.port}")):
            (tmp_path / f"{name}.yaml").write_text(
                f"trigger_call_endpoint: https://{host}/\n"
                'trigger_call_headers: \'{"Authorization": "Bearer ${VOICE}", '
                '"Content-Type": "application/json"}\'\n'
            )
        result = run(
            "check", "--probe", ".", "--probe-ca-bundle", bundle, "-o", "json",
            "--probe-allow-host", f"localhost:{own.port}",
            "--probe-allow-host", f"127.0.0.1:{other.port}",
            "--probe-env", f"VOICE@localhost:{own.port}",
        )  # fmt: skip
    assert TOKEN.encode() in own.requests[0]
    assert (other.connections, other.requests) == (0, [])
    outcomes = {one["path"]: one["outcome"] for one in result.report()["probes"]}
    assert outcomes == {"other.yaml": "probe-skipped", "own.yaml": "ok"}


@pytest.mark.parametrize("value", [None, ""])
def test_an_unset_variable_is_reported_at_its_placeholder(
    value: str | None, probe: Probe, server: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VOICE")
    if value is not None:
        monkeypatch.setenv("VOICE", value)
    with listening(responding(OK), server) as peer:
        result = probe(peer.port, "-o", "json")
    (finding,) = result.report()["findings"]
    text = CONNECTION.format(port=peer.port, type="application/json")
    assert (finding["rule"], marked(text, finding)) == ("probe-skipped", "${VOICE}")
    assert (result.status, peer.connections) == (1, 0)
    assert "No connection was probed" in result.err
    assert result.report()["probes"][0]["stage"] == "skipped"


def test_probe_connect_needs_no_variable_and_overrides_probe(
    probe: Probe, server: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VOICE")
    with listening(receiver.silent, server) as peer:
        result = probe(peer.port, "--probe-connect", "-o", "json")
    (probed,) = result.report()["probes"]
    assert (probed["outcome"], probed["stage"], result.status) == ("ok", "tls", 0)


def test_an_error_keeps_a_connection_from_being_probed(
    probe: Probe, server: ssl.SSLContext
) -> None:
    text = CONNECTION.replace("summer2024", "summer2024\\q")
    with listening(responding(OK), server) as peer:
        result = probe(peer.port, "-o", "json", "--select", "probe", text=text)
    (finding,) = result.report()["findings"]
    assert finding["rule"] == "probe-skipped"
    assert "payload-invalid-json" in finding["message"]
    assert peer.connections == 0


def test_identical_requests_are_sent_once_and_reported_for_each_connection(
    probe: Probe, server: ssl.SSLContext
) -> None:
    again = CONNECTION.partition("\n")[2].replace("support", "sales")
    with listening(responding(status(404)), server) as peer:
        report = probe(peer.port, "-o", "json", text=CONNECTION + again).report()
    assert len(peer.requests) == 1
    assert [one["connection"] for one in report["probes"]] == ["support", "sales"]
    assert [one["line"] for one in report["findings"]] == [3, 7]


def test_an_echoed_token_is_in_no_output(probe: Probe, server: ssl.SSLContext) -> None:
    response = (
        f"HTTP/1.1 401 {TOKEN}\r\nWWW-Authenticate: Bearer {TOKEN}\r\n"
        f"Content-Length: {len(TOKEN)}\r\n\r\n{TOKEN}"
    ).encode()
    with listening(responding(response), server) as peer:
        for form in ("text", "concise", "json"):
            result = probe(peer.port, "-o", form, "--verbose")
            printed = result.out + result.err
            assert "probe-auth" in printed
            assert [piece for piece in pieces(TOKEN) if piece in printed] == []


def test_connection_names_that_contain_a_secret_are_masked(probe: Probe) -> None:
    text = CONNECTION.replace("support", TOKEN).replace("${{VOICE}}", TOKEN)
    for form in ("text", "json"):
        result = probe(9, "-o", form, text=text)
        assert "probe-connect" in result.out
        assert [piece for piece in pieces(TOKEN) if piece in result.out] == []


def test_a_failure_shows_what_was_sent_and_what_came_back(
    probe: Probe, server: ssl.SSLContext
) -> None:
    text = CONNECTION.replace("v=2", "v=2&api_key=a81f9c4e7d22")
    with listening(responding(status(401)), server) as peer:
        short, long = (probe(peer.port, *args, text=text).out for args in ((), ("--verbose",)))
        connected = probe(peer.port, "--probe-connect", text=text).out
    url = f"POST https://localhost:{peer.port}/outbound?v=2&api_key=****"
    start = f"  = sent: {url} · Authorization: Bearer ${{VOICE}} ·"
    (line,) = [line for line in short.splitlines() if line.startswith(start)]
    assert line.endswith("…")
    assert len(line) <= 100
    assert re.search(r"\n  = received: status 401\n  = help: ", short)
    assert '"campaign_id":' in long  # wrapped, not cut
    assert "= sent" not in connected


def test_a_number_of_ones_own_is_not_shown_in_what_was_sent(
    probe: Probe, server: ssl.SSLContext
) -> None:
    with listening(responding(status(400)), server) as peer:
        result = probe(peer.port, "-o", "json", "--probe-number", "+14155550199")
    assert b"+14155550199" in peer.requests[0]
    assert "+14155550199" not in result.out
    assert '{"phone_number": "****", "campaign' in result.report()["probes"][0]["sent"]


def test_what_was_not_sent_is_not_described(probe: Probe) -> None:
    (probed,) = probe(9, "-o", "json").report()["probes"]
    assert (probed["outcome"], probed["sent"], probed["received"]) == ("probe-connect", None, None)


def test_several_bundles_are_trusted(
    run: Run, server: ssl.SSLContext, bundle: Path, tmp_path: Path
) -> None:
    other = trustme.CA()
    other.cert_pem.write_to_path(tmp_path / "other.pem")
    with (
        listening(responding(OK), server) as one,
        listening(responding(OK), serving(other.issue_cert("localhost"))) as two,
    ):
        for name, port in (("one", one.port), ("two", two.port)):
            (tmp_path / f"{name}.yaml").write_text(BARE.format(port=port))
        options = [f"--probe-allow-host=localhost:{port}" for port in (one.port, two.port)]
        bundles = ("--probe-ca-bundle", bundle, "--probe-ca-bundle", "other.pem")
        probes = run("check", "--probe", "-o", "json", *options, *bundles).report()["probes"]
    assert [probe["outcome"] for probe in probes] == ["ok", "ok"]


def test_responses_are_saved_in_a_private_file_and_nowhere_else(
    probe: Probe, server: ssl.SSLContext, tmp_path: Path
) -> None:
    body = b"\xffno such token: " + TOKEN.encode()
    head = b"HTTP/1.1 401 Who?\r\nX-Hint: ask\r\nContent-Length: %d\r\n\r\n" % len(body)
    saved = tmp_path / "saved.txt"
    saved.write_text("old, and longer" * 1000)
    saved.chmod(0o644)
    text = CONNECTION.replace("v=2", "v=2&api_key=a81f9c4e7d22")
    with listening(responding(head, body), server) as peer:
        result = probe(peer.port, "--probe-save", "saved.txt", "--verbose", text=text)
    assert (
        saved.read_bytes()
        == (
            "### request of support (agents.yaml)\n"
            "POST /outbound?v=2&api_key=**** HTTP/1.1\n"
            f"Host: localhost:{peer.port}\n"
            "Authorization: Bearer ${VOICE}\n"
            "Content-Type: application/json\n"
            f"User-Agent: outbound-lint/{__version__}\n"
            "X-Outbound-Lint-Probe: dry-run\n"
            "\n"
            '{"phone_number": "+12025550123", "campaign_id": "summer2024"}\n'
            "\n"
            "### response\n"
        ).encode()
        + head
        + body
        + b"\n"
    )
    assert os.name != "posix" or saved.stat().st_mode & 0o777 == 0o600
    assert "no such token" not in result.out + result.err
    assert "X-Hint" not in result.out + result.err
    assert "probe-auth" in result.out


def test_a_body_that_never_ends_does_not_change_the_outcome_of_a_saved_probe(
    probe: Probe, server: ssl.SSLContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "_BODY_OF_FAILURE", 0.2)
    head = b"HTTP/1.1 500 No\r\nContent-Length: 9\r\n\r\nhal"
    with listening(receiver.dripping(head, b"", every=0.05), server) as peer:
        result = probe(peer.port, "--probe-save", "saved.txt", "-o", "json")
    (probed,) = result.report()["probes"]
    assert (probed["outcome"], probed["status"]) == ("probe-server-error", 500)
    assert (tmp_path / "saved.txt").read_bytes().endswith(head + b"\n")


@pytest.mark.skipif(os.name != "posix", reason="symbolic links")
@pytest.mark.parametrize("name", ["link.txt", "agents.yaml", ".", "none/a", "", "-"])
def test_where_responses_can_not_be_saved_nothing_is_sent(
    name: str, probe: Probe, server: ssl.SSLContext, tmp_path: Path
) -> None:
    (tmp_path / "target.txt").write_text("kept")
    (tmp_path / "link.txt").symlink_to("target.txt")
    with listening(responding(OK), server) as peer:
        result = probe(peer.port, "--probe-save", name)
    assert (result.status, peer.connections) == (2, 0)
    assert (tmp_path / "target.txt").read_text() == "kept"


def test_where_nothing_was_sent_the_responses_of_an_earlier_run_stay(
    probe: Probe, tmp_path: Path
) -> None:
    saved = tmp_path / "saved.txt"
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        result = probe(unused.getsockname()[1], "--probe-save", "saved.txt")
        assert not saved.exists()
        saved.write_bytes(b"earlier")
        assert probe(unused.getsockname()[1], "--probe-save", "saved.txt").err == result.err
    assert result.err == "No request was sent, so saved.txt was not written.\n"
    assert saved.read_bytes() == b"earlier"


def test_a_bug_while_saving_a_request_loses_neither_response_nor_report(
    probe: Probe, server: ssl.SSLContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(probing, "Summary", fail)
    with listening(responding(OK), server) as peer:
        result = probe(peer.port, "--probe-save", "saved.txt", "-o", "json")
    assert [one["outcome"] for one in result.report()["probes"]] == ["ok"]
    saved = (tmp_path / "saved.txt").read_bytes()
    assert saved.startswith(b"### request (agents.yaml)\ninternal error: ZeroDivisionError at outb")
    assert saved.endswith(OK + b"\n")


def test_without_permission_to_save_responses_nothing_is_sent(
    probe: Probe, server: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write everywhere
    with listening(responding(OK), server) as peer:
        result = probe(peer.port, "--probe-save", "saved.txt")
    assert (result.status, peer.connections) == (2, 0)
    assert "saved.txt can't be written" in result.err


@pytest.mark.parametrize("headers", ["", "trigger_call_headers: '{{}}'\n"])
def test_a_missing_credential_is_reported_once(
    headers: str, probe: Probe, server: ssl.SSLContext
) -> None:
    def rules(code: int, *args: str) -> list[str]:
        with listening(responding(status(code)), server) as peer:
            result = probe(peer.port, "-o", "json", *args, text=BARE + headers)
        return [one["rule"] for one in result.report()["findings"] if "auth" in one["rule"]]

    assert rules(401) == ["probe-auth"]
    assert rules(200) == ["auth-missing"]
    assert rules(401, "--ignore", "probe-auth") == ["auth-missing"]


def test_probe_rules_can_be_ignored(probe: Probe, server: ssl.SSLContext) -> None:
    with listening(responding(status(404)), server) as peer:
        result = probe(peer.port, "-o", "json", "--ignore", "probe-not-found")
    assert (result.status, result.report()["findings"]) == (0, [])
    assert result.report()["probes"][0]["outcome"] == "probe-not-found"


def test_standard_input_is_probed(
    run: Run, server: ssl.SSLContext, bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOICE", TOKEN)
    with listening(responding(OK), server) as peer:
        text = CONNECTION.format(port=peer.port, type="application/json")
        result = run(
            "check", "--probe", "-", "-o", "json", "--probe-ca-bundle", bundle,
            "--probe-allow-host", f"localhost:{peer.port}", "--probe-env", "VOICE",
            stdin=text.encode(),
        )  # fmt: skip
    assert [one["path"] for one in result.report()["probes"]] == ["<stdin>"]
    assert len(peer.requests) == 1


def test_a_damaged_certificate_in_a_bundle_is_a_usage_error(
    probe: Probe, server: ssl.SSLContext, bundle: Path, tmp_path: Path
) -> None:
    text = bundle.read_text()
    (tmp_path / "damaged.pem").write_text(text + text[: len(text) // 2])
    with listening(responding(OK), server) as peer:
        result = probe(peer.port, "--probe-ca-bundle", "damaged.pem")
    assert (result.status, peer.connections) == (2, 0)
    assert "damaged.pem can't be read, or holds no certificate or a damaged one" in result.err


MISTAKES = {
    ("--probe", "--probe-number", "2025550123"): "+12025550123",
    ("--probe", "--probe-number", ""): "+12025550123",
    ("--probe", "--probe-ca-bundle", "nothing.pem"): "BEGIN CERTIFICATE",
    ("--probe", "--probe-ca-bundle", "a.yaml"): "BEGIN CERTIFICATE",
    ("--probe", "--probe-ca-bundle", ""): "BEGIN CERTIFICATE",
    ("--probe", "--probe-allow-host", "https://localhost"): "localhost:8443",
    ("--probe", "--probe-env", "A B@host"): "NAME@HOST",
    ("--probe", "--probe-timeout", "0"): "0<x<=300",
    ("--probe", "--probe-limit", "0"): "a whole number of 1 or more",
    ("--probe", "--probe-use-proxy"): "HTTPS_PROXY",
    ("--probe-number", "+12025550123"): "add --probe",
    ("--probe-use-proxy",): "add --probe",
    ("--probe", "--fix"): "--fix",
}


@pytest.mark.parametrize("args", MISTAKES)
def test_usage_errors_say_what_to_type(
    args: tuple[str, ...], run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "a.yaml").write_text("trigger_call_endpoint: https://voice.acme.dev/\n")
    result = run("check", "a.yaml", *args)
    assert (result.status, result.out) == (2, "")
    assert MISTAKES[args].replace("add --probe", "without --probe: add it") in result.err
