"""Which certificates the probe trusts, and the outcomes for all others."""

from __future__ import annotations

import datetime as dt
import os
import platform
import shutil
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from outbound_lint.probe.network import tls
from outbound_lint.probe.network.tls import cause_of, clear_alert, client_context, hours_left
from outbound_lint.probe.outcomes import Outcome
from tests.probe import receiver
from tests.probe.conftest import serving
from tests.probe.receiver import HOST, OK, listening, raw, responding
from tests.probe.samples import send, trigger

NOW = dt.datetime.now(dt.UTC)
DAY = dt.timedelta(days=1)


def meet(context: ssl.SSLContext, trusting: ssl.SSLContext, host: str = HOST) -> Outcome:
    with listening(responding(OK), context) as peer:
        outcome = send(trigger(peer.port, host=host), trusting)
        assert not peer.requests or outcome.name != "probe-tls"
        return outcome


def self_signed(tmp_path: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(NOW - DAY)
        .not_valid_after(NOW + 90 * DAY)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "own.pem"
    path.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


@pytest.mark.parametrize(
    ("start", "end", "cause"),
    [(-90, -1, "expired"), (1, 90, "not-yet-valid")],
)
def test_expired_and_future_certificates(
    start: int, end: int, cause: str, authority: trustme.CA, trusting: ssl.SSLContext
) -> None:
    certificate = authority.issue_cert(
        HOST, not_before=NOW + start * DAY, not_after=NOW + end * DAY
    )
    outcome = meet(serving(certificate), trusting)
    assert (outcome.name, outcome.stage, outcome.cause) == ("probe-tls", "tls", cause)


def test_certificate_for_a_different_name(authority: trustme.CA, trusting: ssl.SSLContext) -> None:
    outcome = meet(serving(authority.issue_cert("other.acme.dev")), trusting)
    assert (outcome.name, outcome.cause) == ("probe-tls", "wrong-name")


def test_certificate_without_the_address(authority: trustme.CA, trusting: ssl.SSLContext) -> None:
    with listening(responding(OK), serving(authority.issue_cert(HOST))) as peer:
        outcome = send(trigger(peer.port, host="127.0.0.1", is_address=True), trusting)
    assert (outcome.name, outcome.cause) == ("probe-tls", "wrong-name")


def test_self_signed_certificate(tmp_path: Path, trusting: ssl.SSLContext) -> None:
    outcome = meet(self_signed(tmp_path), trusting)
    assert (outcome.name, outcome.cause) == ("probe-tls", "self-signed")


def test_the_peer_receives_an_alert(server: ssl.SSLContext) -> None:
    reasons: list[str | None] = []

    def script(peer: receiver.Receiver, line: receiver.Line) -> None:
        try:
            server.wrap_socket(line, server_side=True)
        except ssl.SSLError as error:
            reasons.append(error.reason)
        peer.released.set()

    with listening(script) as peer:
        send(trigger(peer.port), client_context())
        assert peer.released.wait(30)
    assert reasons == ["TLSV1_ALERT_UNKNOWN_CA"]


def test_unknown_authority(trusting: ssl.SSLContext) -> None:
    outcome = meet(serving(trustme.CA().issue_cert(HOST)), trusting)
    assert (outcome.name, outcome.cause) == ("probe-tls", "unknown-issuer")


def test_incomplete_chain(authority: trustme.CA, tmp_path: Path, trusting: ssl.SSLContext) -> None:
    certificate = authority.create_child_ca().issue_cert(HOST)
    leaf, key = tmp_path / "leaf.pem", tmp_path / "key.pem"
    certificate.cert_chain_pems[0].write_to_path(leaf)
    certificate.private_key_pem.write_to_path(key)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(leaf, key)
    outcome = meet(context, trusting)
    assert (outcome.name, outcome.cause) == ("probe-tls", "unknown-issuer")
    assert meet(serving(certificate), trusting).name == "ok"  # with its whole chain


def test_peer_that_refuses_new_versions(server: ssl.SSLContext, trusting: ssl.SSLContext) -> None:
    # OpenSSL may no longer support TLS 1.0, so this peer refuses every later version.
    alert = b"\x15\x03\x01\x00\x02\x02\x46"  # fatal, protocol_version (RFC 8446, section 6)
    with listening(raw(alert)) as peer:
        outcome = send(trigger(peer.port), trusting)
    assert (outcome.name, outcome.cause) == ("probe-tls", "version")


def test_peer_with_tls_1_0_only(authority: trustme.CA, trusting: ssl.SSLContext) -> None:
    context = serving(authority.issue_cert(HOST))
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLS"):
        context.minimum_version = ssl.TLSVersion.TLSv1
    with pytest.warns(DeprecationWarning, match="TLS"):
        context.maximum_version = ssl.TLSVersion.TLSv1
    outcome = meet(context, trusting)
    assert (outcome.name, outcome.cause) == ("probe-tls", "version")


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_peer_that_requires_a_client_certificate(
    version: ssl.TLSVersion, authority: trustme.CA, trusting: ssl.SSLContext, bundle: Path
) -> None:
    context = serving(authority.issue_cert(HOST))
    context.minimum_version = context.maximum_version = version
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(bundle)
    outcome = meet(context, trusting)
    assert (outcome.name, outcome.cause) == ("probe-tls", "client-certificate")


def test_peer_that_does_not_know_the_host_name(
    authority: trustme.CA, trusting: ssl.SSLContext
) -> None:
    context = serving(authority.issue_cert(HOST))
    context.sni_callback = lambda *_: ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME
    outcome = meet(context, trusting)
    assert (outcome.name, outcome.cause) == ("probe-tls", "unknown-name")


def test_peer_that_accepts_none_of_the_ciphers(
    authority: trustme.CA, trusting: ssl.SSLContext
) -> None:
    context = serving(authority.issue_cert(HOST))
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("AES128-SHA:@SECLEVEL=0")
    outcome = meet(context, trusting)
    assert (outcome.name, outcome.cause) == ("probe-tls", "handshake")


@contextmanager
def openssl_server(authority: trustme.CA, folder: Path, *options: str) -> Iterator[int]:
    """Run the server of OpenSSL, which can do what Python's can't."""
    certificate = folder / "server.pem"
    authority.issue_cert(HOST).private_key_and_cert_chain_pem.write_to_path(certificate)
    command = ["openssl", "s_server", "-accept", "127.0.0.1:0", "-www", "-cert", certificate]
    with subprocess.Popen(
        [*command, "-key", certificate, *options],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    ) as process:  # fmt: skip
        assert process.stdout
        line = next(line for line in process.stdout if line.startswith("ACCEPT 127.0.0.1:"))
        yield int(line.rpartition(":")[2])
        process.kill()


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl")
@pytest.mark.parametrize("version", ["-tls1_2", "-tls1_3"])
def test_peer_with_http_2_only(
    version: str, authority: trustme.CA, trusting: ssl.SSLContext, tmp_path: Path
) -> None:
    with openssl_server(authority, tmp_path, "-alpn", "h2", version) as port:
        outcome = send(trigger(port), trusting)
    assert (outcome.name, outcome.cause) == ("probe-tls", "no-protocol")


def refuse(*_: object) -> None:
    raise PermissionError


def test_machine_without_authorities(
    server: ssl.SSLContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    empty = ssl.get_default_verify_paths()._replace(cafile=None, capath=str(tmp_path))
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: empty)
    outcome = meet(server, bare)
    assert (outcome.name, outcome.cause) == ("probe-tls", "no-authorities")
    monkeypatch.setattr(os, "listdir", refuse)
    assert meet(server, bare).cause == "no-authorities"
    bare.load_verify_locations(cadata=trustme.CA().cert_pem.bytes().decode())
    assert meet(server, bare).cause == "unknown-issuer"


@pytest.mark.parametrize("first", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"HT"])
def test_plain_http_on_a_tls_port(first: bytes, trusting: ssl.SSLContext) -> None:
    with listening(raw(first)) as peer:
        outcome = send(trigger(peer.port), trusting)
    assert (outcome.name, outcome.cause) == ("probe-protocol", "plain-http")


