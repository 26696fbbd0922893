"""The mistakes that people make in YAML, each with how to recognize it and what to type instead."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from outbound_lint.syntax.mistakes import (
    CONFLICT,
    INVISIBLE,
    RESOLVE,
    SEPARATOR,
    TYPOGRAPHIC_QUOTES,
    WIDE_SPACES,
)
from outbound_lint.syntax.yaml_lines import COLONS, INDENT, KEY
from outbound_lint.syntax.yaml_spots import Spot


class Case(NamedTuple):
    """What to say if an error of a parser and the text around it match.

    `said` is searched in the words of the parser. `here` matches at one of the offsets `at`; it
    underlines its group `mark`, or else all of it. `opened` names the attribute with the
    offset of what is still open, to be shown too.
    """

    said: str
    here: str
    message: str
    hint: str
    when: Callable[[Spot], object] = lambda _: True
    at: Callable[[Spot], Iterable[int]] = lambda spot: (spot.at,)
    opened: str = ""


def _suspects(spot: Spot) -> Iterable[int]:
    return spot.suspects


def _line(spot: Spot) -> Iterable[int]:
    return (spot.line,)


def _is_key(spot: Spot) -> object:
    """Whether the parser stumbled over a line that should start with a key."""
    return spot.is_first or "simple key" in spot.said or "mapping values" in spot.said


def _is_mid_line(spot: Spot) -> object:
    return not spot.is_first


def _ends_quotes(spot: Spot) -> object:
    return spot.trace.style in ("'", '"') and spot.trace.end == spot.at


def _is_dedented(spot: Spot) -> object:
    """Whether the error is in a line that is outside of the brackets by its indentation."""
    line = spot.line_of(spot.opened)
    in_value = spot.text[line : spot.opened].strip()
    at_end = spot.at >= spot.end or not spot.text[spot.at : spot.end].strip()
    return line != spot.line and (at_end or (in_value and spot.column <= spot.indentation(line)))


def _end_of_open(spot: Spot) -> Iterable[int]:
    """Where to close what is open."""
    return (spot.closing_place(spot.opened),)


def _last_of_open(spot: Spot) -> Iterable[int]:
    """The last character before that."""
    return (spot.closing_place(spot.opened) - 1,)


def _backslash(spot: Spot) -> Iterable[int]:
    """The backslash of the escape sequence that a parser refuses."""
    return (spot.text.rfind("\\", spot.start, spot.at + 1),)


_KEY_ERRORS = "simple key|mapping values|expected key|block end|'-' indicator"
_BLOCK_ERRORS = "expected key|block end|'-' indicator"
_FLOW_ERRORS = "',' or"
_AFTER_VALUE = _BLOCK_ERRORS + "|" + _FLOW_ERRORS
_OWN_LINE = "Write it on a separate line."
# A case is easier to compare with the next if it takes two or three lines.
# fmt: off
CASES: tuple[Case, ...] = (
    Case(_KEY_ERRORS, SEPARATOR, CONFLICT, RESOLVE, at=_suspects),
    # The line of a key.
    Case(_KEY_ERRORS, rf"[ ]*(?:-[ ]*)?(?P<mark>[{WIDE_SPACES}]+)",
        "$name in the indentation, which must be spaces", "Write ordinary spaces instead.",
        _is_key, _suspects),
    Case(_KEY_ERRORS, rf"[ ]*(?:-[ ]*)?(?P<mark>[{INVISIBLE}]+)",
        "invisible character ($name) before a key", "$invisible_hint", _is_key, _suspects),
    Case(_KEY_ERRORS, rf"{INDENT}{KEY}[ \t]*(?P<mark>[{COLONS}])",
        "`$marked` instead of `:` after a key", "Write `:` and a space instead.",
        at=_suspects),
    Case(_KEY_ERRORS, rf"{INDENT}{KEY}:(?P<mark>[{WIDE_SPACES}]+)",
        "$name after the `:` of a key", "Write an ordinary space instead.", at=_suspects),
    Case(_KEY_ERRORS, rf"{INDENT}{KEY}:(?P<mark>[{INVISIBLE}]+)",
        "invisible character ($name) after the `:` of a key",
        "Write an ordinary space instead.", at=_suspects),
    Case(_KEY_ERRORS, rf"[ ]*(?P<mark>-)(?=[\w\"']){KEY}[ \t]*:(?=[ \t\r\n])",
        "missing space after `-`", "Write a space after it.", _is_key, _suspects),
    Case("mapping values", rf"[^\r\n]*?(?P<mark>[\x85\u2028\u2029])[ \t]*{KEY}[ \t]*:[ \t\r\n]",
        "$name is not a line break in YAML 1.2", "Write a line break instead.", at=_suspects),
    Case(_KEY_ERRORS + "|scanning an alias",
        rf"[ ]*(?P<mark>[\u2010-\u2015\u2212\u2022*])[ \t]+{KEY}[ \t]*:",
        "`$marked` does not start a list item", "Write `-` instead.", at=_suspects),
    Case(_KEY_ERRORS, r"[ \t]*(?P<mark>//|/\*|<!--|;|--(?=[ \w]))",
        "`$marked` does not start a comment in YAML", "Write `#` instead.", _is_key, _suspects),
    Case(_KEY_ERRORS, rf"{INDENT}{KEY}[ \t]*(?P<mark>=>|->|:=|=|;|\u2192)",
        "`$marked` between key and value", "Write `:` and a space instead.", at=_suspects),
    Case(_KEY_ERRORS, rf"{INDENT}{KEY}[ \t]*(?P<mark>:)(?=[^\s/:])",
        "missing space after `:`", "Write a space after it.", at=_suspects),
    Case(_KEY_ERRORS, r"[ \t]*+(?P<mark>.)",
        "this line has too few spaces before it to belong to the value after `|` or `>`",
        "Indent each line of the value by $width or more spaces.",
        lambda spot: _is_key(spot) and spot.header >= 0, lambda spot: spot.suspects[:1]),
    Case("simple key", r"[{\[]",
        "this line is not indented, so it does not belong to the key above",
        "Write `|` after the `:` above, and indent each line of the value with 2 more spaces.",
        lambda spot: spot.is_value_of_key, lambda spot: (spot.opened,)),
    Case("simple key", r"(?P<mark>\.\.\.|---)", "text right after `$marked`",
        "Write `$marked` on a separate line.", at=_suspects),
    Case(_KEY_ERRORS, rf"{INDENT}(?P<mark>{KEY})(?=[ \t]+[\"'{{\[])", "missing `:` after the key",
        "Write `:` after it.", at=_suspects),
    Case("simple key", rf"{INDENT}(?P<mark>{KEY})(?=[ \t]+\S)", "missing `:` after the key",
        "Write `:` after it.", at=_suspects),
    Case("simple key", rf"{INDENT}(?P<mark>[\[{{\"'][^\r\n]*+|{KEY})",
        "key without a colon", "Write `:` and a value after it.", at=_suspects),
    Case("mapping values", rf"{INDENT}(?P<mark>{KEY})(?=[ \t]+\S)",
        "missing `:` after the key", "Write `:` after it.", at=lambda spot: spot.keyless_above),
    Case("mapping values", rf"{INDENT}(?P<mark>[\w.$-]+)[ \t]*(?=[\r\n])",
        "missing `:` after the key", "Write `:` after it.",
        lambda spot: spot.column > spot.indentation(spot.above), lambda spot: spot.word_above),
    Case("mapping values", rf"{INDENT}(?P<mark>{KEY})",
        "key without a colon", "Write `:` and a value after it.",
        at=lambda spot: spot.keyless_above),
    Case("end of stream|unexpected document|',' or|" + _KEY_ERRORS,
        rf"[^\r\n]*?[{{,][ \t]*(?![\"']){KEY}(?P<mark>:)(?=[\"'])",
        "missing space after `:`", "Write a space after it.",
        lambda spot: spot.opened >= 0, lambda spot: (spot.line_of(spot.opened), spot.line)),
    # A colon in a value.
    Case("mapping values", r"//|/\*", "`$marked` does not start a comment in YAML",
        "Write `#` instead.", at=lambda spot: spot.slashes),
    Case("mapping values", r"[ ]*(?P<mark>-)[ \t]",
        "list item below a key that has a value",
        "Remove the value of the key above, to make this its list.",
        lambda spot: not spot.key_before and spot.has_value(spot.above), _line),
    Case("mapping values", r":", "a mapping can't start on the line of `---`",
        "Start the mapping on the next line.", lambda spot: spot.before.startswith("---")),
    Case(_KEY_ERRORS, rf"{INDENT}{KEY}[ \t]*:[ \t]+(?P<mark>[{TYPOGRAPHIC_QUOTES}])",
        "typographic quote `$marked` around a value: YAML knows only `'` and `\"`",
        "$plain_quotes", lambda spot: spot.key_before, _line),
    Case("mapping values", r":", "`:` in a value without quotes", "$quotes",
        lambda spot: spot.key_before and spot.text[spot.value_start] not in "'\""),
    Case("mapping values", r":", "`:` after the quotes of a value", "$quotes",
        lambda spot: spot.key_before),
    Case("mapping values", r":", "a key must be on one line, with at most 1024 characters",
        "Write a shorter key.",
        lambda spot: len(spot.before) > 1024 or spot.before.rstrip().endswith(tuple("'\"]}"))),
    Case("mapping values", rf"{INDENT}(?P<mark>{KEY})",
        "unexpected key: the key above has a value already, or other indentation", "$aligned",
        lambda spot: spot.levels, _line),
    Case("mapping values", r":", "`:` in a value without quotes", "$quotes"),
    # The end of a block scalar.
    Case(_BLOCK_ERRORS, r".",
        "the value after `|` or `>` ends here: its first line has $block_indent spaces, "
        "this line has $column",
        "Indent each line of the value by $block_indent or more spaces.",
        lambda spot: spot.block_indent > spot.column and not spot.is_blank_block),
    Case(_BLOCK_ERRORS, r".",
        "the value after `|` or `>` ends here: its first line is blank and has $block_indent "
        "spaces, this line has $column", "Remove the spaces of the blank line.",
        lambda spot: spot.block_indent > spot.column),
    # Tabs.
    Case("", r"\t++", "tab in the indentation, which must be spaces",
        "$tab_hint",
        lambda spot: not spot.before.strip(" ")),
    Case("", r"\t++", "tab after `-`, `?` or `:` where YAML needs a space",
        "Write a space instead.", lambda spot: not spot.before.strip(" -?:")),
    # What comes after a value on its line.
    Case(_FLOW_ERRORS, r"[\]})]", "expected `$closing`, found `$marked`", "$closing_hint",
        lambda spot: not spot.swallows_keys, opened="opened"),
    Case(_AFTER_VALUE, f"[{TYPOGRAPHIC_QUOTES}]",
        "typographic quote `$marked` at the end of a value in plain quotes",
        "Write `$last_quote` instead.", lambda spot: spot.swallows_keys,
        lambda spot: (spot.closing_place(spot.trace.start) - 1,), "value_opened"),
    Case(_AFTER_VALUE, r"", "unclosed quoted value",
        "Close it with `$last_quote` here.", lambda spot: spot.swallows_keys,
        lambda spot: (spot.closing_place(spot.trace.start),), "value_opened"),
    Case(_FLOW_ERRORS, r"[;\uff0c\u3001\uff1b]", "`$marked` between two items",
        "Write `,` instead."),
    Case(_AFTER_VALUE, r"[^\s,;\]}]",
        "the `$previous` before this ends the value", "$quote_in_quotes", _ends_quotes),
    Case(_BLOCK_ERRORS, r"[,;]", "`$marked` after a value", "Remove it.", _is_mid_line),
    Case(_AFTER_VALUE, r"//|/\*", "`$marked` does not start a comment in YAML",
        "Write `#` instead.", _is_mid_line),
    Case(_BLOCK_ERRORS, r"&", "a value can have only one anchor", "Remove this one.",
        lambda spot: _is_mid_line(spot) and "&" in spot.before),
    Case(_BLOCK_ERRORS, r"!", "a value can have only one tag", "Remove this one.",
        lambda spot: _is_mid_line(spot) and "!" in spot.before),
    Case(_BLOCK_ERRORS, r"\*", "an alias can't have its own anchor or tag",
        "Remove what is before the alias.", _is_mid_line),
    Case(_BLOCK_ERRORS + "|document start", r"[\]}]", "unmatched `$marked`", "Remove it."),
    Case("node content", r"[\]}]", "unmatched `$marked`", "Remove it, or put the value in quotes."),
    Case(_BLOCK_ERRORS, r".", "unexpected text after the end of the value", "$quotes",
        _is_mid_line),
    # The indentation of a line.
    Case(_BLOCK_ERRORS, r"-[ \t]+",
        "list item among the keys of a mapping", "Remove the `-` and the space after it.",
        lambda spot: "mapping" in spot.said and spot.is_key_in_item),
    Case(_BLOCK_ERRORS, r"-(?=[ \t\r\n]|\Z)",
        "list item among the keys of a mapping",
        "Remove the value of the key above, to make this its list.",
        lambda spot: "mapping" in spot.said and spot.has_value(spot.above)),
    Case(_BLOCK_ERRORS, rf"{KEY}|.", "key among the items of a list", "Write `- ` before it.",
        lambda spot: "block collection" in spot.said and not spot.item_has_keys
        and spot.column == spot.indentation(spot.line_of(spot.opened))),
    Case(_BLOCK_ERRORS, rf"{KEY}|.",
        "wrong indentation: this line belongs to no mapping or list above it", "$aligned",
        lambda spot: spot.levels),
    # Brackets.
    Case(_FLOW_ERRORS, r"", "unclosed $kind", "Close it with `$closing`.", _is_dedented,
        lambda spot: (spot.visible_end(spot.above),), opened="opened"),
    Case(_FLOW_ERRORS, r"", "unclosed $kind", "Close it with `$closing`.",
        lambda spot: spot.at >= spot.end, _end_of_open, opened="opened"),
    Case(_FLOW_ERRORS, r":", "`:` in a value without quotes", "Put the whole value in quotes.",
        lambda spot: spot.follows_key),
    Case(_FLOW_ERRORS, r"\{", "`{` in a value without quotes: between brackets it starts a mapping",
        "Put the whole value in single quotes.",
        lambda spot: spot.flow_word > 0 and spot.text[spot.flow_word - 1] in "$#%",
        lambda spot: (spot.flow_word,)),
    Case(_FLOW_ERRORS, r"", "missing `,`", "Write `,` here.",
        lambda spot: spot.flow_word >= 0, lambda spot: (spot.flow_word,)),
    Case("block sequence entries|sequence entries", r"-", "`-` between brackets",
        "Remove it, and write `,` between the items.", lambda spot: spot.in_flow),
    Case("node content", r",", "missing value before `,`", "Remove the `,`.",
        lambda spot: spot.in_flow),
    Case("unexpected ':'", r":(?=[\"'\[{])", "missing space after `:`",
        "Write a space after it."),
    # Quotes and escapes.
    Case("end of stream|unexpected document", f"[{TYPOGRAPHIC_QUOTES}]",
        "typographic quote `$marked` at the end of a value in plain quotes",
        "Write `$closing` instead.", at=_last_of_open, opened="opened"),
    Case("end of stream|unexpected document", r"['\"](?=[ \t]*(?:[\r\n]|\Z))",
        "unexpected quote after a value without quotes", "Remove it.",
        lambda spot: spot.is_stray_quote, lambda spot: (spot.opened,)),
    Case("end of stream|unexpected document", "", "unclosed quoted value",
        "Close it with `$closing` here.", at=_end_of_open, opened="opened"),
    Case("unknown escape", r"\\'", "invalid escape sequence `\\'`",
        "Write `'` without the backslash.", at=_backslash),
    Case("unknown escape", r"\\.", "invalid escape sequence `$marked`",
        "Write `\\\\` for a backslash.", at=_backslash),
    Case("hexdecimal", r"\\.", "incomplete escape sequence `$marked`",
        "Write all of its hexadecimal digits, or `\\\\` for a backslash.", at=_backslash),
    Case("escape", r".?", "escape sequence for no valid character",
        "Write the character itself."),
    # The first character of a value.
    Case("cannot start any token", "```", "Markdown code fence around the YAML",
        "Remove the lines that start with three backticks."),
    Case("cannot start any token", r"[^\t](?=[^\r\n:]*:[ \t\r\n])",
        "a key without quotes can't start with `$marked`", "Put the key in single quotes.",
        lambda spot: not spot.before.strip(" -")),
    Case("cannot start any token", "`", "backticks around a value: YAML knows only `'` and `\"`",
        "$plain_quotes", lambda spot: len(spot.value) > 1 and spot.value.endswith("`")),
    Case("cannot start any token|mapping keys", r"[^\t]",
        "a value without quotes can't start with `$marked`", "$quotes"),
    Case("node content", r"[,%@`]", "a value without quotes can't start with `$marked`",
        "$quotes"),
    Case("scanning an (alias|anchor)", r"[*&]",
        "a value without quotes can't start with `$marked`", "$quotes",
        at=lambda spot: (spot.opened,)),
    Case("block scalar", r"(?<=[|>])[^0-9\s]",
        "a value without quotes can't start with `$previous`", "$quotes"),
    Case("block scalar", r"0", "the indentation of the text after `|` or `>` can't be 0",
        "Remove the `0`."),
    Case("block scalar", f"[{WIDE_SPACES}{INVISIBLE}]+(?=[ \t]*(?:[\r\n]|\\Z))",
        "$name after `|` or `>`", "Remove it."),
    Case("block scalar", r".", "unexpected text after `|` or `>`",
        "Start the text on the next line, with $text_width spaces before it."),
    Case("sequence entries", r"-", "a list can't start on this line",
        "Start the list on the next line."),
    Case("tag handle", r"![^\s]*", "undeclared tag handle",
        "Write a local tag, such as `!name`, or put the value in quotes."),
    # Directives and documents.
    Case("directive.*comment or|comment or.*directive", r"[^\r\n]+",
        "unexpected text after the directive", "Remove it."),
    Case("version number|expected a digit", r"[^\r\n]+", "invalid version in the directive",
        "Write `%YAML 1.2`.", at=_line),
    Case("duplicate", r"[^\r\n]+", "second directive of the same name", "Remove it.", at=_line),
    Case("incompatible YAML", r"[^\r\n]+", "unsupported version of YAML",
        "Write `%YAML 1.2`.", at=_line),
    Case("directive", r"%TAG[^\r\n]*", "incomplete `%TAG` directive",
        "Write a handle and a prefix after `%TAG`, or remove the line.",
        at=lambda spot: (spot.opened,)),
    Case("directive", r"%", "a line that starts with `%` is a directive",
        "Put the text in single quotes.", at=lambda spot: (spot.opened,)),
    Case("stream end", r"%", "a line that starts with `%` is a directive",
        "Put the text in single quotes.", at=lambda spot: spot.directives),
    Case("document", r".", "missing `---` after the directives",
        "Write `---` on a line before this one.", lambda spot: spot.has_directive),
    Case("document", r"[^\r\n]+", "unexpected text after `...`", "Remove it.",
        lambda spot: spot.before.startswith("...")),
    Case("document", rf"{KEY}|.", "wrong indentation: the lines above have more", "$aligned",
        lambda spot: spot.is_first and spot.levels and spot.levels[-1] > spot.column),
    Case("document", r".", "second value in one document",
        "Write `---` on the line above, or correct the indentation.",
        lambda spot: spot.is_first),
    Case("document", r".", "unexpected text after the end of the value", "$quotes"),
    # What one parser refuses only because of its limits comes last.
    Case("node content", r".?", "missing or invalid value", "$quotes"),
    Case("','", r".?", "unexpected text between brackets", "Put each value in quotes."),
    Case(_KEY_ERRORS, r".?", "wrong indentation",
        "Align the keys of one mapping, and indent its longer values more than their keys."),
    Case("unexpected ':'", r":", "`:` in a value without quotes", "$quotes"),
    Case("", r"\t", "tab where YAML needs spaces", "Replace the tab with spaces."),
    Case("", r".?", "invalid YAML", "Put values with special characters in quotes."),
)
# fmt: on
