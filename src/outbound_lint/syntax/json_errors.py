"""What is wrong where a text stops being JSON, and what to type instead.

Of the text only single characters and words of fixed lists are quoted; the rest may be a secret.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from outbound_lint.facts import placeholders
from outbound_lint.patterns import pattern
from outbound_lint.syntax.json import JsonMistake
from outbound_lint.syntax.json_dialects import repair_hint
from outbound_lint.syntax.json_quotes import quote_problem
from outbound_lint.syntax.json_spots import FOREIGN, PYTHON, SPACE, WORD, Spot
from outbound_lint.syntax.mistakes import CONFLICT, RESOLVE, SEPARATOR, merge_conflict
from outbound_lint.syntax.nodes import MAX_DEPTH, MAX_NODES, SyntaxProblem

_DOUBLE_QUOTES = "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\uff02"
_TYPOGRAPHIC = _DOUBLE_QUOTES + "\u2018\u2019\u201a\u201b\u2032\u00b4\uff07"
_BLANKS = r"[ \t\r\n]*+"
_ATTRIBUTE = pattern(r"\$([a-z_]+)")


class _Case(NamedTuple):
    """What to say if a pattern matches at the mistake and a condition holds.

    `here` matches what to underline. `label` is for what else to show: what is still open, or else
    the character before the mistake.
    """

    here: str
    message: str
    hint: str
    when: Callable[[Spot], object] = lambda _: True
    label: str = ""


# A case is easier to compare with the next if it takes two or three lines.
# fmt: off
_OPENED = "opened here"
_UNCLOSED = _Case(r"\Z", "unclosed $kind", "$close at the end.")
_REST_OF_MEMBER = _Case(r"\Z", "unclosed object",
    "Write the rest of the member, then close it with `}`.")
_TRAILING_COMMA = _Case(r"[\]}]", "trailing comma before $here", "Remove the comma.",
    lambda spot: spot.text[spot.previous] == ",", "remove this comma")
_QUOTE_IT = 'Write `"` before and after the $what.'
# What may be anywhere between the tokens.
_BETWEEN = (
    _Case(rf"(?<=[\r\n]){SEPARATOR}", CONFLICT, RESOLVE),
    _Case(r"\{%|\{\{[-#/^!>]|<%|\{\{", "template code between values",
        "Render the template, and check the rendered text."),
    _Case(r"#|//|/\*|<!--", "JSON has no comments", "Remove all comments."),
    _Case(r".", "unexpected $name",
        "Remove each $name outside strings: JSON allows only spaces, tabs and line breaks.",
        lambda spot: spot.character.isspace() or spot.is_invisible),
    _Case(r"[\uff1a\uff0c\uff5b\uff5d\uff3b\uff3d]", "fullwidth $here instead of `$ascii`",
        "Write `$ascii` instead, and replace other fullwidth signs outside strings too."),
    _Case(r'\\(?=")', "backslash before a quote outside a string",
        'Write `"` instead of each `\\"`.'),
    _Case(r"\\", "backslash outside a string", "Remove the backslash."),
    _Case(r"\.\.\.|\u2026", "`...` is not JSON", "Remove the dots, or write the rest instead."),
)
_WRONG_QUOTES = (
    _Case(r"'", "$what in single quotes",
        "Write `\"` instead of each `'` around a name or a string."),
    _Case(r"`", "$what in backticks", 'Write `"` instead of each backtick.'),
    _Case(f"[{_TYPOGRAPHIC}]", "typographic quote $here",
        'Write `"` instead of each typographic quote.'),
)
_KNOWN_WORDS = (
    _Case(rf"{WORD}|.?", "`$word` is Python; JSON uses `$json`", "Write `$json`.",
        lambda spot: spot.word in PYTHON),
    _Case(rf"{WORD}|.?", "JSON has no `$word`", "Write `$json`.",
        lambda spot: spot.word in FOREIGN),
    _Case(rf"{WORD}|.?", "`$word` is not lower case", "Write `$json`.",
        lambda spot: spot.word.lower() in ("true", "false", "null")),
)
# What people write in place of an object: how it starts, and what it is.
_OTHER_TEXTS = tuple(
    _Case(rf"{WORD}|.", f"{what} instead of $expected", "$write",
        partial(Spot.starts, expression=start))
    for start, what in (
        (r"curl\b|-[HdX]\b|--(?:header|data|url)", "curl options"),
        (r"https?://", "a URL"),
        (r"@?(?:\.{0,2}/)?[\w./-]+\.json\s*\Z|@[\w./-]+\s*\Z|file:", "the name of a file"),
        (r"<\?xml|<[A-Za-z]", "XML"),
        (r"(?:const|let|var|return|export|module|import|function|JSON|json|dict|new)\b(?!\s*:)|=>",
            "program code"),
        (r"eyJ[\w+/-]*={0,2}\s*\Z", "Base64"),
        (r"[A-Za-z][\w-]*:[ \t]*\S[^\n]*\n\s*[A-Za-z][\w-]*:|-\s|---", "YAML"),
        (r"[A-Z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)+[ \t]*:|Authorization[ \t]*:", "a header line"),
        (r"[A-Za-z_][\w-]*:(?:\s|\Z)", "YAML"),
        (r"[\w.%\[\]-]+=[^&\s]*&[\w.%\[\]-]+=", "a query string"),
        (r"[\w.-]+\s*=", "`name=value`"),
    )
)
# The cases for what is expected, in the order in which they are tried; an object is expected where
# the text starts.
_CASES: dict[str, tuple[_Case, ...]] = {
    "object": (
        _Case(r"\Z", "the text is empty", "$write"),
        *_OTHER_TEXTS,
        *_BETWEEN,
        _Case(r"```", "Markdown code fence around the JSON",
            "Remove the first and the last line, with the three backticks."),
        _Case(rf"['`{_TYPOGRAPHIC}](?=[ \t\r\n]*+[{{\[])", "quotes around the whole object",
            "Remove the outer quotes."),
        _Case(r"\((?=[ \t\r\n]*+[{\[])", "parentheses around the whole object",
            "Remove the parentheses."),
        _Case(WORD, "expected $expected, found a word", "$write"),
        _Case(r".", "expected $expected, found $here", "$write"),
    ),
    "value": (
        _UNCLOSED._replace(when=Spot.is_after_opening),
        _Case(r"\Z", "unclosed array",
            "Write the next value, then close it with `]`.", lambda spot: spot.kind == "array"),
        _REST_OF_MEMBER,
        *_BETWEEN,
        *_WRONG_QUOTES,
        *_KNOWN_WORDS,
        _TRAILING_COMMA,
        _Case(r"[,}]", "missing value before $here", "$missing_signs",
            lambda spot: spot.missing_signs),
        _Case(r"[,\]}]", "missing value before $here", "Write `null` or another value before it."),
        _Case(r"\+(?=[0-9() -]{7})", "phone number without quotes",
            'Write `"` before and after the number.'),
        _Case(r"\+", "a number can't start with `+`", "Remove the `+`."),
        _Case(r"\.(?=[0-9])", "a number can't start with its decimal point",
            "Write `0` before it."),
        _Case(r"[=:]", "second $here in a member", "Remove it."),
        _Case(r"[bfruBFRU]{1,2}(?=[\"'][^,}\]\s])", "Python prefix before a string",
            "Remove the prefix."),
        _Case(r"\(", "parentheses instead of square brackets",
            "Write `[` instead of `(`, and `]` instead of `)`."),
        _Case(WORD, "unquoted string", _QUOTE_IT),
        _Case(r".", "expected a value, found $here",
            'Write `"` before and after a string.'),
    ),
    "name": (
        _UNCLOSED._replace(when=Spot.is_after_opening),
        _Case(r"\Z", "unclosed object", "Write the next member, then close it with `}`."),
        _Case(r"(?<=\{)[%#]", "template code between values",
            "Render the template, and check the rendered text."),
        _Case(r"(?<=\{)\{", "unexpected second `{`",
            'Write one `{` and one `}`, or put a template variable in quotes: `"{{name}}"`.'),
        *_BETWEEN,
        _TRAILING_COMMA._replace(here="}"),
        _Case(r",", "missing member before `,`", "Remove each comma that comes after another.",
            lambda spot: len(re.findall(r",[ \t\r\n]*+,", spot.text)) > 1),
        _Case(r",", "missing member before `,`", "Remove the comma."),
        _Case(r"(?<=[0-9],)[0-9]", "comma inside a number",
            "Remove each comma in the number: JSON does not group digits.",
            label="remove this comma"),
        *_WRONG_QUOTES,
        _Case(r"[bfruBFRU]{1,2}(?=[\"'][^,}\]\s])", "Python prefix before a string",
            "Remove the prefix."),
        _Case(WORD, "unquoted name", 'Write `"` before and after each name and string.'),
        _Case(r"[0-9]++", "unquoted name", 'Write `"` before and after each name.'),
        _Case(r".", "expected a name, found $here", 'Write a member as `"name": "value"`.'),
    ),
    "colon": (
        _REST_OF_MEMBER,
        *_BETWEEN,
        _Case(r"=>?", "`=` between name and value", "Write `:` instead, after each name."),
        _Case(r";", "`;` between name and value", "Write `:` instead, after each name."),
        _Case(r"[,}]", "name and value in one pair of quotes",
            'Write `": "` instead of the colon and the space after it, in each such member.',
            lambda spot: re.compile(r'"[\w-]++: *+[^"]++\Z').match(
                spot.text[: spot.previous], max(spot.text.rfind('"', 0, spot.previous), 0))),
        _Case(r"[,}]", "name without a value", "$missing_signs", lambda spot: spot.missing_signs),
        _Case(r"[,}]", "name without a value", "Write `: null` or another value after it."),
        _Case(r"[\"{\[0-9tfn-]", "missing `:` after the name", "$missing_signs",
            lambda spot: spot.missing_signs),
        _Case(r"[\"{\[0-9tfn-]", "missing `:` after the name", "Write `:` before it."),
        _Case(r".", "expected `:` after the name, found $here",
            'Write `:` after the name; write `\\"` for a quote inside the name.'),
    ),
    "comma": (
        _UNCLOSED,
        *_BETWEEN,
        _Case(r"[}\])](?=\s*\Z)", "expected `$closing`, found $here",
            "Write `$closers` instead of $here.",
            lambda spot: not spot.closes_outer() and spot.with_end(spot.closers), _OPENED),
        _Case(r"[}\])]", "expected `$closing`, found $here", "Write `$closing` instead of $here.",
            lambda spot: not spot.closes_outer() or spot.with_character(spot.closing), _OPENED),
        _Case(r"[}\])]", "expected `$closing`, found $here", "Write `$closing` before it.",
            label=_OPENED),
        _Case(r";(?=[ \t\r\n]*+[}\]])", "`;` after the last value", "Remove the `;`."),
        _Case(r";", "`;` between two members", "Write `,` instead, between all members."),
        _Case(r"(?<=[^\w.]0)[xXoObB](?=[0-9a-fA-F])", "JSON has only decimal numbers",
            'Write `"` before and after the number, or write it in decimal digits.'),
        _Case(rf"{WORD}(?={_BLANKS}:)", "missing comma", "Write `,` before it.",
            lambda spot: spot.kind == "object" and spot.previous + 1 < spot.offset),
        _Case(r"(?<=[0-9] )[0-9]", "space inside a number",
            'Write `"` before and after the value.'),
        _Case(r"(?<=[0-9])[_'](?=[0-9])", "$here inside a number", "Remove each $here."),
        _Case(r"(?<=[0-9])[^\"{\[']", "unexpected $here in a number",
            'Write `"` before and after the value.'),
        _Case(r":", "`:` in an array",
            "Put members with names in an object: `{…}`.", lambda spot: spot.kind == "array"),
        _Case(r":", "`:` between two members", "Write `,` instead.",
            lambda spot: spot.with_character(",")),
        _Case(r":", "second `:` in a member", "Write the whole value as one string."),
        _Case(r"\+|\.(?=\s)", "$here between strings: JSON can't join them", "Write one string."),
        _Case(r'(?<![ \t\n\r])"(?=[^"]*+\Z)', 'unmatched `"`', "Remove it."),
        _Case(rf'"(?=[^"\\\n]*+"{_BLANKS}[,}}])', "two strings for one name", "Write one string.",
            lambda spot: spot.kind == "object"),
        _Case(r"[\"{\[]", "missing comma", "$missing_signs", lambda spot: spot.missing_signs),
        _Case(rf"[\"{{\['{_DOUBLE_QUOTES}]", "missing comma", "Write `,` before it."),
        _Case(r'(?<=").', 'the `"` before $here ends the string',
            'Write `\\"` for a quote inside the string, or `,` after its end.',
            label="the string ends here"),
        _Case(r"(?<=[^\W\d_]).", "unquoted string", _QUOTE_IT),
        _Case(r".", "expected `,` or `$closing`, found $here",
            'Write `,` between values; write `\\"` for a quote inside a string.'),
    ),
    "end": (
        *_BETWEEN,
        _Case(r":", "missing braces around the members",
            "Write `{` before the first member and `}` after the last.",
            lambda spot: spot.starts('"')),
        _Case(r".", 'quotes around the whole object: the first `"` inside ends them',
            "Remove the outer quotes.", lambda spot: spot.starts(r'"\s*+[{\[]')),
        *_OTHER_TEXTS,
        _Case(r".", "text that is not $expected", "$write",
            lambda spot: spot.in_field and not spot.starts(r"[{\[]")),
        _Case(r'"(?=\s*\Z)', 'unmatched `"`', "Remove it."),
        _Case(r"[}\]]++", "unmatched $here", "Remove everything after the object."),
        _Case(r",(?=\s*[{\[\"])|[{\[\"]",
            "second value after the first: this is JSON Lines or a list",
            "Put the values in one array: write `[` before the first, `,` between them, and `]` "
            "after the last.", lambda spot: not spot.in_field),
        _Case(r",(?=\s*[{\[\"])|[{\[\"]", "second value after the first",
            "Write one object with all members."),
        _Case(r"[,;]", "$here after the end of the value", "Remove the $here."),
        _Case(r".", "unexpected $here after the end of the value",
            "Remove everything after the value."),
    ),
    "string": (
        _Case(r"\Z", 'unclosed `"` before the whole object',
            'Remove the first `"`, and write `"` instead of each `\\"`.',
            lambda spot: spot.starts(r'"\s*+[{\[]') and not spot.text[: spot.opened].strip()),
        _Case(r"\Z", "unclosed string", "$close_string at the end."),
        _Case(r"(?=[\r\n])", "line break inside a string",
            "Write `\\n` instead of each line break in the string."),
        _Case(r".", "unescaped $name inside a string",
            "Write `$escape` instead of each $name in a string."),
    ),
    "escape": (
        _Case(r"\Z", "incomplete escape sequence",
            "Remove the backslash, then close what is open."),
        _Case(r"(?<!\\).", "`\\u` needs four hexadecimal digits",
            "Write four digits, such as `\\u00e9`, or write `\\\\u` for a backslash."),
        _Case(r"'", "invalid escape sequence `\\'`", "Write `'` instead of each `\\'`."),
        _Case(r".", "invalid escape sequence `\\$character`",
            "Write `\\\\` instead of each single backslash.",
            lambda spot: spot.character.isprintable()),
        _Case(r".", "invalid escape sequence `\\` before $name",
            "Write `\\\\` instead of each single backslash."),
    ),
    "number": (
        _Case(r"(?<=0)[0-9]", "leading zero in a number",
            'Remove the leading zeros, or write `"` before and after the number.',
            label="remove this zero"),
        _Case(r"(?<=-)Infinity(?!\w)", "JSON has no `-Infinity`",
            "Write `null` instead of `-Infinity`."),
        _Case(r"(?<=\.).?", "missing digit after the decimal point", "Write `0` before it."),
        _Case(r"(?:(?<=[eE+])|(?<=[eE]-)).?", "missing digit in the exponent",
            "Write `0` before it."),
        _Case(r".?", "missing digit after the minus sign",
            'Write a number, or write `"` before and after the value.'),
    ),
    "word": (
        *_KNOWN_WORDS,
        _Case(r"[\"']", "Python prefix before a string", "Remove the prefix."),
        _Case(r".?", "unquoted string", _QUOTE_IT),
    ),
    "fewer": (
        _Case("", f"there are more than {MAX_NODES} names and values",
            "Split the text into smaller ones."),
    ),
    "shallower": (
        _Case(r".", f"values are nested more than {MAX_DEPTH} levels deep",
            "Nest the values less deeply."),
    ),
}
# fmt: on


def explain_json(value: str, mistake: JsonMistake, example: str | None = None) -> SyntaxProblem:
    """Put a mistake of a JSON text into words.

    Args:
        value: the text.
        mistake: where it stops being JSON.
        example: an object that the text could be instead, if only an object will do.

    Returns:
        The span to underline, what is wrong there, and what to type instead.
    """
    problem = first_problem(value, mistake, example)
    if merge_conflict(value):
        return problem
    hint = repair_hint(value, only_objects=example is not None) or problem.hint
    if placeholders.is_in_code(value, mistake.offset):
        hint = "Render the template, and pipe the rendered text to `outbound-lint check -`."
    return problem._replace(hint=hint)


def first_problem(value: str, mistake: JsonMistake, example: str | None = None) -> SyntaxProblem:
    """Put a mistake into words as `explain_json` does, but as if the rest of the text had none."""
    if conflict := merge_conflict(value):
        return conflict
    offset, expected, opened = mistake
    spot = Spot(value, mistake, example)
    is_start = expected == "value" and opened < 0
    quote = None if is_start else quote_problem(value, mistake)
    if quote:
        message, hint = quote.message, quote.hint
        start, end = offset, offset + len(value[offset : offset + 1].strip("\r\n"))
        shown = (quote.start, quote.end, quote.label)
    else:
        # A word or a number that is the whole text, up to its mistake, is no better than others.
        first = offset
        if expected in ("word", "number") and spot.in_field and not value[:opened].strip():
            is_start, first = True, opened
        cases = _CASES["object" if is_start else expected]
        case, end = next(
            (case, max(match.end(), offset + (first < offset)))
            for case in cases
            if (match := re.compile(case.here, re.S).match(value, first)) and case.when(spot)
        )
        # Where the text ends too early, people look for what is still open.
        label = _OPENED if offset == len(value) and opened >= 0 else case.label
        at = opened if label == _OPENED else spot.previous
        shown = (at, at + 1, label)
        words = vars(spot) | {"expected": "an object" if spot.in_field else "JSON"}
        message, hint = (
            _ATTRIBUTE.sub(lambda name: words[name[1]], text) for text in (case.message, case.hint)
        )
        start = offset
    if start == len(value):  # behind the last visible character
        start = end = len(value.rstrip(SPACE))
    if spot.in_field and not is_start and spot.starts(r"\["):
        hint = spot.write
    return SyntaxProblem(start, end, message, hint, (shown,) if shown[2] else ())