@pytest.mark.parametrize("first", [b"220 smtp.acme.dev\r\n", b"\x00", b"SSH-2.0-x\r\n", b"H!"])
def test_other_protocols_on_a_tls_port(first: bytes, trusting: ssl.SSLContext) -> None:
    with listening(raw(first)) as peer:
        outcome = send(trigger(peer.port), trusting)
    assert (outcome.name, outcome.cause) == ("probe-protocol", "not-tls")


@pytest.mark.parametrize("end", [receiver.resetting, receiver.ending])
def test_connection_closed_after_the_first_byte(
    end: receiver.Script, trusting: ssl.SSLContext
) -> None:
    def script(peer: receiver.Receiver, line: receiver.Line) -> None:
        line.recv(65536)
        line.sendall(b"\x16")
        time.sleep(0.05)
        end(peer, line)

    with listening(script) as peer:
        outcome = send(trigger(peer.port), trusting)
    assert (outcome.name, outcome.stage) == ("probe-tls", "tls")


def test_garbage_that_starts_like_tls(trusting: ssl.SSLContext) -> None:
    with listening(raw(b"\x16\x03\x03\x00\x04\xff\xff\xff\xff")) as peer:
        outcome = send(trigger(peer.port), trusting)
    assert (outcome.name, outcome.cause) == ("probe-tls", "handshake")


