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

def watch(event, args):
    if event.startswith("socket."):
        is_local = len(args) > 1 and isinstance(args[1], (str, bytes))  # a path, or abstract
        events.append(event + ":local" * is_local)

sys.addaudithook(watch)
from outbound_lint.cli import main
status = main(sys.argv[1:])
print(*events, file=sys.stderr)
sys.exit(status)
"""


LIMITED = """
import resource, sys
from outbound_lint.cli import main, probing
run = probing.run
def limited(*args):
    resource.setrlimit(resource.RLIMIT_NOFILE, ({}, 100))
    return run(*args)
probing.run = limited
sys.exit(main(sys.argv[1:]))
"""


PRESSING = """
import os, signal, sys
waiting = ["{}"]

def press(event, args):
    if event == "import" and args[0] in waiting:
        waiting.clear()
        os.kill(os.getpid(), signal.SIGINT)

sys.addaudithook(press)
from outbound_lint.__main__ import run
run()
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


def test_the_processes_of_a_large_run_open_no_network_connection(tmp_path: Path) -> None:
    write(tmp_path, **{f"a{number}": "voice.acme.dev" for number in range(320)})
    process = start(tmp_path, "check", ".", "--jobs", "2", "-q", script=WATCHING)
    _, err = process.communicate(timeout=60)
    # Local sockets connect the processes, depending on the version of Python.
    assert set(err.split()) <= {"socket.__new__", "socket.bind:local", "socket.connect:local"}


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


def interrupted(
    folder: Path, server: ssl.SSLContext, bundle: Path, *args: str
) -> tuple[int, str, str]:
    """Interrupt a run after the first of two probes; return its status and its outputs."""
    ended = threading.Event()

    def script(peer: receiver.Receiver, line: receiver.Line) -> None:
        responding(OK)(peer, line)
        with suppress(OSError):
            line.recv(1)  # until the probe closes the connection
        ended.set()

    with listening(script, server) as quick, listening(silent, server) as slow:
        write(folder, quick=f"127.0.0.1:{quick.port}", slow=f"localhost:{slow.port}")
        process = start(
            folder, "check", ".", "--probe", "--probe-ca-bundle", bundle,
            "--probe-allow-host", f"127.0.0.1:{quick.port}",
            "--probe-allow-host", f"localhost:{slow.port}", *args,
        )  # fmt: skip
        assert ended.wait(60)
        while not slow.connections:
            time.sleep(0.02)
        started = time.monotonic()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
        taken = time.monotonic() - started
    assert taken < 15  # not the 30 s of the limit
    return process.returncode, out, err


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize(
    "module", ["click", "outbound_lint.cli.probing", "_socket", "asyncio.base_events", "h11"]
)
def test_an_interruption_while_the_program_is_loaded_is_quiet(module: str, tmp_path: Path) -> None:
    write(tmp_path, a="voice.acme.dev")
    process = start(tmp_path, "check", ".", "--probe", script=PRESSING.format(module))
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (130, "")
    assert err.split() in ([], ["Interrupted."])


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_an_interruption_reports_the_results_so_far_and_what_has_none(
    server: ssl.SSLContext, bundle: Path, tmp_path: Path
) -> None:
    status, out, err = interrupted(tmp_path, server, bundle, "-o", "json")
    assert (status, err) == (130, "Interrupted: 1 of 2 connections not probed.\n")
    report = json.loads(out)
    assert [(one["path"], one["outcome"]) for one in report["probes"]] == [
        ("quick.yaml", "ok"),
        ("slow.yaml", "interrupted"),
    ]
    assert report["summary"]["probes"] == {
        "sent": 1, "ok": 1, "failed": 0, "skipped": 0, "interrupted": 1,
    }  # fmt: skip


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_the_text_never_says_that_an_interrupted_run_found_no_problems(
    server: ssl.SSLContext, bundle: Path, tmp_path: Path
) -> None:
    status, out, err = interrupted(tmp_path, server, bundle, "--ignore", "auth-missing")
    assert (status, err) == (130, "")
    assert out.endswith(
        "\n\nProbed 1 of 2 connections: 1 ok.\nInterrupted: 1 of 2 connections not probed.\n"
    )
    assert "interrupted" in out  # in the table
    assert "No problems found" not in out


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


