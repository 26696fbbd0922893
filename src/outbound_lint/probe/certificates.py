"""When a certificate ends, read from its DER.

The standard library tells it only where OpenSSL itself verified the certificate, which on macOS and
Windows the system does in its stead.
"""

from __future__ import annotations

from datetime import UTC, datetime

_VERSION, _UTC_TIME = 0xA0, 0x17
_DAY = 86_400


def days_left(der: bytes, now: float) -> int | None:
    """Count the whole days until a certificate ends.

    Args:
        der: the certificate (RFC 5280, section 4.1).
        now: seconds since 1970-01-01 UTC.

    Returns:
        The days, negative after its end; None where the bytes are no certificate.
    """
    try:
        return int((_not_after(der) - now) // _DAY)
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
    return _time(validity, offset)


def _time(der: bytes, offset: int) -> float:
    text = _content(der, offset)[0].decode("ascii")
    if der[offset] == _UTC_TIME:  # two digits of the year: 1950 to 2049
        text = ("19" if text >= "50" else "20") + text
    return datetime.strptime(text, "%Y%m%d%H%M%SZ").replace(tzinfo=UTC).timestamp()


def _content(der: bytes, offset: int) -> tuple[bytes, int]:
    """Return the content of the element at an offset, and the offset after it (X.690, 8.1)."""
    length, start = der[offset + 1], offset + 2
    if length & 0x80:
        count = length & 0x7F
        length, start = int.from_bytes(der[start : start + count]), start + count
    return der[start : start + length], start + length
