r"""How a piece of a decoded text is typed in the file, by the style of the scalar it is in.

A message or hint quotes pieces of the text it is about in backticks: JSON as it is decoded. In the
file a `"` is typed as `\"` in a double-quoted scalar, and a `'` is doubled in a single-quoted one.
"""

from __future__ import annotations

import re
from functools import lru_cache, partial

from outbound_lint.patterns import pattern
from outbound_lint.source import Source, Text
from outbound_lint.syntax.nodes import ScalarStyle
from outbound_lint.syntax.places import Decoded

_CODE = pattern(r"`([^`]+)`")
_VARIABLE = pattern(r"(?<!\$)\$\{([A-Z][A-Z0-9_]*+)\}")
_WHOLE_OBJECT = pattern(r"\{(?!\{).*\}")


def as_typed(words: str, text: Text) -> str:
    """Rewrite a message or a hint for the style of the scalars that a text is decoded from.

    Args:
        words: the message or hint; what it has in backticks is a piece of the decoded text.
        text: the text that it is about.

    Returns:
        The same words, with what must be typed in the file in the backticks. A whole JSON object in
        place of a plain scalar is put in quotes, since YAML reads its braces as a mapping. In HCL,
        a placeholder is a variable of Terraform.
    """
    while isinstance(text, Decoded):
        if "`" in words:
            words = _in_style(text.scalar.style, words)
        text = text.scalar.text
    if isinstance(text, Source) and text.is_hcl:
        words = _VARIABLE.sub(lambda match: f"${{var.{match[1].lower()}}}", words)
    return words


@lru_cache(maxsize=256)  # many findings have the same hint
def _in_style(style: ScalarStyle, words: str) -> str:
    return _CODE.sub(partial(_typed, style), words)


def _typed(style: ScalarStyle, match: re.Match[str]) -> str:
    code = match[1]
    if style in ("double", "string", "quoted"):
        code = json_string(code)[1:-1]
    elif style == "single":
        code = single_quoted(code)[1:-1]
    elif style == "plain" and _WHOLE_OBJECT.fullmatch(code):
        code = single_quoted(code)
    return f"`{code}`"


def single_quoted(text: str) -> str:
    """Return a text of one line as a single-quoted scalar (YAML 1.2.2, section 7.3.2)."""
    return "'" + text.replace("'", "''") + "'"


def json_string(text: str) -> str:
    """Return a text as a JSON string (RFC 8259, section 7), its line breaks as escapes."""
    for character, escape in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r")):
        text = text.replace(character, escape)
    return f'"{text}"'
