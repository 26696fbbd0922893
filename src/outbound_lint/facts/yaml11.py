"""What YAML 1.1 reads as another type where YAML 1.2 reads a string (https://yaml.org/type/)."""

from __future__ import annotations

import re

_OLD_BOOLEANS = frozenset("y Y n N yes Yes YES no No NO on On ON off Off OFF".split())
_OLD_NUMBER = (
    r"[-+]?(?:0b[01_]+|0[0-7_]+|[1-9][0-9]*_[0-9_]*|0x[0-9a-fA-F]*_[0-9a-fA-F_]*"
    r"|[1-9][0-9_]*(?::[0-5]?[0-9])+"
    r"|[0-9]+_[0-9_]*\.[0-9_]*|[0-9]+\.[0-9]*_[0-9_]*|[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*)"
)
_OLD_DATE = (
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?"
    r"(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::?[0-9]{2})?))?"
)
_LONGEST_AMBIGUOUS = 64


def type_of_string(text: str) -> str | None:
    """Return what YAML 1.1 reads a plain scalar as, with its article; None if as a string.

    Args:
        text: a plain scalar that YAML 1.2 reads as a string.
    """
    if len(text) > _LONGEST_AMBIGUOUS:
        return None
    if text in _OLD_BOOLEANS:
        return "a boolean"
    if re.fullmatch(_OLD_NUMBER, text):
        return "a number"
    return "a date" if re.fullmatch(_OLD_DATE, text) else None
