"""Text of the input made safe for terminals and CI logs.

Characters that are invisible, steer a terminal or reorder a line are written as escapes: Unicode's
general categories Cc, Cf, Cs, Co, Zl, Zp, and Zs except the space (UAX 44, table 12), its default
ignorable code points and its noncharacters. They are listed here, so that the result does not
depend on Python's version of Unicode.

One character of each log command is escaped: GitHub Actions reads lines that start with `::` after
spaces, and `##[` anywhere (actions/runner, ActionCommand.cs); Azure Pipelines reads `##vso[` and
`##[` (logging commands); TeamCity reads `##teamcity[` (service messages).
"""

from __future__ import annotations

import re

from outbound_lint.patterns import pattern

HIDDEN = pattern(
    r"[\x00-\x1f\x7f-\xa0\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160"
    r"\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164"
    r"\ud800-\uf8ff\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    r"\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    r"\U0001fffe\U0001ffff\U0002fffe\U0002ffff\U0003fffe-\U0010ffff]"
)
"""One character that must be escaped."""

_NAMED = {"\t": r"\t", "\n": r"\n", "\r": r"\r"}

COMMAND = pattern(r"(?<=#)#(?=\w*\[)")
"""The character to escape in `##[`, `##vso[`, `##teamcity[` and the like."""

_LEADING = pattern(r"^((?:\x1b\[[0-9;]*m| )*):(?=(?:\x1b\[[0-9;]*m)*:)", re.MULTILINE)
"""The first colon of a line that starts with `::` after spaces and colors."""


def escape(character: str) -> str:
    r"""Return a character as an escape: `\t`, `\x1b`, `\u202e` or `\U000e0041`."""
    code = ord(character)
    if character in _NAMED:
        return _NAMED[character]
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def shown(text: str) -> str:
    """Escape a text so that it can be shown within a line; the result has no line ends."""
    if not (text.isascii() and text.isprintable()):
        text = HIDDEN.sub(_escape_match, text)
    return _without_commands(text)


def guard(output: str) -> str:
    """Escape log commands in a complete output, also those that several parts of it form."""
    output = _without_commands(output)
    if "::" not in output and "\x1b" not in output:
        return output
    return _LEADING.sub(lambda match: match[1] + escape(":"), output)


def json_text(value: object) -> str:
    """Return a value as JSON in ASCII, with a final line feed.

    The second `#` of `##` is escaped, so that no CI log reads a part of it as a command.
    """
    import json

    return json.dumps(value, indent=2).replace("##", "#\\u0023") + "\n"


def _without_commands(text: str) -> str:
    return COMMAND.sub(_escape_match, text) if "##" in text else text


def _escape_match(match: re.Match[str]) -> str:
    return escape(match.group())
