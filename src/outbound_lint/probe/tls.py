"""What TLS trusts, and what its failures mean."""

from __future__ import annotations

import os
import ssl

from outbound_lint.probe.outcomes import Cause

_VARIABLES = ("SSLKEYLOGFILE", "SSL_CERT_FILE", "SSL_CERT_DIR")

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

# The reasons of alerts and of local refusals; an unknown one costs no more than a precise message.
_BY_REASON: dict[str, Cause] = {
    "NO_PROTOCOLS_AVAILABLE": "version",
    "TLSV1_ALERT_PROTOCOL_VERSION": "version",
    "UNSUPPORTED_PROTOCOL": "version",
    "WRONG_SSL_VERSION": "version",
    "SSLV3_ALERT_BAD_CERTIFICATE": "client-certificate",
    "TLSV13_ALERT_CERTIFICATE_REQUIRED": "client-certificate",
}


def client_context(bundle: str | None = None) -> ssl.SSLContext:
    """Make what verifies peers: the trust of the system, and a bundle of the user's own.

    OpenSSL reads some variables of the environment whenever a connection is made, so they are
    removed from that of this process: only the command line decides whom a probe trusts, and
    nothing writes its keys to a file.

    Args:
        bundle: a file of further certificates in PEM.

    Raises:
        OSError: the bundle can't be read, or holds no certificate (ssl.SSLError).
    """
    import truststore

    for name in _VARIABLES:
        os.environ.pop(name, None)
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.options |= ssl.OP_NO_RENEGOTIATION
    context.set_alpn_protocols(["http/1.1"])
    if bundle is not None:
        context.load_verify_locations(cafile=bundle)
    return context


def cause_of(error: ssl.SSLError) -> Cause:
    """Tell what a failure means, from its numbers and constants alone."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return _BY_CODE.get(error.verify_code, "certificate")
    return _BY_REASON.get(error.reason or "", "handshake")
