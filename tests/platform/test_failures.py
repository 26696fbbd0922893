"""What keeps the agents from being fetched: one sentence, exit status 2, and never the key."""

from __future__ import annotations

import os
import re
import signal
import ssl
from pathlib import Path

import pytest

from outbound_lint.platform import api
from outbound_lint.platform.failures import sentence
from outbound_lint.probe.outcomes import Facts, Outcome
from outbound_lint.probe.permissions import Authority
from tests.cli.conftest import Run
from tests.platform.conftest import Ask
from tests.platform.standin import KEY, Platform, agent, error, read_head, reply
from tests.probe.receiver import Line, Receiver, ending, listening, silent

COMMANDS = [("pull",), ("check", "--live")]


def responding(*responses: bytes) -> object:
    """Send the responses one after the other, the last one again and again."""
    waiting = list(responses)

    def script(receiver: Receiver, line: Line) -> None:
        receiver.requests.append(read_head(line).encode())
        line.sendall(waiting.pop(0) if len(waiting) > 1 else waiting[0])

    return script


def page(token: object, agents: object = ()) -> bytes:
    return reply({"agents": agents, "next_page_token": token})


FAILURES = {
    "unauthorized": (error(401, "UNAUTHENTICATED"), "does not accept the key in COVAL_API_KEY"),
    "forbidden": (error(403, "PERMISSION_DENIED"), "may not list agents (status 403)"),
    "not found": (error(404, "NOT_FOUND"), "(status 404): check --api-url"),
    "too many": (
        b"HTTP/1.1 429 -\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n",
        "(status 429): try again in 7 s",
    ),
    "bad request": (error(400, "INVALID_ARGUMENT"), "refused the request (status 400)"),
    "server error": (error(503, "INTERNAL"), "the platform failed (status 503)"),
    "redirect": (
        b"HTTP/1.1 302 -\r\nLocation: https://evil.example/\r\nContent-Length: 0\r\n\r\n",
        "redirects (status 302), which is not followed",
    ),
    "half": (b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{", "is incomplete, or not valid HTTP"),
    "not HTTP": (b"SSH-2.0-OpenSSH\r\n", "is incomplete, or not valid HTTP"),
    "HTML": (
        b"HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n<html>hi</html>",
        "is not a list of agents in JSON",
    ),
    "not JSON": (
        b'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"agents"',
        "is not a list of agents in JSON",
    ),
    "deep": (
        b"HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n" + b"[" * 200_000,
        "is not a list of agents in JSON",
    ),
    "NaN": (
        b"HTTP/1.1 200 OK\r\nContent-Length: 22\r\n\r\n" + b'{"agents":[{"a":NaN}]}',
        "is not a list of agents in JSON",
    ),
    "other JSON": (reply([agent("a")]), "is not a list of agents in JSON"),
    "no agents": (reply({"agents": None}), "is not a list of agents in JSON"),
    "strings": (page(None, ["a"]), "is not a list of agents in JSON"),
    "token": (page(7), "is not a list of agents in JSON"),
    "loop": (page("again"), "a page token was returned twice"),
}


@pytest.mark.parametrize("name", FAILURES)
def test_a_response_without_agents(
    ask: Ask, server: ssl.SSLContext, tmp_path: Path, name: str
) -> None:
    response, expected = FAILURES[name]
    with listening(responding(response), server) as peer:  # type: ignore[arg-type]
        result = ask(peer, *COMMANDS[len(name) % 2])
    assert (result.status, result.out) == (2, "")
    assert re.fullmatch(r"Error: [^\n]+\n", result.err)
    assert expected in result.err
    assert "evil" not in result.err
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_peer_that_does_not_respond(
    ask: Ask, server: ssl.SSLContext, command: tuple[str, ...]
) -> None:
    with listening(silent, server) as peer:
        result = ask(peer, *command, "--probe-timeout", "0.5")
    assert result.status == 2
    assert "did not respond within 0.5 s" in result.err


def test_ctrl_c_ends_the_command(ask: Ask, server: ssl.SSLContext, tmp_path: Path) -> None:
    def interrupt(receiver: Receiver, line: Line) -> None:
        read_head(line)
        os.kill(os.getpid(), signal.SIGINT)
        receiver.released.wait()

    with listening(interrupt, server) as peer:
        result = ask(peer, "pull")
    assert (result.status, result.err.strip()) == (130, "Interrupted.")
    assert not [*tmp_path.iterdir()]


def test_a_peer_that_closes_the_connection(ask: Ask, server: ssl.SSLContext) -> None:
    with listening(ending, server) as peer:
        result = ask(peer, "pull")
    assert result.status == 2
    assert len(result.err.splitlines()) == 1


def test_a_list_without_end(
    ask: Ask, server: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "_MOST_PAGES", 3)
    pages = [page(f"page {number}", [agent("a")]) for number in range(4)]
    with listening(responding(*pages), server) as peer:  # type: ignore[arg-type]
        result = ask(peer, "pull")
    assert len(peer.requests) == 3
    assert (result.status, "has more than 3 pages" in result.err) == (2, True)


def test_a_list_that_takes_too_long(
    ask: Ask, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "_MOST_SECONDS", 0.0)
    result = ask(platform, "pull")
    assert (result.status, "was not complete after 0 s" in result.err) == (2, True)
    assert platform.requests == []


def test_a_page_that_is_too_long(
    ask: Ask, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "_MOST_BODY", 1024 * 1024)
    platform.agents = [agent("a", prompt="x" * 2_000_000)]
    result = ask(platform, "pull")
    assert (result.status, "a page of agents is longer than 1 MiB" in result.err) == (2, True)


def test_more_agents_than_a_file_may_have(
    ask: Ask, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("outbound_lint.connections.finder.MAX_CONNECTIONS", 2)
    platform.agents = [agent("a")] * 3
    result = ask(platform, "check", "--live")
    assert (result.status, "there are more than 2 connections" in result.err) == (2, True)


def test_a_page_with_long_prompts_is_read(ask: Ask, platform: Platform) -> None:
    platform.agents = [agent("a", prompt="x" * 2_000_000)]
    assert ask(platform, "pull", "-").status == 0


def test_an_untrusted_certificate_gets_no_key(
    run: Run, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COVAL_API_KEY", KEY)
    host = f"localhost:{platform.port}"
    result = run("pull", "--api-url", f"https://{host}/v1", "--probe-allow-host", host)
    assert result.status == 2
    assert "no TLS connection to localhost" in result.err
    assert platform.requests == []


@pytest.mark.parametrize("command", COMMANDS)
def test_a_private_address_gets_no_key(
    run: Run, platform: Platform, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setenv("COVAL_API_KEY", KEY)
    host = f"localhost:{platform.port}"
    result = run(*command, "--api-url", f"https://{host}/v1")
    assert result.status == 2
    assert f"so the key was not sent: if it is yours, add --probe-allow-host {host}" in result.err
    assert platform.requests == []


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://api.coval.dev/v1", "write https"),
        ("api.coval.dev", "write a URL without user, query and fragment"),
        ("https://me:secret@api.coval.dev/v1", "write a URL without user"),
        ("https://api.coval.dev/v1?key=1", "write a URL without user"),
        ("https://${HOST}/v1", "write a URL without user"),
        ("ftp://api.coval.dev", "write a URL without user"),
        ("", "write a URL without user"),
    ],
)
def test_a_url_that_gets_no_key(
    run: Run, monkeypatch: pytest.MonkeyPatch, url: str, expected: str
) -> None:
    monkeypatch.setenv("COVAL_API_KEY", KEY)
    result = run("pull", "--api-url", url)
    assert result.status == 2
    assert f"Error: --api-url: {expected}" in result.err
    assert "secret" not in result.err


@pytest.mark.parametrize("key", [None, "", "a b", f"{KEY}\n", f"{KEY}é"])
@pytest.mark.parametrize("command", COMMANDS)
def test_a_key_that_cannot_be_sent(
    run: Run, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], key: str | None
) -> None:
    monkeypatch.delenv("COVAL_API_KEY", raising=False)
    if key is not None:
        monkeypatch.setenv("COVAL_API_KEY", key)
    result = run(*command)
    assert (result.status, result.out) == (2, "")
    assert re.fullmatch(r"Error: COVAL_API_KEY (?:is not set|has )[^\n]+\n", result.err)
    assert KEY not in result.err


def test_proxies_of_the_environment_are_ignored(
    ask: Ask, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    assert ask(platform, "pull", "-").status == 0
    result = ask(platform, "pull", "-", "--probe-use-proxy")
    assert (result.status, "check HTTPS_PROXY" in result.err) == (2, True)


def test_a_bug_is_an_internal_error(
    ask: Ask, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise LookupError(KEY)

    monkeypatch.setattr("outbound_lint.probe.network.transport.connect", fail)
    result = ask(platform, "pull")
    assert result.status == 3
    assert "Internal error: LookupError at outbound_lint/" in result.err


@pytest.mark.parametrize(
    "outcome",
    [
        Outcome("probe-dns", "dns", "no-address"),
        Outcome("probe-connect", "connect", "refused"),
        Outcome("probe-connect", "connect", "limit", limit=10.0),
        Outcome("probe-blocked", "dns", "special", "a cloud metadata address"),
        Outcome("probe-tls", "tls", "expired"),
        Outcome("probe-tls", "tls", "handshake"),
        Outcome("probe-rate-limited", "response", status=429, facts=Facts()),
        Outcome("probe-auth", "response", status=407),
    ],
)
def test_every_failure_is_one_sentence(outcome: Outcome) -> None:
    said = sentence(outcome, Authority("api.coval.dev", 443))
    assert re.fullmatch(r"[a-z][^{}\n]{20,160}[^.]", said)
    assert "None" not in said
