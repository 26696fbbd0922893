"""A private authority, certificates, and contexts that trust them."""

from __future__ import annotations

import os
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from outbound_lint.probe.network.tls import client_context
from tests.cli.conftest import run as run  # noqa: PLC0414 - a fixture
from tests.probe.receiver import HOST


@pytest.fixture(autouse=True)
def environment() -> Iterator[None]:
    """Restore the environment variables that the probe removes."""
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="session")
def bundle(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("trust") / "bundle.pem"
    authority.cert_pem.write_to_path(path)
    return path


@pytest.fixture(scope="session")
def server(authority: trustme.CA) -> ssl.SSLContext:
    """Return the context of a receiver with a valid certificate."""
    return serving(authority.issue_cert(HOST, "localhost", "127.0.0.1", "::1"))


@pytest.fixture(scope="session")
def trusting(bundle: Path) -> ssl.SSLContext:
    before = dict(os.environ)
    context = client_context(str(bundle))
    os.environ.update(before)
    return context


def serving(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context
