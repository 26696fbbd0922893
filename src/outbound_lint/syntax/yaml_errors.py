"""What keeps a text from being YAML, in plain words.

The words come from a fixed table, never from the text: what stands there may be a secret.
"""

from __future__ import annotations

from ruamel.yaml.error import YAMLError

from outbound_lint.patterns import pattern
from outbound_lint.syntax.nodes import SyntaxProblem

_INDENT = "Align the keys of one mapping; a value that goes on needs more indentation than its key."
_WORDS: tuple[tuple[str, str, str], ...] = (
    (
        "mapping values are not allowed",
        "a `:` stands where no key can stand",
        "Put the value before it in quotes, or correct the indentation.",
    ),
    ("'\\t'", "a tab stands where YAML needs spaces", "Indent with spaces."),
    ("tab", "a tab stands where YAML needs spaces", "Indent with spaces."),
    (
        "that cannot start any token",
        "a value can't start with this character",
        "Put the value in quotes.",
    ),
    (
        "unexpected end of stream",
        "a quoted value is never closed",
        "Close it with the quote it was opened with.",
    ),
    (
        "unexpected document indicator",
        "a quoted value is never closed before the next document",
        "Close it with the quote it was opened with.",
    ),
    ("expected ':'", "a key without a colon", "Write `key: value`, or put the text in quotes."),
    ("unexpected ':'", "a `:` inside a value without quotes", "Put the value in quotes."),
    ("',' or ']'", "a `,` or the closing `]` is missing", "Close the list with `]`."),
    ("',' or '}'", "a `,` or the closing `}` is missing", "Close the mapping with `}`."),
    ("expected key", "this line fits no mapping above it", _INDENT),
    ("<block end>", "this line fits no mapping or list above it", _INDENT),
    ("'-' indicator", "a list and a mapping are mixed here", _INDENT),
    ("block sequence entries", "a list can't start here", "Start the list on a line of its own."),
    ("unknown escape", "an escape that YAML does not know", "Write `\\\\`, or use single quotes."),
    ("escape code", "an escape that names no character", "Write the character itself."),
    ("escape sequence", "an escape that is not finished", "Write the character itself."),
    ("expected hexdecimal", "an escape that is not finished", "Write the character itself."),
    ("undefined tag handle", "a tag whose handle is not declared", "Write `!name`."),
    ("expected <document start>", "a second value follows the first", "Separate them with `---`."),
    (
        "document start",
        "something follows the end of the value",
        "Correct the indentation, or separate documents with `---`.",
    ),
    ("block scalar", "this can't stand behind `|` or `>`", "Start the text on the next line."),
    ("comment or line break", "this can't stand behind `|` or `>`", "Start on the next line."),
    ("incompatible YAML", "this version of YAML is not known", "Write `%YAML 1.2`."),
    ("comment or a line break", "this can't stand behind `|` or `>`", "Start on the next line."),
    ("node content", "a value is missing or written in a wrong way", "Put the value in quotes."),
    ("alphabetic or numeric", "an anchor or alias has no sound name", "Use letters and digits."),
    ("indentation", "the indentation is wrong", _INDENT),
)
_QUOTE_IN_QUOTES = {
    "'": "Write `''` for a quote inside single quotes.",
    '"': 'Put the value in single quotes, or write `\\"` for a quote in it.',
}
_OTHER = ("this is not YAML", "Put values with special characters in quotes.")
_CONFLICT = pattern(r"(?:\A|[\r\n])(<{7} |={7}(?=[\r\n])|>{7} )")
_TEMPLATE = pattern(r"\{\{|\{%|<%|\$\{\{")


def explain_yaml(error: YAMLError, text: str, start: int, end: int) -> SyntaxProblem:
    """Put the error of a YAML parser into words.

    Args:
        error: what the parser raised.
        text: the whole text.
        start: the offset the parser started at; its marks count from there.
        end: where it was to stop.

    Returns:
        The problem, at the place where the parser could not go on.
    """
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    at = min(start + mark.index, end) if mark else start
    said = str(getattr(error, "problem", None) or "")
    conflict = _CONFLICT.search(text, start, end)
    if conflict:
        message, hint = "a merge conflict is not resolved", "Keep one of the two versions."
        return SyntaxProblem(*conflict.span(1), message, hint)
    line_start = max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1
    message, hint = _by_place(text, line_start, at, said) or _by_error(said)
    if _TEMPLATE.search(text, line_start, min(at + 200, end)):
        hint = "This looks like a template: pipe the rendered text to `outbound-lint check -`."
    return SyntaxProblem(at, min(at + 1, len(text)), message, hint, _opened(error, text, start, at))


def _opened(error: YAMLError, text: str, start: int, at: int) -> int | None:
    """Return where a quote or a bracket stands that is not closed up to the mistake."""
    mark = getattr(error, "context_mark", None)
    opened = start + mark.index if mark else at
    return opened if opened < at and text[opened] in "'\"[{" else None


def _by_error(said: str) -> tuple[str, str]:
    return next(((message, hint) for part, message, hint in _WORDS if part in said), _OTHER)


def _by_place(text: str, line_start: int, at: int, said: str) -> tuple[str, str] | None:
    """Put into words what is plain from where the parser could not go on."""
    here, before = text[at : at + 1], text[line_start:at].rstrip(" \t")
    if here == "\t":
        return "a tab stands where YAML needs spaces", "Indent with spaces."
    if here and here in "]}":
        return f"one `{here}` too many closes here", "Remove it, or put the value in quotes."
    # Further on in a line the parsers say that a key is expected, whatever stands there.
    if not before or ("expected key" not in said and "<block end>" not in said):
        return None
    quote = before[-1]
    if quote in _QUOTE_IN_QUOTES and line_start + len(before) == at:
        return f"the `{quote}` before this ends the value", _QUOTE_IN_QUOTES[quote]
    if quote in "'\"}]":
        return "something follows the end of the value", "Put the whole value in quotes."
    return None
