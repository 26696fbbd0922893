"""What keeps a text from being YAML, and what to type instead.

The words come from a fixed table and quote only single characters: the text may hold secrets.
"""

from __future__ import annotations

from ruamel.yaml.error import YAMLError

from outbound_lint.patterns import pattern
from outbound_lint.syntax.nodes import SyntaxProblem

_ALIGN = "Align the keys of one mapping, and indent its longer values more than their keys."
_OTHER_LINE = ("this line does not belong to the mapping or list above it", _ALIGN)
_TAB = ("tab where YAML needs spaces", "Replace the tab with spaces.")
_AFTER_INDICATOR = ("unexpected text after `|` or `>`", "Start the text on the next line.")
_SHORT_ESCAPE = ("incomplete escape sequence", "Write the character itself.")

# What an error of a parser says, in the order of the search, and our words for it.
_WORDS: tuple[tuple[str, str, str], ...] = (
    (
        "mapping values are not allowed",
        "unexpected `:`: a mapping can't start here",
        "Put the whole value in quotes, or correct the indentation.",
    ),
    ("'\\t'", *_TAB),
    ("tab", *_TAB),
    (
        "unexpected end of stream",
        "unclosed quoted value",
        "Close the value with the quote it starts with.",
    ),
    (
        "unexpected document",
        "unclosed quoted value: the next document starts here",
        "Close the value with the quote it starts with.",
    ),
    ("expected ':'", "key without a colon", "Write `key: value`, or put the text in quotes."),
    ("unexpected ':'", "`:` in a value without quotes", "Put the value in quotes."),
    ("',' or ']'", "missing `,` or `]`", "Close the list with `]`."),
    ("',' or '}'", "missing `,` or `}`", "Close the mapping with `}`."),
    ("expected key", *_OTHER_LINE),
    ("<block end>", *_OTHER_LINE),
    ("'-' indicator", "list and mapping mixed at one level", _ALIGN),
    ("sequence entries", "a list can't start here", "Start the list on a new line."),
    (
        "unknown escape",
        "invalid escape sequence",
        "Write `\\\\` for a backslash, or use single quotes.",
    ),
    ("escape code", "escape sequence for no valid character", "Write the character itself."),
    ("escape sequence", *_SHORT_ESCAPE),
    ("expected hexdecimal", *_SHORT_ESCAPE),
    ("undefined tag handle", "undeclared tag handle", "Write a local tag, such as `!name`."),
    (
        "<document start>",
        "second value in one document",
        "Correct the indentation, or separate the values with `---`.",
    ),
    ("block scalar", *_AFTER_INDICATOR),
    ("comment or line break", *_AFTER_INDICATOR),
    ("incompatible YAML", "unsupported YAML version", "Write `%YAML 1.2`."),
    ("comment or a line break", *_AFTER_INDICATOR),
    ("node content", "missing or invalid value", "Write a value, or put it in quotes."),
    (
        "alphabetic or numeric",
        "invalid name of an anchor or alias",
        "Use letters and digits in the name.",
    ),
    ("indentation", "wrong indentation", _ALIGN),
    ("", "invalid YAML", "Put values with special characters in quotes."),
)
_QUOTE_IN_QUOTES = {
    "'": "Write `''` for a quote inside single quotes.",
    '"': 'Put the value in single quotes, or write `\\"` for a quote inside it.',
}
_CONFLICT = pattern(r"(?:\A|[\r\n])(<{7} |={7}(?=[\r\n])|>{7} )")
_TEMPLATE = pattern(r"\{\{|\{%|<%|%\{|\$\{\{")
_VALUE = pattern(r"[^\r\n]*?:[ \t]+([\[{%<][^\r\n]*)")
# What is not c-printable (YAML 1.2.2, section 5.1). The class of what is, negated, takes ten times
# as long to compile.
_UNPRINTABLE = pattern("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def unprintable_character(text: str, base: int) -> SyntaxProblem | None:
    """Find a character that may not be in YAML.

    Args:
        text: a part of a stream.
        base: where it starts in the stream.
    """
    match = _UNPRINTABLE.search(text)
    if match is None:
        return None
    message = f"control character U+{ord(match.group()):04X} is not allowed in YAML"
    at = base + match.start()
    return SyntaxProblem(at, at + 1, message, "Remove it.")


def explain_line_break(text: str, at: int) -> SyntaxProblem:
    """Explain a character that ends a line for the parsers, as in YAML 1.1, but not in YAML 1.2."""
    code = ord(text[at])
    hint = f"Remove it, or write it as `\\u{code:04x}` in double quotes."
    message = f"the character U+{code:04X} ends the line for YAML parsers"
    return SyntaxProblem(at, at + 1, message, hint)


def offset_of(error: YAMLError) -> int:
    """Return the offset in the parsed text at which an error was found; -1 if it has none."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    return mark.index if mark else -1


def explain_yaml(error: YAMLError, text: str, start: int, end: int) -> SyntaxProblem:
    """Put the error of a YAML parser into words.

    Args:
        error: what the parser raised.
        text: the whole stream.
        start: the offset at which the parser started; its marks count from there.
        end: the offset up to which it was to read.

    Returns:
        The problem, at the place where the parser could not go on.
    """
    conflict = _CONFLICT.search(text, start, end)
    if conflict:
        hint = "Keep one of the two versions, and remove the markers."
        return SyntaxProblem(*conflict.span(1), "unresolved merge conflict", hint)
    at = min(start + max(offset_of(error), 0), end)
    line_start = max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1
    error_text = str(getattr(error, "problem", None) or "")
    message, hint = _by_place(text, line_start, at, error_text) or next(
        words for part, *words in _WORDS if part in error_text
    )
    if _TEMPLATE.search(text, line_start, min(at + 200, end)):
        from outbound_lint.facts.placeholders import hint_to_quote

        value = _VALUE.match(text, line_start, end)
        hint = (value and hint_to_quote(value[1].rstrip())) or (
            "Render the template, and pipe the rendered text to `outbound-lint check -`."
        )
    context = getattr(error, "context_mark", None)
    opened = start + context.index if context else at
    unclosed = opened < at and text[opened] in "'\"[{"
    related = ((opened, opened + 1, "opened here"),) if unclosed else ()
    return SyntaxProblem(at, min(at + 1, len(text)), message, hint, related)


def _by_place(  # noqa: PLR0911  # a table of cases
    text: str, line_start: int, at: int, error_text: str
) -> tuple[str, str] | None:
    """Find words for what is plain from the characters around the place."""
    here, before = text[at : at + 1], text[line_start:at].rstrip(" \t")
    if here == "\t":
        return _TAB
    if here and here in "]}":
        return f"unmatched `{here}`", "Remove it, or put the value in quotes."
    if here and "cannot start any token" in error_text:
        return f"a value without quotes can't start with `{here}`", "Put the value in quotes."
    # Within a line the parsers say that a key is expected, whatever comes before.
    if not before or ("expected key" not in error_text and "<block end>" not in error_text):
        return None
    last = before[-1]
    if last in _QUOTE_IN_QUOTES and line_start + len(before) == at:
        return f"the `{last}` before this ends the value", _QUOTE_IN_QUOTES[last]
    if last in "'\"}]":
        return "unexpected text after the end of the value", "Put the whole value in quotes."
    return None