@pytest.mark.parametrize(("days", "name"), [(21, "probe-tls-expiring"), (22, "ok")])
def test_certificates_that_expire_soon(
    days: int, name: str, authority: trustme.CA, trusting: ssl.SSLContext
) -> None:
    certificate = authority.issue_cert(HOST, not_after=NOW + (days + 0.5) * DAY)
    context = serving(certificate)
    outcome = meet(context, trusting)
    assert (outcome.name, outcome.certificate_days) == (name, days)
    with listening(receiver.silent, context) as peer:
        connected = send(trigger(peer.port, connect_only=True), trusting)
    assert (connected.name, connected.stage) == (name, "tls")


@pytest.mark.parametrize("year", [1950, 1999, 2000, 2049, 2050, 2051])
def test_expiry_with_two_and_four_digit_years(year: int, authority: trustme.CA) -> None:
    end = dt.datetime(year, 6, 1, 12, tzinfo=dt.UTC)
    certificate = authority.issue_cert(HOST, not_before=end - 90 * DAY, not_after=end)
    der = ssl.PEM_cert_to_DER_cert(certificate.cert_chain_pems[0].bytes().decode())
    assert hours_left(der, end.timestamp() - 3 * 3600) == 3
    assert hours_left(der, end.timestamp() + 1) == -1
    assert [hours_left(der[:cut], 0) for cut in range(40)] == [None] * 40


def element(tag: int, *content: bytes) -> bytes:
    joined = b"".join(content)
    return bytes((tag, len(joined))) + joined


@pytest.mark.parametrize("version", [b"", element(0xA0, b"\x02\x01\x02")])
def test_a_certificate_without_a_version_has_an_expiry(version: bytes) -> None:
    names = (element(0x02, b"\x01"), element(0x30), element(0x30))
    validity = element(0x30, element(0x17, b"240101000000Z"), element(0x17, b"260101000000Z"))
    der = element(0x30, element(0x30, version, *names, validity))
    end = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    assert hours_left(der, end.timestamp() - 86400) == 24


def test_the_host_name_is_sent_as_sni(authority: trustme.CA, trusting: ssl.SSLContext) -> None:
    names: list[str | None] = []
    context = serving(authority.issue_cert(HOST))
    context.sni_callback = lambda _line, name, _context: names.append(name)
    assert meet(context, trusting).name == "ok"
    assert names == [HOST]


def test_only_http_1_1_is_offered(authority: trustme.CA, trusting: ssl.SSLContext) -> None:
    context = serving(authority.issue_cert(HOST))
    context.set_alpn_protocols(["h2", "http/1.1"])
    selected: list[str | None] = []

    def script(peer: receiver.Receiver, line: receiver.Line) -> None:
        assert isinstance(line, ssl.SSLSocket)
        selected.append(line.selected_alpn_protocol())
        responding(OK)(peer, line)

    with listening(script, context) as peer:
        assert send(trigger(peer.port), trusting).name == "ok"
    assert selected == ["http/1.1"]


def test_old_versions_and_renegotiation_are_disabled(trusting: ssl.SSLContext) -> None:
    assert trusting.minimum_version == ssl.TLSVersion.TLSv1_2
    assert trusting.options & ssl.OP_NO_RENEGOTIATION
    assert trusting.verify_mode == ssl.CERT_REQUIRED
    assert trusting.check_hostname


VERIFY_CODES = {
    9: "not-yet-valid", 10: "expired", 18: "self-signed", 19: "unknown-issuer",
    20: "unknown-issuer", 21: "unknown-issuer", 62: "wrong-name", 64: "wrong-name",
    23: "certificate",
}  # fmt: skip


@pytest.mark.parametrize("code", VERIFY_CODES)
def test_causes_of_refused_certificates(code: int) -> None:
    error = ssl.SSLCertVerificationError()
    error.verify_code = code
    assert cause_of(error, alert=None, negotiated=True) == VERIFY_CODES[code]


