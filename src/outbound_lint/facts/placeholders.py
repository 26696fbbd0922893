"""Placeholders: text that something fills before or while a connection is used.

The syntaxes and their sources are in `_placeholder_syntaxes`; what looks like one of them but will
never be filled is in `_malformed_placeholders`. Every function takes linear time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, NamedTuple

from outbound_lint.facts import _template_code
from outbound_lint.facts._placeholder_syntaxes import grammar, rows_at, rows_in
from outbound_lint.patterns import pattern

if TYPE_CHECKING:
    import re

    from outbound_lint.facts._malformed_placeholders import Malformed
    from outbound_lint.facts._placeholder_syntaxes import Grammar, Syntax

# A text without any of these has no malformed placeholder; after a well-formed one a single bracket
# may be unmatched.
_SUSPICIOUS = r"\$[{( ]|\{\{|\}\}|#\{|\{%|<%|%\{|\(\(|`|%7[Bb]"
_SUSPICIOUS_TEXT = pattern(_SUSPICIOUS)
_SUSPICIOUS_REMAINDER = pattern(rf"{_SUSPICIOUS}|%24|[{{}})]")


class Placeholder(NamedTuple):
    """A well-formed placeholder: its span in the text, its syntax as shown to users, its name."""

    start: int
    end: int
    syntax: str
    name: str


# 1Password "Secret reference syntax"; Bank-Vaults "Environment variables" (vault:); Berglas
# (sm://, berglas://); vals (ref+...); App Service "Key Vault references" (@Microsoft.KeyVault).
_REFERENCES = ("vault:", "op://", "env:", "sm://", "berglas://", "ref+", "@Microsoft.KeyVault(")


# The context of one call, like that of `decimal`: other threads and later calls do not see it.
_further: ContextVar[tuple[Syntax, ...]] = ContextVar("further placeholders", default=())


@contextmanager
def also(patterns: Sequence[str]) -> Iterator[None]:
    """Find further placeholders as long as the context is open; masking does not use them.

    Args:
        patterns: Expressions without groups, each of which begins with a fixed character.
    """
    from outbound_lint.facts._placeholder_syntaxes import Syntax

    rows = (Syntax(one.removeprefix("\\")[:1], "placeholder", f"({one})") for one in patterns)
    token = _further.set(tuple(rows))
    try:
        yield
    finally:
        _further.reset(token)


def find(text: str, *, usual_only: bool = False) -> tuple[Placeholder, ...]:
    """The well-formed placeholders anywhere in text, left to right, without overlap.

    Template code is among them; of a block, `{% if x %}...{% endif %}`, only rendering shows what
    is left, so it is one placeholder with all that is in it. `<name>`, `[NAME]` and references to
    secret stores count only as a whole value: see `whole`. Those of `also` come first, unless
    `usual_only` is set.
    """
    rows = rows_in(text, () if usual_only else _further.get())
    if not rows:
        return ()
    chosen = grammar(rows)
    matches = (_placeholder(match, chosen) for match in chosen.pattern.finditer(text))
    found = [one for one in matches if one is not None]
    if any(one.syntax == _template_code.LABEL for one in found):
        found = _with_blocks(text, found)
    return tuple(found)


def _with_blocks(text: str, found: list[Placeholder]) -> list[Placeholder]:
    """Make one placeholder of the tags of a block and of what is between them."""
    opened: dict[str, list[int]] = {}
    joined: list[Placeholder] = []
    for one in found:
        tag = _template_code.tag_of(text[one.start : one.end])
        waiting = opened.setdefault(tag.language, []) if tag else []
        joined.append(one)
        if tag and tag.opens:
            waiting.append(one.start)
        elif tag and waiting:
            start, inner = waiting.pop(), one
            while joined and joined[-1].end > start:
                inner = joined.pop()
            joined.append(inner._replace(syntax=_template_code.LABEL, end=one.end))
    return joined


def find_malformed(text: str) -> tuple[Malformed, ...]:
    """What looks like a placeholder in text but will never be filled, left to right.

    No two overlap: of several mistakes in the same characters the first, longest one is returned.
    At most the first thousand are returned.

    Args:
        text: A decoded string value.

    Returns:
        Each from the first character of the intended placeholder. Only the kind
        "unbalanced-braces" is about an unbalanced `{{...}}` (also `${{...}}`).
    """
    if not _SUSPICIOUS_TEXT.search(text):
        return ()
    rows = rows_in(text, _further.get())
    remainder = grammar(rows).pattern.sub(_tag_or_nothing, text) if rows else text
    if not _SUSPICIOUS_REMAINDER.search(remainder):
        return ()
    from outbound_lint.facts._malformed_placeholders import judge

    return judge(text, rows)


def whole(text: str, *, usual_only: bool = False) -> Placeholder | None:
    """The one placeholder that makes up all of text except outer spaces, else None.

    In addition to the syntaxes of `find`: `<name>`, `[NAME]`, `$name`, SOPS `ENC[...]` and
    references to secret stores. Pass a whole value, or a whole credential without its scheme. Those
    of `also` come first, unless `usual_only` is set.
    """
    stripped = text.strip()
    start = text.find(stripped)
    end = start + len(stripped)
    rows = rows_at(text, start, () if usual_only else _further.get())
    if rows:
        chosen = grammar(rows)
        match = chosen.pattern.fullmatch(text, start, end)
        if match is not None:
            return _placeholder(match, chosen)
    if stripped.endswith("}") and stripped.startswith(("{{", "{%", "%{")):
        found = find(text)
        if [(one.start, one.end) for one in found] == [(start, end)]:
            return found[0]
    if stripped[:1] in _LABELS:
        match = _BRACKETED.fullmatch(text, start, end)
        return match and Placeholder(start, end, _LABELS[match[0][0]], match[match.lastindex or 0])
    if _is_reference(stripped):
        return Placeholder(start, end, "secret reference", stripped)
    return None


def at(text: str, pos: int) -> Placeholder | None:
    """The placeholder that starts at pos, where JSON expects a value and finds no quote.

    In addition to the syntaxes of `find`: `<name>`, because no JSON value starts with `<`. Tags
    and comments of template code are no value.
    """
    rows = rows_at(text, pos, _further.get())
    if rows:
        chosen = grammar(rows)
        match = chosen.pattern.match(text, pos)
        if match is not None:
            found = _placeholder(match, chosen)
            is_tag = (
                found and found.syntax == _template_code.LABEL and _template_code.is_tag(match[0])
            )
            return None if is_tag else found
    match = _UNQUOTED.match(text, pos) if text.startswith("<", pos) else None
    return match and Placeholder(pos, match.end(), "<name>", match[1])


def makes_json(text: str, placeholder: Placeholder) -> bool:
    """Whether a placeholder in text is code that results in JSON, such as `{{ x | to_json }}`."""
    is_code = placeholder.syntax in (_template_code.LABEL, "${{ x }}", "#{x}")
    return is_code and _template_code.makes_json(text[placeholder.start : placeholder.end])


def hint_to_quote(value: str) -> str | None:
    """How to write a value of YAML that starts with template code and has no quotes.

    Args:
        value: The value as it is written, up to the end of its line or further.

    Returns:
        A hint; None where quotes do not help, because the value does not start with a placeholder,
        or rendering it gives the quotes.
    """
    found = find(value)
    if not found or found[0].start or makes_json(value, found[0]):
        return None
    if "'" not in value:
        return "Put the whole value in single quotes."
    if '"' not in value and "\\" not in value:
        return "Put the whole value in double quotes."
    return "Put the whole value in single quotes, and write each `'` in it twice."


def is_in_code(text: str, offset: int) -> bool:
    """Whether the character at an offset belongs to template code that a deployment renders.

    Where JSON ends there it can be judged only after rendering: `"{{ x | default("y") }}"`.
    """
    return any(
        one.syntax == _template_code.LABEL
        and one.start <= offset < one.end
        and not _template_code.is_liquid(text[one.start : one.end])
        for one in find(text)
    )


def hide(text: str, character: str = "\0", *, malformed: bool = False) -> str:
    """Replace each character of every placeholder in text, so that all offsets stay the same.

    Args:
        text: A whole value; one that is wholly a placeholder (see `whole`) is hidden as such.
        character: The one character to write instead.
        malformed: Whether to hide malformed placeholders too.
    """
    alone = whole(text)
    found = [(one.start, one.end) for one in ((alone,) if alone else find(text))]
    if malformed:
        found = sorted(found + [(one.start, one.end) for one in find_malformed(text)])
    pieces, done = [], 0
    for start, end in found:
        pieces += [text[done:start], character * (end - max(start, done))]
        done = max(done, end)
    return "".join((*pieces, text[done:]))


def _tag_or_nothing(match: re.Match[str]) -> str:
    """Keep a tag that opens or closes a block, which may be incomplete."""
    return match[0] if _template_code.tag_of(match[0]) else ""


def _placeholder(match: re.Match[str], chosen: Grammar) -> Placeholder | None:
    """The match as a placeholder; None if it only looks like one."""
    if match.lastindex is None:
        return None
    label = chosen.labels[match.lastindex - 1]
    return Placeholder(match.start(), match.end(), label, match[match.lastindex].strip())


_LABELS = {"<": "<name>", "[": "[NAME]", "$": "$NAME", "E": "ENC[...]"}
_ANGLE = r"<<?([A-Za-z_](?:[\w .:/-]*[\w.-])?)(?:\s*+\|[^<>|]++)?>>?"  # `<a/>` is a tag
# `<name>`, in Argo CD Vault Plugin with a filter; `[NAME]`, but not the character class `[A-Z]`;
# `$name` of a shell in lower case; SOPS and hiera-eyaml `ENC[...]`.
_BRACKETED = pattern(
    rf"{_ANGLE}|\[([A-Z][A-Z0-9_]+(?:[ -][A-Z0-9_]+)*)\]|\$([a-z_][a-z0-9_]*+)"
    r"|ENC\[([A-Z0-9_]++),[^\[\]]++\]"
)
_UNQUOTED = pattern(_ANGLE)


def _is_reference(text: str) -> bool:
    """Whether a value without outer spaces names a secret in a store."""
    if text.startswith(_REFERENCES):
        return not any(map(str.isspace, text)) and text not in _REFERENCES
    # AWS General Reference, "Amazon Resource Names": arn:partition:service:region:account:resource.
    if text.startswith("arn:aws"):
        return ":secretsmanager:" in text or ":ssm:" in text
    # Google Cloud Secret Manager, "Resource names".
    return text.startswith("projects/") and "/secrets/" in text
