"""Plain scalars that YAML 1.1 (https://yaml.org/type/) and YAML 1.2 read as different types."""

from __future__ import annotations

import re

from outbound_lint.syntax.nodes import Node, Scalar, plain_type

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


def ambiguity(node: Node) -> str | None:
    """Return how the two versions of YAML differ about a scalar; None where they agree."""
    if not isinstance(node, Scalar) or node.style != "plain" or node.tag is not None:
        return None
    text = node.value
    if re.fullmatch("0o[0-7]+", text):
        return "YAML 1.2 reads this as a number, YAML 1.1 as a string"
    if len(text) > _LONGEST_AMBIGUOUS or plain_type(text) != "string":
        return None
    if text in _OLD_BOOLEANS:
        old = "a boolean"
    elif not text.lstrip("+-")[:1].isdigit():
        return None
    elif re.fullmatch(_OLD_NUMBER, text):
        old = "a number"
    elif re.fullmatch(_OLD_DATE, text):
        old = "a date"
    else:
        return None
    return f"YAML 1.1 reads this as {old}, YAML 1.2 as a string"
