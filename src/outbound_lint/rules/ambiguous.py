"""The rule of family document about scalars that YAML's versions read differently."""

from __future__ import annotations

import re
from collections.abc import Iterator

from outbound_lint.connections.merging import is_merge_key
from outbound_lint.connections.model import Connection
from outbound_lint.findings.model import Finding
from outbound_lint.rule import Context, field_rule
from outbound_lint.syntax.nodes import Scalar, plain_type

# What YAML 1.1 (https://yaml.org/type/) does not read as a string.
_BOOLEANS = frozenset("y Y n N yes Yes YES no No NO on On ON off Off OFF".split())
_NUMBER = (
    r"[-+]?(?:0b[01_]+|0[0-7_]+|[1-9][0-9]*_[0-9_]*|0x[0-9a-fA-F]*_[0-9a-fA-F_]*"
    r"|[1-9][0-9_]*(?::[0-5]?[0-9])+"
    r"|[0-9]+_[0-9_]*\.[0-9_]*|[0-9]+\.[0-9]*_[0-9_]*|[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*)"
)
_DATE = (
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?"
    r"(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::?[0-9]{2})?))?"
)
_FIRST = frozenset("+-0123456789")
_TELLING = _FIRST | {word[0] for word in _BOOLEANS}
_LONGEST = 64


@field_rule("ambiguous-scalar", "document", "warning")
def ambiguous_scalar(connection: Connection, context: Context) -> Iterator[Finding]:
    """YAML 1.1 and YAML 1.2 read this plain scalar differently.

    ## What it finds
    A field's value, a member name of a connection, or the key that names a connection, written
    without quotes, that one version of YAML reads as text and the other as a boolean, a number or
    a date: `no`, `on`, `0o7`, `1_000`, `12:30`.

    ## Why it matters
    The tools that read the file differ in the version they follow. So the same line may name the
    member `no` here and the member `false` there.

    ## Wrong
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    phone_number_key: no
    ```

    ## Right
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    phone_number_key: "no"
    ```

    ## How to mend
    Put it in quotes.
    """
    for node in _named_scalars(connection):
        reading = other_reading(node)
        if reading:
            yield Finding(
                node.place,
                f"{reading}, so what it means depends on who reads the file",
                "Put it in quotes.",
            )


def other_reading(node: Scalar) -> str | None:
    """Say how the two versions of YAML differ about a plain scalar; nothing where they agree."""
    text = node.value
    if node.style != "plain" or node.tag is not None or text[:1] not in _TELLING:
        return None
    if text.startswith("0o") and re.fullmatch("0o[0-7]+", text):
        return "YAML 1.2 reads this as a number, YAML 1.1 as text"
    old = _yaml_1_1(text) if len(text) <= _LONGEST else None
    if old and plain_type(text) == "string":
        return f"YAML 1.1 reads this as {old}, YAML 1.2 as text"
    return None


def _yaml_1_1(text: str) -> str | None:
    """Return what YAML 1.1 reads, if not text; the patterns are compiled when first needed."""
    if text in _BOOLEANS:
        return "a boolean"
    if text[:1] not in _FIRST:
        return None
    if re.fullmatch(_NUMBER, text):
        return "a number"
    return "a date" if re.fullmatch(_DATE, text) else None


def _named_scalars(connection: Connection) -> Iterator[Scalar]:
    """Yield the fields' values, the member names, and the key that names the connection."""
    nodes = [field.value for field in connection.fields.values()]
    nodes += [member.key for member in connection.node.members if not is_merge_key(member.key)]
    if connection.key:
        nodes.append(connection.key)
    for node in nodes:
        if isinstance(node, Scalar):
            yield node
