"""TLS servers with faults, and a slow one, on the `ssl` module of Python."""

from __future__ import annotations

import datetime as dt
import socket
import ssl
import subprocess
from pathlib import Path

import trustme

from tests.probe.receiver import OK, Line, Receiver, Script, read_request

NOW = dt.datetime.now(dt.UTC)
DAY = dt.timedelta(days=1)
HOST = "localhost"


def context_of(certificate: trustme.LeafCert) -> ssl.SSLContext:
    """Return the context of a server that sends the whole chain of its certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


def asking(authority: trustme.CA, version: ssl.TLSVersion) -> ssl.SSLContext:
    """Return the context of a server that requires client certificates."""
    context = context_of(authority.issue_cert(HOST))
    context.minimum_version = context.maximum_version = version
    context.verify_mode = ssl.CERT_REQUIRED
    authority.configure_trust(context)
    return context


def incomplete(authority: trustme.CA, folder: Path) -> ssl.SSLContext:
    """Return the context of a server that sends its own certificate, and not the intermediate."""
    certificate = authority.create_child_ca().issue_cert(HOST)
    path = folder / "leaf.pem"
    certificate.private_key_pem.write_to_path(path)
    certificate.cert_chain_pems[0].write_to_path(path, append=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


def self_signed(folder: Path) -> ssl.SSLContext:
    """Return the context of a server with the certificate that tutorials make."""
    path, key = folder / "own.pem", folder / "own.key"
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 365".split()
    command += ["-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}"]
    subprocess.run([*command, "-keyout", key, "-out", path], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path, key)
    return context


def starting(seconds: float) -> Script:
    """Read the request, and respond after the time that a service needs to start."""

    def script(receiver: Receiver, line: Line) -> None:
        read_request(line)
        if not receiver.released.wait(seconds):
            line.sendall(OK)

    return script


def gateway(port: int) -> Script:
    """Pass requests on to an application on a port, as a load balancer does that ends TLS."""

    def script(_: Receiver, line: Line) -> None:
        with socket.create_connection(("127.0.0.1", port)) as application:
            application.sendall(read_request(line))
            while data := application.recv(65536):
                line.sendall(data)

    return script