@pytest.mark.skipif(os.name != "posix", reason="limits of open files")
@pytest.mark.parametrize("limit", [6, 8])
def test_too_many_open_files_are_neither_a_bug_nor_the_end_of_other_probes(
    limit: int, tmp_path: Path
) -> None:
    """The event loop needs three files, so 6 allow none, and 8 some connections at a time."""
    with listening(responding(OK), address="0.0.0.0") as peer:
        hosts = [f"127.0.0.{number}:{peer.port}" for number in range(1, 10)]
        for number, host in enumerate(hosts):
            text = f"trigger_call_endpoint: http://{host}/outbound\n"
            (tmp_path / f"{number}.yaml").write_text(text)
        allowed = [part for host in hosts for part in ("--probe-allow-host", host)]
        script = LIMITED.format(limit)
        process = start(tmp_path, "check", ".", "--probe", "-o", "json", *allowed, script=script)
        report = json.loads(process.communicate(timeout=60)[0])
    assert process.returncode == 1
    assert len(report["probes"]) == len(hosts)
    failed = [one for one in report["findings"] if one["rule"] == "probe-connect"]
    assert {one["message"].partition(":")[0] for one in failed} == {
        "this machine has too many open files"
    }
    names = {one["outcome"] for one in report["probes"]}
    assert names == ({"probe-connect"} if limit == 6 else {"ok", "probe-connect"})


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
    ("response", "said"),
    [
        (b"HTTP/1.1 407 -\r\nContent-Length: 0\r\n\r\n", "it requires a user and a password"),
        (b"HTTP/1.1 403 -\r\n\r\n", "it does not open a connection to this host and port"),
        (b"HTTP/1.1 502 -\r\n\r\n", "it could not connect to this host"),
        (b"garbage\r\n\r\n", "it may not be an HTTP proxy"),
        (b"", "closed the connection without answering"),
    ],
)
def test_a_failure_of_the_proxy_is_not_that_of_the_receiver(
    response: bytes, said: str, tmp_path: Path
) -> None:
    write(tmp_path, a="voice.acme.dev")
    with listening(receiver.raw(response)) as proxy:
        process = start(
            tmp_path, "check", ".", "--probe", "--probe-use-proxy", "-o", "json",
            env={"HTTPS_PROXY": f"http://me:s%65cret@127.0.0.1:{proxy.port}/"},
        )  # fmt: skip
        out, err = process.communicate(timeout=30)
    report = json.loads(out)
    assert [one["outcome"] for one in report["probes"]] == ["probe-proxy"]
    (finding,) = [one for one in report["findings"] if one["rule"] == "probe-proxy"]
    assert f"the proxy 127.0.0.1:{proxy.port} " in finding["message"]
    assert said in finding["message"]
    assert "--probe-use-proxy" not in finding["hint"]
    for secret in ("secret", "s%65cret", base64.b64encode(b"me:secret").decode()):
        assert secret not in out + err


def test_a_proxy_that_refuses_connections(tmp_path: Path) -> None:
    write(tmp_path, a="voice.acme.dev", b="other.acme.dev")
    with listening(silent) as proxy:
        port = proxy.port
    args = ("check", ".", "--probe", "--probe-use-proxy", "-o", "json")
    process = start(tmp_path, *args, env={"HTTPS_PROXY": f"http://127.0.0.1:{port}"})
    report = json.loads(process.communicate(timeout=30)[0])
    assert [one["outcome"] for one in report["probes"]] == ["probe-proxy"] * 2
    assert [one["proxied"] for one in report["probes"]] == [True] * 2


def test_a_proxy_with_an_ipv6_address(server: ssl.SSLContext, bundle: Path, tmp_path: Path) -> None:
    write(tmp_path, a="voice.acme.dev")
    with (
        listening(responding(OK), server) as peer,
        listening(Relay(peer.port), address="::1") as proxy,
    ):
        process = start(
            tmp_path, "check", ".", "--probe", "--probe-use-proxy", "-o", "json",
            "--probe-ca-bundle", bundle, env={"HTTPS_PROXY": f"http://[::1]:{proxy.port}"},
        )  # fmt: skip
        (probed,) = json.loads(process.communicate(timeout=30)[0])["probes"]
    assert (probed["outcome"], probed["proxied"]) == ("ok", True)


def test_a_host_in_no_proxy_is_connected_to_directly_and_guarded(
    behind: tuple[receiver.Receiver, Relay, receiver.Receiver], bundle: Path, tmp_path: Path
) -> None:
    peer, relay, proxy = behind
    write(tmp_path, direct=f"localhost:{peer.port}", proxied="voice.acme.dev")
    env = {"HTTPS_PROXY": f"127.0.0.1:{proxy.port}", "NO_PROXY": "localhost"}
    args = ("check", ".", "--probe", "--probe-use-proxy", "--probe-ca-bundle", bundle, "-o", "json")
    allowed = ("--ignore", "endpoint-not-public")
    blocked, proxied = json.loads(start(tmp_path, *args, *allowed, env=env).communicate()[0])[
        "probes"
    ]
    assert (blocked["outcome"], blocked["proxied"]) == ("probe-blocked", False)
    assert (proxied["outcome"], proxied["proxied"]) == ("ok", True)
    allowed = ("--probe-allow-host", f"localhost:{peer.port}")
    direct, proxied = json.loads(start(tmp_path, *args, *allowed, env=env).communicate()[0])[
        "probes"
    ]
    assert (direct["outcome"], direct["proxied"]) == ("ok", False)
    assert direct["address"] in ("127.0.0.1", "::1")
    assert (proxied["outcome"], proxied["proxied"]) == ("ok", True)
    assert len(relay.requests) == 2


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
