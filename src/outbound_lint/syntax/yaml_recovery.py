"""What makes a stream readable that a parser refuses: it is divided, and rewritten.

A stream is divided at the markers between its documents, so that one broken document does not hide
the others. A document is rewritten where YAML 1.2 allows what the parsers, made for YAML 1.1, do
not. Every rewriting keeps all offsets, and `restore` undoes it in the values that were read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import ScalarEvent

from outbound_lint.patterns import pattern
from outbound_lint.source import line_start
from outbound_lint.syntax.nodes import SyntaxProblem

_DOCUMENT_MARKER = pattern(
    r"(?:\A|(?<=[\r\n]))\ufeff*(?:---(?=[ \t\r\n]|\Z)|\.\.\.(?=[ \t\r\n]|\Z)[^\r\n]*)"
)
_NO_CONTENT = pattern(r"(?:[\s\ufeff]|[%#][^\r\n]*+|\.\.\.(?=[ \t\r\n]|\Z))*+")
_BEFORE_CONTENT = pattern(r"(?:\s|\.\.\.(?=[ \t\r\n]|\Z)|#[^\r\n]*+)*+\ufeff++")


def chunks(text: str, first: int) -> Iterator[tuple[int, int]]:
    """Divide a stream at the markers between documents, which no document can contain.

    Args:
        text: the stream.
        first: the offset at which it starts.

    Yields:
        The span of each document, without a byte order mark before it.
    """
    start = seen = first
    for match in _DOCUMENT_MARKER.finditer(text, first):
        cut = match.end() if match.group().lstrip("\ufeff").startswith(".") else match.start()
        if not _NO_CONTENT.fullmatch(text, seen, cut):
            yield _after_mark(text, start, cut), cut
            start = cut
        seen = cut
    if start == first or not _NO_CONTENT.fullmatch(text, seen):
        yield _after_mark(text, start, len(text)), len(text)


def _after_mark(text: str, start: int, end: int) -> int:
    """Return where a document starts; a byte order mark may come before it (section 5.2)."""
    match = _BEFORE_CONTENT.match(text, start, end)
    return match.end() if match else start


class Rewriting(NamedTuple):
    """A document that was rewritten.

    Attributes:
        text: the new text, as long as the old one.
        restore: undoes the rewriting in a value, given its style.
        notes: what other parsers refuse in it, with offsets in the text.
    """

    text: str
    restore: Callable[[str, str], str] | None
    notes: tuple[SyntaxProblem, ...] = ()


# Line breaks of YAML 1.1, and so of both parsers, but not of YAML 1.2 (section 5.4) and editors;
# and characters of a private use area in their place.
_OLD_BREAKS = "\x85\u2028\u2029"
_OLD_BREAK = pattern(f"[{_OLD_BREAKS}]")
_STAND_INS = "\U0010ff85\U0010ff28\U0010ff29"
_STAND_IN = pattern(f"[{_STAND_INS}]")
_HIDE_BREAKS = str.maketrans(_OLD_BREAKS, _STAND_INS)
_SHOW_BREAKS = str.maketrans(_STAND_INS, _OLD_BREAKS)


def without_old_breaks(text: str) -> Rewriting | None:
    """Rewrite the line breaks of YAML 1.1, which are ordinary characters in YAML 1.2.

    Args:
        text: a document.

    Returns:
        The rewritten document, with a note about the first of them; None if it has none.
    """
    match = _OLD_BREAK.search(text)
    if match is None or _STAND_IN.search(text):
        return None
    code = ord(match.group())
    message = f"U+{code:04X} ends the line for YAML 1.1 parsers, which refuse this file"
    hint = f"Remove it, or write it as `\\u{code:04x}` in double quotes."
    note = SyntaxProblem(*match.span(), message, hint)
    return Rewriting(text.translate(_HIDE_BREAKS), _show_breaks, (note,))


def _show_breaks(value: str, _: str) -> str:
    return value.translate(_SHOW_BREAKS)


def rewrite(text: str, errors: Iterable[YAMLError]) -> Rewriting | None:
    """Rewrite what YAML 1.2 allows and a parser stumbled over.

    Args:
        text: the document.
        errors: what the parsers say about it.

    Returns:
        The rewritten document; None if what they say is a mistake, or not known.
    """
    for error in errors:
        said = f"{getattr(error, 'problem', None) or error}, {getattr(error, 'context', '')}"
        mark = getattr(error, "problem_mark", None)
        if mark is not None and text.startswith("\t", mark.index):
            if "block scalar" in said:
                return None  # no token may come there, whatever the other parser says
            rewritten = _without_tab(text, mark.index)
        elif "incompatible YAML" in said or "version minor" in said:
            rewritten = _with_older_version(text)
        elif "Unicode character escape" in said:
            rewritten = _without_surrogates(text)
        else:
            rewritten = None
        if rewritten:
            return rewritten
    return None


_TABS = pattern(r"\t++")
_BLANK_LINES = pattern(r"[ \t]*+(?=[\r\n#]|\Z)(?:[\r\n]++[ \t]*+(?=[\r\n#]|\Z))*+")
_BLOCK_HEADER_ABOVE = pattern(r"[|>][-+0-9]*+[ \t]*+(?:\r\n|\r|\n) *\Z")
# What follows a key, or the `-` of an item that is neither a list nor a mapping.
_AFTER_KEY = pattern(r"[ \-?]*[^ \-?:].*:[ ]*(?:[!&]\S+[ ]*)*")
_AFTER_DASH = pattern(r" *(?:- +)*-[ ]*")
_PLAIN_ITEM = pattern(r"[ \t]*+(?![-?:](?:[ \t\r\n]|\Z))(?![^\r\n]*?:(?:[ \t\r\n]|\Z))")


def _without_tab(text: str, at: int) -> Rewriting | None:
    """Rewrite tabs where a parser expects a token: separating ones, and those of blank lines.

    YAML 1.2.2, sections 6.2 and 6.6. Tabs that indent something stay: they are a mistake.
    """
    before = text[line_start(text, at) : at]
    end = tabs_end = _TABS.match(text, at).end()  # type: ignore[union-attr]  # one is there
    notes: tuple[SyntaxProblem, ...] = ()
    if blank := _BLANK_LINES.match(text, at):
        end = blank.end()
        if not before.strip():
            if _BLOCK_HEADER_ABOVE.search(text, max(0, at - len(before) - 16), at):
                return None
            message = "tabs on a line without a value: many YAML parsers refuse this file"
            notes = (SyntaxProblem(at, tabs_end, message, "Remove the tabs."),)
    elif not _AFTER_KEY.fullmatch(before) and not (
        _AFTER_DASH.fullmatch(before) and _PLAIN_ITEM.match(text, at)
    ):
        return None
    return Rewriting(text[:at] + text[at:end].replace("\t", " ") + text[end:], None, notes)


_NEWER_VERSION = pattern(r"(%YAML[ \t]+1\.0*)((?!0*[012]\b)[0-9]{1,9})(?=[ \t\r\n])")


def _with_older_version(text: str) -> Rewriting | None:
    """Rewrite a later minor version, which is to be read with a warning (section 6.8.1)."""
    match = _NEWER_VERSION.search(text)
    if match is None:
        return None
    message = "unknown version of YAML: many parsers refuse this file"
    start, end = match.start(), match.end()
    note = SyntaxProblem(start, end, message, "Write `%YAML 1.2`, or remove the line.")
    digits = "2".zfill(end - match.start(2))
    return Rewriting(text[: match.start(2)] + digits + text[end:], None, (note,))


# The binding of libyaml refuses escapes of surrogates, which JSON allows. In their place it gets
# those of a private use area that differ in one digit.
_SURROGATE = pattern(r"(?<=\\u)[dD](?=[89a-fA-F][0-9a-fA-F]{2})")
_PRIVATE = pattern("[\ue800-\uefff]")
_PRIVATE_ESCAPE = pattern(r"(?<=\\u)[eE](?=[89a-fA-F][0-9a-fA-F]{2})")


def _without_surrogates(text: str) -> Rewriting | None:
    if _PRIVATE.search(text) or _PRIVATE_ESCAPE.search(text):
        return None
    new = _SURROGATE.sub(_next_letter, text)
    return None if new == text else Rewriting(new, _show_surrogates)


def _next_letter(match: re.Match[str]) -> str:
    return chr(ord(match.group()) + 1)


def _show_surrogates(value: str, style: str) -> str:
    if style == '"':
        return _PRIVATE.sub(lambda match: chr(ord(match.group()) - 0x1000), value)
    return _PRIVATE_ESCAPE.sub(lambda match: chr(ord(match.group()) - 1), value)


def notes(text: str, start: int, rewritings: Iterable[Rewriting]) -> tuple[SyntaxProblem, ...]:
    """Return what other parsers refuse in a document that was read.

    Args:
        text: the stream.
        start: the offset at which the document starts.
        rewritings: all that was done to the document.
    """
    mark: tuple[SyntaxProblem, ...] = ()
    if text[:start].strip("\ufeff") and text.endswith("\ufeff", 0, start):
        message = "byte order mark inside the file: many YAML parsers refuse it"
        mark = (SyntaxProblem(start - 1, start, message, "Remove it."),)
    return mark + tuple(
        note._replace(start=start + note.start, end=start + note.end)
        for rewriting in rewritings
        for note in rewriting.notes
    )


def restored(events: Iterable[Any], rewritings: Iterable[Rewriting]) -> Iterator[Any]:
    """Undo rewritings in the values of events.

    Args:
        events: the events of the rewritten text.
        rewritings: all that was done to it.

    Yields:
        The same events.
    """
    undo = [rewriting.restore for rewriting in rewritings if rewriting.restore]
    for event in events:
        if undo and type(event) is ScalarEvent:
            for restore in undo:
                event.value = restore(event.value, event.style or "")
        yield event


def is_readable(events: Iterable[Any]) -> bool:
    """Return whether a parser comes to the end of its text."""
    try:
        for _ in events:
            pass
    except YAMLError:
        return False
    return True
