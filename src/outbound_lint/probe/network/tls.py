"""TLS: which certificates are trusted, when they expire, and the causes of failures."""

from __future__ import annotations

import os
import platform
import re
import ssl
from contextlib import suppress
from datetime import UTC, datetime

from outbound_lint.probe.outcomes import Cause

_VERSION, _UTC_TIME = 0xA0, 0x17

# X509_V_ERR_* of OpenSSL's x509_vfy.h; truststore translates the codes of other systems.
_BY_CODE: dict[int, Cause] = {
    9: "not-yet-valid",
    10: "expired",
    18: "self-signed",
    19: "unknown-issuer",
    20: "unknown-issuer",
    21: "unknown-issuer",
    62: "wrong-name",
    64: "wrong-name",
}

# Failures of this side. An unknown reason has a less precise message.
_BY_REASON: dict[str, Cause] = {
    "NO_PROTOCOLS_AVAILABLE": "version",
    "UNSUPPORTED_PROTOCOL": "version",
    "WRONG_SSL_VERSION": "version",
    # Alerts of TLS 1.3 that are encrypted:
    "SSLV3_ALERT_BAD_CERTIFICATE": "client-certificate",
    "TLSV13_ALERT_CERTIFICATE_REQUIRED": "client-certificate",
}

# Alerts of the peer (RFC 8446, section 6) that come in clear.
_BY_ALERT: dict[int, Cause] = {
    70: "version",
    112: "unknown-name",
    120: "no-protocol",
}
# These are about the client's certificate, once the peer has chosen a cipher.
_ABOUT_CERTIFICATE = (40, 41, 42, 43, 44, 45, 46, 48, 49, 116)

_CLEAR_ALERT = re.compile(rb"\x15\x03.\x00\x02\x02(.)\Z", re.DOTALL)
"""A record with a fatal alert; an encrypted one is longer."""


_BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt",  # Debian, Ubuntu
    "/etc/ssl/cert.pem",  # Alpine, Arch, BSD
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",  # Fedora, RHEL
    "/etc/ssl/ca-bundle.pem",  # SUSE
)
"""The system's authorities, where OpenSSL was built to look for them elsewhere."""


def client_context(bundle: str | None = None) -> ssl.SSLContext:
    """Make the TLS context of all probes: the authorities of the system, and those of a bundle.

    OpenSSL reads some environment variables for every connection, so they are removed from the
    environment of this process: only the command line decides which authorities a probe trusts,
    and no keys are written to a file.

    Args:
        bundle: A PEM file of further certificates to trust.

    Raises:
        OSError: The bundle can't be read, or contains no certificate (ssl.SSLError).
    """
    for name in ("SSLKEYLOGFILE", "SSL_CERT_FILE", "SSL_CERT_DIR"):
        os.environ.pop(name, None)
    context = _trusting_the_system()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.options |= ssl.OP_NO_RENEGOTIATION
    context.set_alpn_protocols(["http/1.1"])
    if bundle is not None:
        context.load_verify_locations(cafile=bundle)
    return context


def _trusting_the_system() -> ssl.SSLContext:
    if platform.system() in ("Darwin", "Windows"):
        import truststore

        return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    # Where OpenSSL verifies, truststore reads all authorities again for each connection.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_default_certs()
    if not context.cert_store_stats()["x509"]:  # such as a Python that was built elsewhere
        for path in _BUNDLES:
            with suppress(OSError):  # it is missing or empty, or can't be read
                context.load_verify_locations(cafile=path)
                break
    return context


def cause_of(error: ssl.SSLError, *, alert: int | None, negotiated: bool) -> Cause:
    """Return the cause of a failure, from its numbers and constants only.

    Args:
        error: The failure.
        alert: The number of the alert that came in clear.
        negotiated: Whether the peer has chosen a cipher, and so accepted what was offered.
    """
    if isinstance(error, ssl.SSLCertVerificationError):
        return _BY_CODE.get(error.verify_code, "certificate")
    if alert is not None and negotiated and alert in _ABOUT_CERTIFICATE:
        return "client-certificate"
    return _BY_ALERT.get(alert or 0) or _BY_REASON.get(error.reason or "", "handshake")


def clear_alert(data: bytes) -> int | None:
    """Return the number of the fatal, unencrypted alert at the end of some bytes of a peer."""
    found = _CLEAR_ALERT.search(data)
    return found[1][0] if found else None


def has_authorities(context: ssl.SSLContext) -> bool:
    """Return whether any authority is trusted; on macOS and Windows the system has some."""
    if platform.system() in ("Darwin", "Windows") or context.cert_store_stats()["x509"]:
        return True
    folder = ssl.get_default_verify_paths().capath
    with suppress(OSError):  # it can't be read
        return bool(folder) and bool(os.listdir(folder))
    return False


def hours_left(der: bytes, now: float) -> int | None:
    """Return the whole hours until a certificate expires.

    The standard library knows the date only if OpenSSL itself verified the certificate; on macOS
    and Windows the system does that.

    Args:
        der: The certificate (RFC 5280, section 4.1).
        now: Seconds since 1970-01-01 UTC.

    Returns:
        The hours, negative after its expiry; None if the bytes are not a certificate.
    """
    try:
        return int((_not_after(der) - now) // 3600)
    except (IndexError, ValueError):
        return None


def _not_after(der: bytes) -> float:
    certificate, _ = _content(der, 0)
    fields, _ = _content(certificate, 0)
    offset = 0
    if fields[0] == _VERSION:
        _, offset = _content(fields, offset)
    for _ in ("serial number", "signature", "issuer"):
        _, offset = _content(fields, offset)
    validity, _ = _content(fields, offset)
    _, offset = _content(validity, 0)
    text = _content(validity, offset)[0].decode("ascii")
    if validity[offset] == _UTC_TIME:  # two digits for the years 1950 to 2049
        text = ("19" if text >= "50" else "20") + text
    return datetime.strptime(text, "%Y%m%d%H%M%SZ").replace(tzinfo=UTC).timestamp()


def _content(der: bytes, offset: int) -> tuple[bytes, int]:
    """Return the content of the element at an offset, and the offset after it (X.690, 8.1)."""
    length, start = der[offset + 1], offset + 2
    if length & 0x80:
        count = length & 0x7F
        length, start = int.from_bytes(der[start : start + count]), start + count
    return der[start : start + length], start + length