ALERTS = {
    (40, False): "handshake",
    (80, False): "handshake",
    (70, False): "version",
    (112, False): "unknown-name",
    (120, False): "no-protocol",
    (40, True): "client-certificate",
    (42, True): "client-certificate",
    (116, True): "client-certificate",
    (80, True): "handshake",
}


@pytest.mark.parametrize(("number", "negotiated"), ALERTS)
def test_causes_of_alerts(number: int, negotiated: bool) -> None:
    found = clear_alert(b"before\x15\x03\x03\x00\x02\x02" + bytes([number]))
    assert found == number
    error = ssl.SSLError()
    error.reason = None  # type: ignore[assignment]
    assert cause_of(error, alert=found, negotiated=negotiated) == ALERTS[number, negotiated]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x15\x03\x03\x00\x02\x01\x00",
        b"\x15\x03\x03\x00\x1a\x02p",
        b"\x15\x03\x03\x00\x02\x02",
    ],
)
def test_other_bytes_are_not_a_fatal_alert_in_clear(data: bytes) -> None:
    assert clear_alert(data) is None


REASONS = {
    "NO_PROTOCOLS_AVAILABLE": "version",
    "UNSUPPORTED_PROTOCOL": "version",
    "WRONG_SSL_VERSION": "version",
    "SSLV3_ALERT_BAD_CERTIFICATE": "client-certificate",
    "TLSV13_ALERT_CERTIFICATE_REQUIRED": "client-certificate",
    "SSLV3_ALERT_HANDSHAKE_FAILURE": "handshake",
    None: "handshake",
}


@pytest.mark.parametrize("reason", REASONS)
def test_causes_of_failed_handshakes(reason: str | None) -> None:
    error = ssl.SSLError()
    error.reason = reason  # type: ignore[assignment]
    assert cause_of(error, alert=None, negotiated=False) == REASONS[reason]


def test_only_the_bundle_adds_trusted_authorities(
    server: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    assert meet(server, client_context()).cause in ("self-signed", "unknown-issuer")
    assert meet(server, trusting).name == "ok"


def test_the_authorities_of_the_system_are_found_where_openssl_does_not_look(
    server: ssl.SSLContext, bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = tmp_path / "empty.pem"
    empty.touch()
    monkeypatch.setattr(platform, "system", lambda: "Linux")
    monkeypatch.setattr(ssl.SSLContext, "load_default_certs", lambda _context: None)
    monkeypatch.setattr(tls, "_BUNDLES", ("nothing.pem", str(empty), str(bundle)))
    assert meet(server, client_context()).name == "ok"
    monkeypatch.setattr(tls, "_BUNDLES", ("nothing.pem", str(empty)))
    assert meet(server, client_context()).name == "probe-tls"


def hashed(bundle: Path) -> Path:
    """Return a folder in which OpenSSL finds the authority."""
    command = ["openssl", "x509", "-hash", "-noout", "-in", bundle]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    folder = bundle.parent / "hashed"
    folder.mkdir(exist_ok=True)
    (folder / f"{done.stdout.strip()}.0").write_bytes(bundle.read_bytes())
    return folder


@pytest.mark.parametrize("name", ["SSL_CERT_FILE", "SSL_CERT_DIR"])
def test_the_environment_adds_no_trusted_authorities(
    name: str, server: ssl.SSLContext, bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, str(bundle if name == "SSL_CERT_FILE" else hashed(bundle)))
    assert meet(server, client_context()).name == "probe-tls"


def test_no_keys_are_logged(
    server: ssl.SSLContext,
    bundle: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    log = tmp_path / "keys"
    monkeypatch.setenv("SSLKEYLOGFILE", str(log))
    context = client_context(str(bundle))
    assert meet(server, context).name == "ok"
    assert not log.exists()
    assert not os.environ.get("SSLKEYLOGFILE")  # OpenSSL 3.5 may read it itself


@pytest.mark.parametrize("text", [None, "", "nothing", "-----BEGIN CERTIFICATE-----\nx\n"])
def test_bundle_without_a_certificate(text: str | None, tmp_path: Path) -> None:
    path = tmp_path / "bundle.pem"
    if text is not None:
        path.write_text(text)
    with pytest.raises(OSError):  # noqa: PT011 - the texts of OpenSSL vary
        client_context(str(path))
