"""Cases written out as documents, in every form that a connection can have."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

from outbound_lint.connections.names import HEADERS, PAYLOAD
from tests.rules.format import Case, Field
from tests.rules.marks import MarkedText, unmark
from tests.syntax.writers import HCL, WRITERS, Pen, foldable

STYLES = ("plain", "single", "double", "literal", "folded")
FORMS = (*STYLES, "flow", "merge", "JSON", "API", "Terraform")
"""The forms of a connection: YAML in one scalar style, YAML in braces, YAML behind a merge key,
JSON, the shape of the platform's API, and a resource of Terraform. A value that a style
can't hold is in quotes."""

ENCODINGS = {"LF": ("\n", ""), "CRLF": ("\r\n", ""), "BOM": ("\n", "\ufeff")}
"""The line break and the byte order mark of each encoding."""

API_NAMES = {"trigger_call_endpoint": "endpoint"}
API_START = '{"agents": [{"model_type": "MODEL_TYPE_OUTBOUND_VOICE", "display_name": "Support"'
SUFFIXES = {"JSON": "json", "API": "json", "Terraform": "tf"}
MERGED = ["x-base: &base", "connections:", "  - <<: *base", "    name: sales", "  - <<: *base"]


class Expected(NamedTuple):
    """A finding that must be there: its rule and its span in the document."""

    start: int
    end: int
    rule: str


@dataclass(frozen=True)
class Document:
    """A case written out.

    Attributes:
        case: the case.
        form: how it is written: one of `FORMS`, or `as written`.
        encoding: a key of `ENCODINGS`.
        path: the name of a file it could be.
        text: the text without a byte order mark.
        expected: the findings that must be there, in their order.
    """

    case: Case
    form: str
    encoding: str
    path: str
    text: str
    expected: tuple[Expected, ...]

    @property
    def data(self) -> bytes:
        """The bytes of the file."""
        return (ENCODINGS[self.encoding][1] + self.text).encode()

    def __str__(self) -> str:
        form = f"{self.form}, {self.encoding}"
        return f"{self.case.rule}: {self.case.name} ({form})\n{self.text}"


def write_out(case: Case) -> Iterator[Document]:
    """Yield the documents of a case: in all its forms, each in all encodings."""
    for encoding, (line_break, _) in ENCODINGS.items():
        if case.document is not None:
            yield _as_written(case, case.document, encoding, line_break)
            continue
        for form in FORMS:
            if _can_write(case, form):
                sheet = Sheet(f"{case.name}, {form}, {encoding}", line_break)
                _LAYOUTS.get(form, _top_level)(sheet, case.fields, form)
                path = f"case.{SUFFIXES.get(form, 'yaml')}"
                expected = tuple(sorted(sheet.expected))
                yield Document(case, form, encoding, path, sheet.text, expected)


def _as_written(case: Case, document: str, encoding: str, line_break: str) -> Document:
    marked = unmark(document.replace("\n", line_break), case.rule)
    expected = sorted(Expected(mark.start, mark.end, mark.rule) for mark in marked.marks)
    path = "case.json" if case.as_json else "case.yaml"
    return Document(case, "as written", encoding, path, marked.value, tuple(expected))


def _can_write(case: Case, form: str) -> bool:
    """Whether a style of YAML can hold a field of the case; other forms can hold any text."""
    given = [field for field in case.fields if field.given]
    return form not in STYLES or any(can_hold(form, field.value) for field in given)


class Sheet:
    """A document while it is written, with the spans of the marks in it."""

    def __init__(self, seed: str, line_break: str) -> None:
        self.random = Random(seed)
        self.line_break = line_break
        self.text = ""
        self.expected: list[Expected] = []

    def line(self, text: str = "") -> None:
        self.text += text + self.line_break

    def key(self, key: MarkedText, *, name: str, quote: str = "") -> None:
        """Write a key; a mark around it is a mark at the whole of it, with its quotes."""
        start = len(self.text)
        self.text += quote + name + quote
        self.expected += [Expected(start, len(self.text), mark.rule) for mark in key.marks]

    def value(self, marked: MarkedText, style: str, *, indent: int = 0) -> None:
        """Write a scalar and find its marks in it."""
        base = len(self.text)
        pen = _MarkingPen(self.random, self.line_break, indent + 1)
        EXACT_WRITERS[style](pen, marked.value)
        self.text += pen.text
        starts = [*pen.places, pen.ends[-1] if pen.ends else 1]
        for start, end, rule, whole in marked.marks:
            if whole:
                self.expected.append(Expected(base, len(self.text), rule))
            else:
                last = pen.ends[end - 1] if end > start else starts[start]
                self.expected.append(Expected(base + starts[start], base + last, rule))


