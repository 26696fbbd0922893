"""The program as a separate process: sockets, signals, terminals and the environment."""

from __future__ import annotations

import base64
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import pytest

from tests.checkout import ROOT
from tests.probe import receiver
from tests.probe.receiver import OK, listening, responding, silent

VALID = "trigger_call_endpoint: https://{host}/outbound\n"

WATCHING = """
import sys
events = []
sys.addaudithook(lambda event, _: event.startswith("socket.") and events.append(event))
from outbound_lint.cli import main
status = main(sys.argv[1:])
print(*events, file=sys.stderr)
sys.exit(status)
"""


def environment(**more: str) -> dict[str, str]:
    path = os.pathsep.join(filter(None, (str(ROOT / "src"), os.environ.get("PYTHONPATH"))))
    return {**os.environ, "PYTHONPATH": path, **more}


def start(
    folder: Path, *args: str | Path, env: Mapping[str, str] | None = None, script: str | None = None
) -> subprocess.Popen[str]:
    program = ["-c", script] if script else ["-m", "outbound_lint"]
    return subprocess.Popen(
        [sys.executable, *program, *map(str, args)],
        cwd=folder,
        env=environment(**(env or {})),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def write(folder: Path, **hosts: str) -> None:
    for name, host in hosts.items():
        (folder / f"{name}.yaml").write_text(VALID.format(host=host))


@pytest.mark.parametrize(
    ("args", "host"),
    [
        (["check", "."], "voice.acme.dev"),
        (["check", ".", "-o", "json", "--select", "all"], "voice.acme.dev"),
        (["preview", "a.yaml"], "voice.acme.dev"),
        (["check", ".", "--probe"], "10.0.0.1"),  # skipped
    ],
)
def test_no_socket_is_opened_unless_something_is_probed(
    args: list[str], host: str, tmp_path: Path
) -> None:
    write(tmp_path, a=host)
    process = start(tmp_path, *args, script=WATCHING)
    out, err = process.communicate(timeout=30)
    assert out
    assert err.splitlines()[-1] == ""  # the events


def test_the_audit_hook_sees_the_sockets_of_a_probe(
    server: ssl.SSLContext, bundle: Path, tmp_path: Path
) -> None:
    with listening(responding(OK), server) as peer:
        write(tmp_path, a=f"localhost:{peer.port}")
        process = start(
            tmp_path, "check", ".", "--probe", "--probe-ca-bundle", bundle,
            "--probe-allow-host", f"localhost:{peer.port}", script=WATCHING,
        )  # fmt: skip
        _, err = process.communicate(timeout=30)
    assert {"socket.getaddrinfo", "socket.connect"} <= set(err.split())


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_an_interruption_reports_the_results_so_far(
    server: ssl.SSLContext, bundle: Path, tmp_path: Path
) -> None:
    ended = threading.Event()

    def script(peer: receiver.Receiver, line: receiver.Line) -> None:
        responding(OK)(peer, line)
        with suppress(OSError):
            line.recv(1)  # until the probe closes the connection
        ended.set()

    with listening(script, server) as quick, listening(silent, server) as slow:
        write(tmp_path, quick=f"127.0.0.1:{quick.port}", slow=f"localhost:{slow.port}")
        process = start(
            tmp_path, "check", ".", "--probe", "--probe-ca-bundle", bundle, "-o", "json",
            "--probe-allow-host", f"127.0.0.1:{quick.port}",
            "--probe-allow-host", f"localhost:{slow.port}",
        )  # fmt: skip
        assert ended.wait(60)
        while not slow.connections:
            time.sleep(0.02)
        started = time.monotonic()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
        taken = time.monotonic() - started
    assert process.returncode == 130
    assert taken < 15  # not the 30 s of the limit
    assert err == "Interrupted: the report lacks the connections that were not probed yet.\n"
    assert [(one["path"], one["outcome"]) for one in json.loads(out)["probes"]] == [
        ("quick.yaml", "ok")
    ]


def test_a_resolver_that_hangs_does_not_keep_the_process_alive(tmp_path: Path) -> None:
    write(tmp_path, a="voice.acme.dev")
    script = (
        "import socket, time\nsocket.getaddrinfo = lambda *a, **o: time.sleep(300)\n"
        "import sys\nfrom outbound_lint.cli import main\nsys.exit(main(sys.argv[1:]))"
    )
    args = ("check", ".", "--probe", "--probe-timeout", "0.3", "-o", "json")
    started = time.monotonic()
    out, _ = start(tmp_path, *args, script=script).communicate(timeout=30)
    assert time.monotonic() - started < 60
    (probed,) = json.loads(out)["probes"]
    assert (probed["outcome"], probed["stage"]) == ("probe-dns", "dns")


class Relay:
    """A proxy that connects every tunnel to one port, and keeps the requests."""

    def __init__(self, port: int, response: bytes = b"HTTP/1.1 200 OK\r\n\r\n") -> None:
        self.requests: list[bytes] = []
        self._port, self._response = port, response

    def __call__(self, _: receiver.Receiver, line: receiver.Line) -> None:
        data = b""
        while b"\r\n\r\n" not in data:
            data += line.recv(65536)
        self.requests.append(data)
        line.sendall(self._response)
        with socket.create_connection(("127.0.0.1", self._port)) as far:
            back = threading.Thread(target=self._copy, args=(far, line), daemon=True)
            back.start()
            self._copy(line, far)
            back.join(5)

    @staticmethod
    def _copy(source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)


PROXY_NAMES = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy")


@pytest.fixture
def behind(server: ssl.SSLContext) -> Iterator[tuple[receiver.Receiver, Relay, receiver.Receiver]]:
    """A receiver, and a proxy in front of it."""
    with listening(responding(OK), server) as peer:
        relay = Relay(peer.port)
        with listening(relay) as proxy:
            yield peer, relay, proxy


def test_the_proxy_of_the_environment_is_ignored(
    behind: tuple[receiver.Receiver, Relay, receiver.Receiver], bundle: Path, tmp_path: Path
) -> None:
    peer, relay, proxy = behind
    write(tmp_path, a=f"localhost:{peer.port}")
    (tmp_path / ".netrc").write_text("machine localhost login me password secret\n")
    process = start(
        tmp_path, "check", ".", "--probe", "--probe-ca-bundle", bundle, "-o", "json",
        "--probe-allow-host", f"localhost:{peer.port}",
        env={**dict.fromkeys(PROXY_NAMES, f"http://127.0.0.1:{proxy.port}"),
             "HOME": str(tmp_path), "NETRC": str(tmp_path / ".netrc")},
    )  # fmt: skip
    (probed,) = json.loads(process.communicate(timeout=30)[0])["probes"]
    assert (probed["outcome"], probed["proxied"]) == ("ok", False)
    assert relay.requests == []
    assert b"authorization" not in peer.requests[0].lower()


def test_a_requested_proxy_resolves_the_name(
    behind: tuple[receiver.Receiver, Relay, receiver.Receiver], bundle: Path, tmp_path: Path
) -> None:
    peer, relay, proxy = behind
    write(tmp_path, a="voice.acme.dev")
    args = ("check", ".", "--probe", "--probe-ca-bundle", bundle, "--probe-use-proxy")
    url = f"http://me:se%63ret@127.0.0.1:{proxy.port}"
    process = start(tmp_path, *args, "-o", "json", env={"HTTPS_PROXY": url})
    out, err = process.communicate(timeout=30)
    (probed,) = json.loads(out)["probes"]
    assert (probed["outcome"], probed["address"], probed["proxied"]) == ("ok", None, True)
    credentials = base64.b64encode(b"me:secret")
    assert relay.requests == [
        b"CONNECT voice.acme.dev:443 HTTP/1.1\r\nHost: voice.acme.dev:443\r\n"
        b"Proxy-Authorization: Basic " + credentials + b"\r\n\r\n"
    ]
    assert b"proxy-authorization" not in peer.requests[0].lower()
    assert "secret" not in out + err
    text, _ = start(tmp_path, *args, env={"https_proxy": url}).communicate(timeout=30)
    assert "their addresses were not checked" in text


def test_ip_addresses_are_judged_before_the_proxy_is_used(
    behind: tuple[receiver.Receiver, Relay, receiver.Receiver], tmp_path: Path
) -> None:
    _, relay, proxy = behind
    write(tmp_path, a="169.254.169.254")
    process = start(
        tmp_path, "check", ".", "--probe", "--probe-use-proxy", "-o", "json",
        "--probe-allow-host", "169.254.169.254",
        env={"HTTPS_PROXY": f"127.0.0.1:{proxy.port}"},
    )  # fmt: skip
    (probed,) = json.loads(process.communicate(timeout=30)[0])["probes"]
    assert probed["outcome"] == "probe-blocked"
    assert relay.requests == []


@pytest.mark.parametrize(
    "response",
    [b"HTTP/1.1 407 -\r\nContent-Length: 0\r\n\r\n", b"HTTP/1.1 502 -\r\n\r\n", b"garbage\r\n\r\n"],
)
def test_proxy_that_does_not_open_a_tunnel(response: bytes, tmp_path: Path) -> None:
    write(tmp_path, a="voice.acme.dev")
    with listening(Relay(9, response)) as proxy:
        process = start(
            tmp_path, "check", ".", "--probe", "--probe-use-proxy", "-o", "json",
            env={"HTTPS_PROXY": f"http://127.0.0.1:{proxy.port}/"},
        )  # fmt: skip
        report = json.loads(process.communicate(timeout=30)[0])
    assert [one["outcome"] for one in report["probes"]] == ["probe-connect"]
    (finding,) = [one for one in report["findings"] if one["rule"] == "probe-connect"]
    assert "the proxy" in finding["message"]


@pytest.mark.skipif(os.name != "posix", reason="pseudo terminals")
def test_progress_is_shown_on_a_terminal(
    server: ssl.SSLContext, bundle: Path, tmp_path: Path
) -> None:
    import pty

    with listening(responding(OK), server) as peer:
        write(tmp_path, a=f"localhost:{peer.port}")
        ours, theirs = pty.openpty()
        subprocess.run(
            [sys.executable, "-m", "outbound_lint", "check", ".", "--probe", "-o", "json",
             "--probe-ca-bundle", bundle, "--probe-allow-host", f"localhost:{peer.port}"],
            cwd=tmp_path, env=environment(TERM="xterm"), stdout=subprocess.PIPE, stderr=theirs,
            check=True,
        )  # fmt: skip
        os.close(theirs)
        shown = os.read(ours, 65536).decode()
        os.close(ours)
    assert "Probing" in shown
    assert "100%" in shown
