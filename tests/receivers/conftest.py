"""A private authority and its certificates, and receivers that use them."""

from __future__ import annotations

import asyncio
import contextlib
import selectors
import ssl
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from tests.cli.conftest import run as run  # noqa: PLC0414 - a fixture
from tests.probe.conftest import authority as authority  # noqa: PLC0414 - a fixture
from tests.probe.conftest import bundle as bundle  # noqa: PLC0414 - a fixture
from tests.probe.conftest import environment as environment  # noqa: PLC0414 - a fixture
from tests.probe.receiver import OK, listening, responding
from tests.receivers import faults, programs


@pytest.fixture(scope="session")
def certificate(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the key and the certificate of localhost."""
    path = tmp_path_factory.mktemp("certificate") / "localhost.pem"
    authority.issue_cert("localhost").private_key_and_cert_chain_pem.write_to_path(path)
    return path


@pytest.fixture(scope="session")
def cache(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder for packages, kept in pytest's cache for the next run."""
    kept = getattr(request.config, "cache", None)  # pytest can run without it
    return Path(kept.mkdir("receivers")) if kept else tmp_path_factory.mktemp("packages")


@pytest.fixture
def fastapi(authority: trustme.CA, certificate: Path, cache: Path) -> Iterator[dict[str, int]]:
    """The ports of FastAPI on uvicorn: with TLS, and behind a load balancer that ends TLS."""
    packages = {"PYTHONPATH": str(programs.python_packages(cache, *programs.FASTAPI))}
    port, plain = programs.free_ports(2)
    command = [*programs.module("uvicorn"), "fastapi_app:app", "--port"]
    secured = [*command, str(port), "--ssl-certfile", certificate, "--ssl-keyfile", certificate]
    context = faults.context_of(authority.issue_cert(faults.HOST))
    with (
        programs.running(secured, port, programs.APPS, packages),
        programs.running([*command, str(plain)], plain, programs.APPS, packages),
        listening(faults.gateway(plain), context) as balancer,
    ):
        yield {"uvicorn": port, "balancer": balancer.port}


@pytest.fixture
def flask(certificate: Path, cache: Path) -> Iterator[dict[str, int]]:
    """The port of a Flask application on the server of `flask run`."""
    packages = programs.python_packages(cache, *programs.FLASK)
    (port,) = programs.free_ports(1)
    command = [
        *programs.module("flask"), "--app", "flask_app", "run", "--port", str(port),
        "--cert", certificate, "--key", certificate,
    ]  # fmt: skip
    with programs.running(command, port, programs.APPS, {"PYTHONPATH": str(packages)}):
        yield {"flask": port}


NGINX = "GATEWAY APPLICATION STOPPED PLAIN CLIENT_CERTIFICATE UNKNOWN_NAME OLD_TLS".split()


@pytest.fixture
def nginx(certificate: Path, bundle: Path, cache: Path, tmp_path: Path) -> Iterator[dict[str, int]]:
    """The ports of nginx: before an Express application, and with faults of its own."""
    program = programs.required("nginx")
    packages = programs.node_packages(cache)
    ports = dict(zip(NGINX, programs.free_ports(len(NGINX)), strict=True))
    text = (programs.APPS / "nginx.conf").read_text()
    for word, value in (ports | {"CERTIFICATE": certificate, "AUTHORITY": bundle}).items():
        text = text.replace(word, str(value))
    folder = tmp_path / "nginx"
    folder.mkdir()
    (folder / "nginx.conf").write_text(text)
    (folder / "users").touch()
    application = {"PORT": str(ports["APPLICATION"]), "NODE_PATH": str(packages)}
    with (
        programs.running(
            [programs.required("node"), programs.APPS / "express_app.js"],
            ports["APPLICATION"], folder, application,
        ),
        programs.running(
            [program, "-p", folder, "-c", "nginx.conf", "-e", "stderr"], ports["GATEWAY"], folder
        ),
    ):  # fmt: skip
        yield ports


@pytest.fixture
def http2(certificate: Path, tmp_path: Path) -> Iterator[dict[str, int]]:
    """The ports of servers that support HTTP/2 only: they end the connection late, or at once."""
    program = programs.required("nghttpd")
    late, early = programs.free_ports(2)
    command = [program, "--address", "127.0.0.1", str(late), certificate, certificate]
    strict = [programs.required("openssl"), "s_server", "-accept", f"127.0.0.1:{early}"]
    strict += ["-cert", certificate, "-alpn", "h2", "-quiet"]
    with (
        programs.running(command, late, tmp_path),
        programs.running(strict, early, tmp_path),
    ):
        yield {"nghttpd": late, "openssl": early}


@pytest.fixture
def tls(authority: trustme.CA, tmp_path: Path) -> Iterator[dict[str, int]]:
    """The ports of TLS servers with one fault each."""
    now, day = faults.NOW, faults.DAY
    expired = authority.issue_cert(faults.HOST, not_before=now - 90 * day, not_after=now - day)
    contexts = {
        "expired": faults.context_of(expired),
        "self-signed": faults.self_signed(tmp_path),
        "incomplete": faults.incomplete(authority, tmp_path),
        "unknown": faults.context_of(trustme.CA().issue_cert(faults.HOST)),
        "other name": faults.context_of(authority.issue_cert("voice.acme.dev")),
        "mTLS 1.2": faults.asking(authority, ssl.TLSVersion.TLSv1_2),
        "mTLS 1.3": faults.asking(authority, ssl.TLSVersion.TLSv1_3),
    }
    with contextlib.ExitStack() as servers:
        yield {
            name: servers.enter_context(listening(responding(OK), context)).port
            for name, context in contexts.items()
        }


_TIMES = 10
"""How much faster the clock of the probe runs while a service starts."""


@pytest.fixture
def cold(authority: trustme.CA, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, int]]:
    """The port of a service that starts on the first request, in 12 s of the probe's clock."""
    select = selectors.DefaultSelector.select

    def select_sooner(
        self: selectors.DefaultSelector, timeout: float | None = None
    ) -> list[tuple[selectors.SelectorKey, int]]:
        return select(self, timeout and timeout / _TIMES)

    monkeypatch.setattr(selectors.DefaultSelector, "select", select_sooner)
    monkeypatch.setattr(asyncio.BaseEventLoop, "time", lambda _: time.monotonic() * _TIMES)
    context = faults.context_of(authority.issue_cert(faults.HOST))
    with listening(faults.starting(12 / _TIMES), context) as server:
        yield {"12 s": server.port}