def _top_level(sheet: Sheet, fields: tuple[Field, ...], form: str) -> None:
    for field in fields:
        _yaml_member(sheet, field, form, "")


def _yaml_member(sheet: Sheet, field: Field, style: str, margin: str) -> None:
    sheet.text += margin
    sheet.key(field.key, name=field.name)
    sheet.text += ": "
    styles = (style if field.given else "single", "single", "double")
    chosen = next(one for one in styles if can_hold(one, field.value))
    sheet.value(field.value, chosen, indent=len(margin))
    if chosen not in ("literal", "folded"):
        sheet.line()


def _flow(sheet: Sheet, fields: tuple[Field, ...], form: str) -> None:
    """A mapping in braces."""
    for number, field in enumerate(fields):
        sheet.text += ", " if number else "{"
        sheet.key(field.key, name=field.name)
        sheet.text += ": "
        sheet.value(field.value, "single" if can_hold("single", field.value) else "double")
    sheet.line("}")


def _merged(sheet: Sheet, fields: tuple[Field, ...], form: str) -> None:
    """Two connections that merge one template."""
    sheet.line(MERGED[0])
    for field in fields:
        _yaml_member(sheet, field, sheet.random.choice(STYLES[1:]), "  ")
    for line in MERGED[1:]:
        sheet.line(line)
    sheet.line("    name: support")


def _json(sheet: Sheet, fields: tuple[Field, ...], form: str) -> None:
    sheet.line("{")
    for number, field in enumerate(fields):
        _json_member(sheet, field, field.name, first=number == 0)
    sheet.line("}")


def _api(sheet: Sheet, fields: tuple[Field, ...], form: str) -> None:
    """An agent as the platform's API returns it."""
    sheet.text += API_START
    for field in fields:
        if field.name in API_NAMES:
            _json_member(sheet, field, API_NAMES[field.name], first=False)
    sheet.text += ', "metadata": {'
    members = [field for field in fields if field.name not in API_NAMES]
    for number, field in enumerate(members):
        _json_member(sheet, field, field.name, first=number == 0)
    sheet.line("}}]}")


def _terraform(sheet: Sheet, fields: tuple[Field, ...], form: str) -> None:
    """A resource of the platform's provider for Terraform."""
    sheet.line('resource "coval_agent" "support" {')
    sheet.line('  display_name = "Support"')
    sheet.line('  model_type   = "MODEL_TYPE_OUTBOUND_VOICE"')
    for field in fields:
        if field.name in API_NAMES:
            _hcl_member(sheet, field, API_NAMES[field.name])
    sheet.line("  metadata = {")
    for field in fields:
        if field.name not in API_NAMES:
            _hcl_member(sheet, field, field.name)
    sheet.line("  }")
    sheet.line("}")


def _hcl_member(sheet: Sheet, field: Field, name: str) -> None:
    sheet.text += "    "
    sheet.key(field.key, name=name, quote="" if _IDENTIFIER.fullmatch(name) else '"')
    sheet.text += sheet.random.choice([" = ", "="])
    # The line break that a heredoc adds would be a mistake in another field.
    in_heredoc = field.name in (HEADERS, PAYLOAD) and fits_heredoc(field.value)
    styles = ("quoted", "heredoc", "indented heredoc") if in_heredoc else ("quoted",)
    sheet.value(field.value, sheet.random.choice(styles))
    sheet.line()


def _json_member(sheet: Sheet, field: Field, name: str, *, first: bool) -> None:
    sheet.line("" if first else ",")
    sheet.text += "  "
    sheet.key(field.key, name=name, quote='"')
    sheet.text += ": "
    sheet.value(field.value, "json")


