"""Text of the input made fit for a terminal and for a CI log.

What cannot be seen, or would steer a terminal or reorder a line, is written as an escape: Unicode's
general categories Cc, Cf, Cs, Co, Zl, Zp, and Zs but the space (UAX 44, table 12), its default
ignorable code points and its noncharacters. They are listed here, so that the version of Unicode
that Python knows makes no difference.

What a log takes for a command is broken up by escaping one of its characters: GitHub Actions reads
lines that start with `::` after blanks, and `##[` anywhere (actions/runner, ActionCommand.cs),
Azure Pipelines `##vso[` and `##[` (its logging commands), TeamCity `##teamcity[` (its service
messages).
"""

from __future__ import annotations

import re
from functools import cache

from outbound_lint.patterns import pattern

_HIDDEN = (
    r"[\x00-\x1f\x7f-\xa0\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160"
    r"\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164"
    r"\ud800-\uf8ff\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    r"\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    r"\U0001fffe\U0001ffff\U0002fffe\U0002ffff\U0003fffe-\U0010ffff]"
)

_NAMED = {"\t": r"\t", "\n": r"\n", "\r": r"\r"}

COMMAND = pattern(r"(?<=#)#(?=\w*\[)")
"""The character to escape in `##[`, `##vso[` and their kin."""

_LEADING = pattern(r"^((?:\x1b\[[0-9;]*m| )*):(?=(?:\x1b\[[0-9;]*m)*:)", re.MULTILINE)
"""A line that starts with two colons, apart from blanks and our colours."""


@cache
def hidden() -> re.Pattern[str]:
    """Return the pattern of one character that may not be written raw."""
    return re.compile(_HIDDEN)


def escape(character: str) -> str:
    r"""Write one character as an escape: `\t`, `\x1b`, `\u202e` or `\U000e0041`."""
    code = ord(character)
    if character in _NAMED:
        return _NAMED[character]
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def shown(text: str) -> str:
    """Make a text fit to be shown within a line; without line ends, whatever is in it."""
    if not (text.isascii() and text.isprintable()):
        text = hidden().sub(_escape_match, text)
    return _without_commands(text)


def guard(output: str) -> str:
    """Break up log commands in a finished output, also those that only its parts together make."""
    output = _without_commands(output)
    if "::" not in output and "\x1b" not in output:
        return output
    return _LEADING.sub(lambda match: match[1] + escape(":"), output)


def _without_commands(text: str) -> str:
    return COMMAND.sub(_escape_match, text) if "##" in text else text


def _escape_match(match: re.Match[str]) -> str:
    return escape(match.group())
