"""What names a finding whatever the line it is at, for baselines."""

from __future__ import annotations


def fingerprint(rule: str, *about: str, number: int = 1) -> str:
    """Return the fingerprint of a finding: 32 hexadecimal digits.

    Args:
        rule: the name of the rule.
        about: what the finding is about, the same in every run; holds no secret.
        number: which one it is of those alike in the file, from 1.
    """
    from hashlib import sha256

    parts = (rule, *about, str(number))
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
