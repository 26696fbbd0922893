"""Text intended as a placeholder that nothing will ever fill.

One pass over the text skips the well-formed placeholders, whose blocks must be complete, and judges
the introducers that are left.
Braces and brackets outside placeholders are counted, because in `{"id": ${ID}}` the last brace
belongs to the object.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Literal, NamedTuple

from outbound_lint.facts._placeholder_syntaxes import DEEPEST, ENCODED, grammar
from outbound_lint.facts._template_code import tag_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from outbound_lint.facts._placeholder_syntaxes import Syntax

MalformedKind = Literal[
    "unbalanced-braces",  # of {{...}}
    "unclosed",
    "closed-twice",
    "empty",
    "name",
    "nested",
    "command",
    "template-code",
]


class Malformed(NamedTuple):
    """A malformed placeholder; message and hint quote nothing of the text."""

    start: int
    end: int
    kind: MalformedKind
    message: str
    hint: str


# More findings in one value help no one, and the limit bounds the memory that a hostile text takes.
_MOST = 1000
# The end of a placeholder with others in it is searched for in so many characters.
_FAR = 2000


def _braces(depth: int) -> str:
    """Balanced braces, nested as deep as in a well-formed placeholder."""
    return rf"\{{[^{{}}]*+(?:{_braces(depth - 1)}[^{{}}]*+)*+\}}" if depth else r"\{[^{}]*+\}"


_BRACES = _braces(DEEPEST)
_SUSPECTS = "|".join(
    (
        r"(?P<quoted>\$?\{\{(?:[^{}\"'`]|\"[^\"]*+\"|'[^']*+'|`[^`]*+`)*+\}\})",
        (
            rf"(?P<nested>\$\{{[^\s{{}}\"]*+(?:{_BRACES}[^\s{{}}\"]*+)++\}}"
            rf"|\{{\{{[^{{}}\"\n]*+(?:{_BRACES}[^{{}}\"\n]*+)++\}}\}})"
        ),
        r"(?P<double>\$?\{{2,}[^{}]*+\}*+)",
        r"(?P<single>(?:\$\{|#\{(?=\s*+\}|[A-Za-z_]))[^{}]*+\}?)",
        rf"(?P<encoded>{ENCODED})",
        r"(?P<spaced>\$ +\{[A-Z_][A-Z0-9_]*+\})",
        r"(?P<parens>\$\((?=[\s)<\w./~-])[^()]*+\)?)",
        r"(?P<ruby><%=?[^%<>]*+(?:%>)?)",
        r"(?P<tag>\{%[-+]?\s*+[A-Za-z_]\w*+(?![^\s%(~+-]))",
        r"(?P<half>\{\s*+[A-Za-z_.$][\w.$-]*+\s*+\}{2,})",
        r"(?P<closers>\}{2,})",
        # Elsewhere than at the end of a value it is prose or a regular expression.
        r"(?P<round>\(\((?<!\S\(\()[A-Za-z_./][\w./:-]*+\)(?=\s*+\Z))",
    )
)

# As the value or its credential; in prose it is Markdown.
_COMMAND_IN_BACKTICKS = r"\s*+(?:[^\s`]++\s++)?[^\s`]*+(`(?!\0++`)[^`\n]++`)[^\s`]*+\s*+"


@cache
def _scanner(rows: tuple[Syntax, ...]) -> re.Pattern[str]:
    """Match well-formed placeholders, in no named group, and suspects, in a group per kind."""
    well_formed = (row.pattern for row in rows)
    return re.compile("|".join((*well_formed, _SUSPECTS)))


def judge(text: str, rows: tuple[Syntax, ...]) -> tuple[Malformed, ...]:
    """Find malformed placeholders: see `placeholders.find_malformed`.

    Args:
        text: A decoded string value.
        rows: The syntaxes whose introducers occur in the text.
    """
    found = list(islice(_scan(text, _scanner(rows)), _MOST))
    if "`" in text:
        hidden = grammar(rows).pattern.sub(lambda one: "\0" * len(one[0]), text) if rows else text
        command = re.fullmatch(_COMMAND_IN_BACKTICKS, hidden)
    else:
        command = None
    if command:
        is_word = " " not in command[1]
        hint = f"Remove the backticks, or h{_COMMAND_HINT[1:]}" if is_word else _COMMAND_HINT
        found.append(Malformed(*command.span(1), "command", _COMMAND, hint))
    if len(found) < 2:
        return tuple(found)
    found.sort(key=lambda one: (one.start, -one.end))
    kept: list[Malformed] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return tuple(kept)


def _scan(text: str, scanner: re.Pattern[str]) -> Iterator[Malformed]:
    """Yield the malformed placeholders, all but commands in backticks."""
    braces, brackets, pos, blocks = 0, 0, 0, _Blocks()
    while (match := scanner.search(text, pos)) is not None:
        start = match.start()
        braces = max(0, braces + text.count("{", pos, start) - text.count("}", pos, start))
        brackets = max(0, brackets + text.count("(", pos, start) - text.count(")", pos, start))
        if match.lastgroup is None:
            surplus = {"}": braces, ")": brackets}.get(text[match.end() - 1])
            found = (_closed_twice(match) if surplus == 0 else None) or blocks.judge(match)
        elif match.lastgroup in ("half", "closers"):
            found = _unopened(match, pos, braces)
            braces = max(0, braces + match[0].count("{") - match[0].count("}"))
        elif match.lastgroup in _CERTAIN:
            kind, message, hint = _CERTAIN[match.lastgroup]
            found = Malformed(*match.span(), kind, message, hint)
        else:
            found = _JUDGES[match.lastgroup](match)
        if found is not None:
            yield found
        pos = max(match.end() if found is None else found.end, start + 1)
    yield from blocks.unclosed()


class _Blocks:
    """The blocks of template code that are open; languages may be mixed."""

    def __init__(self) -> None:
        self._open: dict[str, list[re.Match[str]]] = {}

    def judge(self, code: re.Match[str]) -> Malformed | None:
        """Judge a tag that closes a block, and remember one that opens a block."""
        tag = tag_of(code[0])
        if tag is None:
            return None
        waiting = self._open.setdefault(tag.language, [])
        if tag.opens:
            waiting.append(code)
        elif waiting:
            waiting.pop()
        else:
            return Malformed(*code.span(), "template-code", _NOT_OPENED, _NOT_OPENED_HINT)
        return None

    def unclosed(self) -> Iterator[Malformed]:
        """Yield the tags whose blocks are not closed."""
        for waiting in self._open.values():
            for code in waiting:
                yield Malformed(*code.span(), "template-code", _NOT_CLOSED, _NOT_CLOSED_HINT)


def _closed_twice(match: re.Match[str]) -> Malformed | None:
    """Judge a well-formed placeholder: an unmatched closing brace or bracket may follow it."""
    text, end = match.string, match.end()
    closer = text[end - 1]
    while text.startswith(closer, end):
        end += 1
    if end == match.end():
        return None
    kind: MalformedKind = "unbalanced-braces" if "{{" in match[0][:3] else "closed-twice"
    what = "brace" if closer == "}" else "bracket"
    message = f"the placeholder is closed twice: the last {what} stays in the value"
    return Malformed(match.start(), end, kind, message, f"Remove the extra `{closer}`.")


def _unopened(match: re.Match[str], before: int, braces: int) -> Malformed | None:
    """Judge `name}}` and `{name}}`, unless the braces close earlier ones."""
    text, start = match.string, match.start()
    if braces:
        return None
    if match.lastgroup == "half":
        message = (
            "the placeholder is opened with one brace and closed with two: nothing will fill it"
        )
    else:
        message = "the placeholder is closed but never opened: nothing will fill it"
        named = text[before:start].rstrip()
        start = before + len(named.rstrip(_NAME_CHARACTERS)) if named else start
    return Malformed(start, match.end(), "unbalanced-braces", message, "Start it with `{{`.")


_NAME_CHARACTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-$"
_WORDS = r"\s*+[\w.-]++(?:\s++[\w.-]++)*+\s*+"
_STATEMENT = r"\s*+(?:define|each|else|end\w*|for|if|include|range|raw|set|template|toYaml|with)\b"


def _double(match: re.Match[str]) -> Malformed:
    """Judge `{{...}}` and `${{...}}` without a valid name."""
    raw, start = match[0], match.start()
    inner = raw.lstrip("${")
    body = inner.rstrip("}")
    opened = raw.count("{", 0, len(raw) - len(inner))
    closed = len(inner) - len(body)
    if closed < opened:
        return _unbalanced(start, raw, body, opened, closed)
    end = start + len(raw) - (closed - opened)
    if not body.strip():
        return Malformed(start, end, "empty", _EMPTY, _EMPTY_HINT)
    if re.fullmatch(_WORDS, body) and not re.match(_STATEMENT, body):
        message = "the variable's name contains spaces: nothing will fill it"
        return Malformed(start, end, "name", message, "Write the name as one word.")
    return Malformed(start, end, "template-code", _CODE, _CODE_HINT)


def _unbalanced(start: int, raw: str, body: str, opened: int, closed: int) -> Malformed:
    """Judge `{{name`, `{{name}`, `{{{name}}`; the span ends with the braces or the first word."""
    if closed:
        closing = "brace" if closed == 1 else "braces"
        message = (
            f"the placeholder is opened with {opened} braces and closed with {closed} {closing}: "
            "nothing will fill it"
        )
        hint = "Use as many closing braces as opening ones."
        return Malformed(start, start + len(raw), "unbalanced-braces", message, hint)
    end = start + _to_first_word(raw, body)
    return Malformed(start, end, "unbalanced-braces", _UNCLOSED, "Close it with `}}`.")


def _single(match: re.Match[str]) -> Malformed:
    """Judge `${...}` and `#{...}` without a valid name."""
    raw, start = match[0], match.start()
    body = raw[2:].removesuffix("}")
    if not raw.endswith("}"):
        if end := _closing_brace(match):
            return Malformed(start, end, "nested", _TOO_DEEP, _ONE_VARIABLE)
        end = start + _to_first_word(raw, body)
        return Malformed(start, end, "unclosed", _UNCLOSED, "Close it with `}`.")
    if not body.strip():
        return Malformed(start, match.end(), "empty", _EMPTY, _EMPTY_HINT)
    if re.fullmatch(r"[A-Za-z_]\w*+(?:-\w++)++", body):
        message = (
            "the variable's name contains a hyphen: "
            "a shell takes what follows it for a default value, and other tools do not fill it"
        )
        return Malformed(start, match.end(), "name", message, "Use underscores in the name.")
    message = "no variable can have this name: nothing will fill it"
    hint = "Use letters, digits and underscores, and do not start with a digit."
    return Malformed(start, match.end(), "name", message, hint)


def _nested(match: re.Match[str]) -> Malformed:
    """Judge `${...${...}...}`: too deep, or not the grammar of any tool."""
    depth = deepest = 0
    for brace in re.findall(r"[{}]", match[0]):
        depth += 1 if brace == "{" else -1
        deepest = max(deepest, depth)
    message = _TOO_DEEP if deepest > DEEPEST + 1 and match[0].startswith("${") else _NESTED
    return Malformed(*match.span(), "nested", message, _ONE_VARIABLE)


def _closing_brace(match: re.Match[str]) -> int:
    """Find the end of a placeholder that has others in it; 0 if there are too few braces."""
    depth = 0
    start = match.start()
    for brace in re.finditer(r"[{}]", match.string[start : start + _FAR]):
        depth += 1 if brace[0] == "{" else -1
        if depth == 0:
            return start + brace.end()
    return 0


def _parens(match: re.Match[str]) -> Malformed | None:
    """Judge `$(...)` without a valid name; None for the `$(` of a regular expression."""
    raw, start = match[0], match.start()
    closed = raw.endswith(")")
    body = raw[2:-1] if closed else raw[2:]
    if closed and not body.strip():
        return Malformed(start, match.end(), "empty", _EMPTY, _EMPTY_HINT)
    nested = match.string.startswith("(", match.end())
    if (closed or nested) and re.match(r"\s*+(?:[\w./~-]++\s|[a-z]++\Z|<)", body):
        return Malformed(start, match.end(), "command", _COMMAND, _COMMAND_HINT)
    if not closed and not nested and re.match(r"[A-Za-z_]", body):
        end = start + _to_first_word(raw, body)
        return Malformed(start, end, "unclosed", _UNCLOSED, "Close it with `)`.")
    return None


def _ruby(match: re.Match[str]) -> Malformed | None:
    """Judge `<%...%>`: Ruby runs a command in backticks; None for `<%` in prose."""
    raw, (start, end) = match[0], match.span()
    if not raw.endswith("%>"):
        unclosed = Malformed(start, end, "unclosed", _UNCLOSED, "Close it with `%>`.")
        return unclosed if raw.startswith("<%=") else None
    if "`" in raw:
        return Malformed(start, end, "command", _COMMAND, _COMMAND_HINT)
    return Malformed(start, end, "empty", _EMPTY, _EMPTY_HINT)


_JUDGES = {
    "quoted": _double,
    "double": _double,
    "single": _single,
    "nested": _nested,
    "parens": _parens,
    "ruby": _ruby,
}
_UNCLOSED = "the placeholder is never closed: nothing will fill it"
_TOO_DEEP = f"placeholders are nested more than {DEEPEST} deep: outbound-lint reads no deeper"
_NESTED = "a placeholder or brace inside a placeholder: the first closing brace ends it"
_ONE_VARIABLE = "Use one variable for the whole value."
_EMPTY = "the placeholder has no name: nothing will fill it"
_EMPTY_HINT = "Write a name in it, or remove it."
_CODE = "neither a name nor complete template code: nothing will fill it"
_CODE_HINT = "Write a name between the braces, such as `{{name}}`, or complete the code."
_NOT_CLOSED = "the template block is never closed: no template engine can render it"
_NOT_CLOSED_HINT = "Close the block, as in `{% if x %}…{% endif %}` or `{{#if x}}…{{/if}}`."
_NOT_OPENED = "this closes a template block that is not open: no template engine can render it"
_NOT_OPENED_HINT = "Remove it, or open the block before it."
_COMMAND = "no shell runs this command: the text is sent as it is"
_COMMAND_HINT = "Have the deployment put the command's output into a variable."
# The kind, message and hint of the suspects that need no further look.
_CERTAIN: dict[str, tuple[MalformedKind, str, str]] = {
    "spaced": (
        "name",
        "there is a space between `$` and `{`: nothing will fill the placeholder",
        "Remove the space.",
    ),
    "encoded": (
        "name",
        "the braces of the placeholder are percent-encoded: nothing will fill it",
        "Write the placeholder without percent-encoding, as in `${NAME}` or `{{name}}`.",
    ),
    "tag": ("unclosed", _UNCLOSED, "Close it with `%}`."),
    "round": ("unclosed", _UNCLOSED, "Close it with `))`."),
}


def _to_first_word(raw: str, body: str) -> int:
    """The length of an unclosed placeholder's introducer and the word after it."""
    word = re.match(r"\s*+[\w.:/$@-]++", body)
    return len(raw) - len(body) + (word.end() if word else 0)