_LAYOUTS: dict[str, Callable[[Sheet, tuple[Field, ...], str], None]] = {
    "flow": _flow,
    "merge": _merged,
    "JSON": _json,
    "API": _api,
    "Terraform": _terraform,
}


class _MarkingPen(Pen):
    """A pen that notes also where each decoded character ends."""

    def __init__(self, random: Random, line_break: str, indent: int) -> None:
        super().__init__(random, line_break, indent)
        self.ends: list[int] = []

    def put(self, source: str, *, decoded: int = 0) -> None:
        super().put(source, decoded=decoded)
        self.ends += [len(self.text)] * (len(self.places) - len(self.ends))


def _block(pen: Pen, value: str, *, folded: bool) -> None:
    """Write a block scalar that decodes to exactly the value, however its lines end."""
    content = value.rstrip("\n")
    ending = len(value) - len(content)
    indicator = "2" if content.startswith((" ", "\t", "\n")) or pen.maybe(0.2) else ""
    margin = " " * (pen.indent + (1 if indicator else pen.random.randint(0, 4)))
    chomping = ("-", "", "+")[min(ending, 2)]
    pen.put((">" if folded else "|") + indicator + chomping)
    pen.put(pen.line_break)
    lines = content.split("\n")
    for number, line in enumerate(lines):
        if number:
            before = lines[number - 1]
            kept = not before or before[0] in " \t" or line.startswith((" ", "\t"))
            pen.put(pen.line_break, decoded=1)
            pen.put("" if kept or not folded else pen.line_break)
        pen.put(margin if line else "")
        for index, character in enumerate(line):
            if folded and line[0] not in " \t" and foldable(line, index) and pen.maybe():
                pen.put(pen.line_break, decoded=1)
                pen.put(margin)
            else:
                pen.put(character, decoded=1)
    for number in range(max(ending, 1)):
        pen.put(pen.line_break, decoded=number < ending)


def _literal(pen: Pen, value: str) -> None:
    _block(pen, value, folded=False)


def _folded(pen: Pen, value: str) -> None:
    _block(pen, value, folded=True)


EXACT_WRITERS = {**WRITERS, **HCL, "literal": _literal, "folded": _folded}
"""Write a scalar of exactly the given value, one for each style."""

_IDENTIFIER = re.compile(r"[A-Za-z_][\w-]*")
_PRINTABLE = re.compile(
    r"[\t\n -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]*"
)
_PLAIN = re.compile(r"(?!---)[A-Za-z0-9${(/.+=<:_\-][^\t\n]*")
_NOT_PLAIN = re.compile(r"(?:[-?:] |: | #|\{|.*: |.*:$|.* #|.* $|[-+.0-9eE_:]*$|[~]$)")
_WORDS = frozenset("y n yes no on off true false null none".split())


def can_hold(style: str, marked: MarkedText) -> bool:
    """Whether a scalar style can hold a text, and keeps every marked character apart."""
    value = marked.value
    if style in ("double", "quoted"):
        return True
    if not _PRINTABLE.fullmatch(value):
        return False
    if style == "plain":
        return (
            _PLAIN.fullmatch(value) is not None
            and not _NOT_PLAIN.match(value)
            and value.lower() not in _WORDS
        )
    if style == "literal":
        return bool(value.strip())
    # A folded line break is one of several characters, and blanks beside it disappear.
    at_breaks = any("\n" in value[mark.start : mark.end] for mark in marked.marks)
    if at_breaks or re.search(r"[ \t]\n|\n[ \t]|\n\n", value):
        return False
    return style == "single" or bool(value.strip())


def fits_heredoc(marked: MarkedText) -> bool:
    """Whether a heredoc can hold a JSON text, to which it adds a line break."""
    value = marked.value
    lines = [line for line in value.split("\n") if line.strip()]
    is_flush = any(not line[0].isspace() for line in lines)  # or its indentation is left out
    is_inside = all(mark.end < len(value) for mark in marked.marks)
    return value.startswith("{") and is_flush and is_inside and not re.search(r"[\r\0]", value)
