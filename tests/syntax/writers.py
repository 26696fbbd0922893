"""Writes a file around one embedded JSON text, and knows where each decoded character went.

A writer turns a text into the source of a scalar by choosing among all the ways its style has:
escapes, folded lines, indentation, chomping. It notes the offset of every character as it writes
it. Nothing here reads a scalar.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random
from typing import NamedTuple

BREAKS = ("\n", "\r\n", "\r")
SHORT = {'"': '"', "\\": "\\", "/": "/", "\t": "t", "\n": "n", " ": " ", "\xa0": "_", "\x1b": "e"}
NAMES = (
    "campaign_id",
    "名前",
    "naïve",
    "a b",
    "line: 1",
    "#no",
    "it's",
    "😀",
    "tab\\t",
    "\\ud83d\\ude00",
)
MEMBERS = "connections agents outbound".split()


class Written(NamedTuple):
    """A file, and the offset in it (without a byte order mark) of the illegal character."""

    style: str
    path: str
    text: str
    bom: bool
    offset: int
    line: int
    column: int


class Pen:
    """The text so far, and the offset in it of each character of the embedded text."""

    def __init__(self, random: Random, line_break: str, indent: int) -> None:
        self.random = random
        self.line_break = line_break
        self.indent = indent
        self.text = ""
        self.places: list[int] = []

    def put(self, source: str, *, decoded: int = 0) -> None:
        """Write a source that decodes to so many characters of the embedded text."""
        self.places += [len(self.text)] * decoded
        self.text += source

    def new_line(self) -> None:
        """Go to the next line, at an indentation that the parent allows."""
        # No tab after a plain scalar, which pure ruamel.yaml refuses.
        blanks = self.random.choice(["", "", " ", "\t " if self.text[:1] in ("'", '"') else ""])
        self.put(blanks + self.line_break + " " * (self.indent + self.random.randint(0, 4)))

    def maybe(self, chance: float = 0.3) -> bool:
        return self.random.random() < chance


def foldable(value: str, index: int) -> bool:
    """Whether one space may be written as a line break: there is text on both sides of it."""
    around = value[max(index - 1, 0) : index + 2]
    return (
        len(around) == 3
        and around[1] == " "
        and not around[0].isspace()
        and not around[2].isspace()
    )


def write_plain(pen: Pen, value: str) -> None:
    for index, character in enumerate(value):
        if foldable(value, index) and value[index + 1] != "#" and pen.maybe():
            pen.places.append(len(pen.text))
            pen.new_line()
        else:
            pen.put(character, decoded=1)


def write_single(pen: Pen, value: str) -> None:
    pen.put("'")
    for index, character in enumerate(value):
        if foldable(value, index) and pen.maybe():
            pen.places.append(len(pen.text))
            pen.new_line()
        elif character == "\n":
            pen.places.append(len(pen.text))
            pen.new_line()
            pen.new_line()
        else:
            pen.put("''" if character == "'" else character, decoded=1)
    pen.put("'")


def write_double(pen: Pen, value: str) -> None:
    pen.put('"')
    for index, character in enumerate(value):
        raw = character not in '"\\' and (character.isprintable() or character == "\t")
        if pen.maybe(0.05) and index:
            pen.put("\\")
            pen.put(pen.line_break * pen.random.choice([1, 1, 1]) + " " * pen.indent)
            raw = raw and not character.isspace()
        if raw and foldable(value, index) and pen.maybe():
            pen.places.append(len(pen.text))
            pen.new_line()
            continue
        # A blank at a raw line's start or end would be trimmed, so beside a break it is escaped.
        edge = character.isspace() and (pen.text[-1] in " \t\r\n" or not value[index + 1 :].strip())
        pen.put(
            character if raw and not edge and pen.maybe(0.8) else escaped(pen, character), decoded=1
        )
    pen.put('"')


def escaped(pen: Pen, character: str) -> str:
    code = ord(character)
    ways = [f"\\U{code:08x}"]
    if code > 0xFFFF:
        high, low = 0xD800 + ((code - 0x10000) >> 10), 0xDC00 + ((code - 0x10000) & 0x3FF)
        ways.append(f"\\u{high:04x}\\u{low:04X}")
    else:
        ways.append(f"\\u{code:04X}")
    if code < 0x100:
        ways.append(f"\\x{code:02x}")
    if character in SHORT:
        ways.append("\\" + SHORT[character])
    return pen.random.choice(ways)


def write_json(pen: Pen, value: str) -> None:
    pen.put('"')
    for character in value:
        must = character in '"\\' or character < " "
        if must or pen.maybe(0.2):
            units = character.encode("utf-16-be")
            ways = [
                "".join(f"\\u{units[i]:02x}{units[i + 1]:02X}" for i in range(0, len(units), 2))
            ]
            ways += ["\\" + SHORT.get(character, "")] * 3 * (character in '"\\/\t\n')
            pen.put(pen.random.choice(ways), decoded=1)
        else:
            pen.put(character, decoded=1)
    pen.put('"')


def write_block(pen: Pen, value: str, *, folded: bool) -> None:
    indicator = pen.random.choice([0, 1, 2, 5])
    needs_one = value.startswith((" ", "\n"))
    indent = pen.indent + (indicator or pen.random.randint(0, 4))
    parent = pen.indent - 1
    shown = str(indent - parent) if (needs_one or indicator) and indent - parent < 10 else ""
    if needs_one and not shown:
        indent, shown = parent + 2, "2"
    header = [shown, pen.random.choice(["", "-", "+"])]
    pen.random.shuffle(header)
    pen.put((">" if folded else "|") + "".join(header) + pen.random.choice(["", " ", " # c"]))
    pen.put(pen.line_break)
    lines = value.split("\n")
    for number, line in enumerate(lines):
        if number:
            more = line.startswith((" ", "\t")) or lines[number - 1].startswith((" ", "\t"))
            pen.put(pen.line_break, decoded=1)
            pen.put(pen.line_break * (folded and not more))
        pen.put(" " * indent)
        for index, character in enumerate(line):
            if (
                folded
                and not line.startswith((" ", "\t"))
                and foldable(line, index)
                and pen.maybe()
            ):
                pen.put(pen.line_break, decoded=1)
                pen.put(" " * indent)
            else:
                pen.put(character, decoded=1)
    pen.put(pen.line_break * pen.random.choice([0, 0, 1, 2]))


def write_literal(pen: Pen, value: str) -> None:
    write_block(pen, value, folded=False)


def write_folded(pen: Pen, value: str) -> None:
    write_block(pen, value, folded=True)


def write_template(pen: Pen, value: str, index: int, source: str) -> int:
    """Write a character of a template of HCL, or both of `${` and `%{`; return what follows."""
    if value.startswith(("${", "%{"), index):
        pen.put(value[index] * 2 + "{", decoded=2)
        return index + 2
    pen.put(source, decoded=1)
    return index + 1


def write_quoted(pen: Pen, value: str) -> None:
    pen.put('"')
    index = 0
    while index < len(value):
        character = value[index]
        ways = [f"\\U{ord(character):08X}"]
        if ord(character) < 0x10000:
            ways.append(f"\\u{ord(character):04x}")
        if character in '"\\\n\r\t':
            ways += ["\\" + {"\n": "n", "\r": "r", "\t": "t"}.get(character, character)] * 4
        raw = character not in '"\\$%{\n\r' and (character.isprintable() or character == "\t")
        keep = character in "$%{" or (raw and pen.maybe(0.9))
        source = character if keep else pen.random.choice(ways)
        index = write_template(pen, value, index, source)
    pen.put('"')


def write_heredoc(pen: Pen, value: str, *, indented: bool) -> None:
    """Write a heredoc; the line break after its last line is one character more."""
    marker = pen.random.choice(["EOT", "JSON", "é_1", "end-of-json"])
    margin = pen.random.choice(["  ", "      ", "\t", "\t  ", ""]) if indented else ""
    pen.put(f"<<{'-' * indented}{marker}{pen.line_break}")
    for number, line in enumerate(value.split("\n")):
        if number:
            pen.put(pen.line_break, decoded=1)
        pen.put(margin if line.strip() else "")
        index = 0
        while index < len(line):
            index = write_template(pen, line, index, line[index])
    pen.put(pen.line_break + pen.random.choice(["", "  ", "\t"]) + marker)


def write_plain_heredoc(pen: Pen, value: str) -> None:
    write_heredoc(pen, value, indented=False)


def write_indented_heredoc(pen: Pen, value: str) -> None:
    write_heredoc(pen, value, indented=True)


HCL = {
    "quoted": write_quoted,
    "heredoc": write_plain_heredoc,
    "indented heredoc": write_indented_heredoc,
}

WRITERS: dict[str, Callable[[Pen, str], None]] = {
    "plain": write_plain,
    "single": write_single,
    "double": write_double,
    "literal": write_literal,
    "folded": write_folded,
    "json": write_json,
}


def embedded(random: Random, style: str) -> tuple[str, int]:
    """A JSON text with one illegal character, and the character's index."""
    if style == "plain":
        text = random.choice(["12", "true", "null", "-0.5e7", "false"]) + " " * random.randint(0, 3)
        return text + "§ x 1 y", len(text)
    indent = random.choice([None, None, 0]) if style == "single" else random.choice([None, 0, 2])
    value = {
        name: random.choice([1, True, None, "x y", "é😀", [1, 2.5], {"b": ""}]) for name in NAMES
    }
    names = random.sample(NAMES, random.randint(1, len(NAMES)))
    text = json.dumps(
        {name: value[name] for name in names}, indent=indent, ensure_ascii=random.random() < 0.3
    )
    inside = [index for index, here in enumerate(strings(text)) if here]
    outside = [
        index for index, here in enumerate(strings(text)) if not here and text[index] not in " \n"
    ]
    if random.random() < 0.25:
        illegal = (
            "\t" if style not in ("double", "json", "quoted") else random.choice("\t\n\x01\x1b")
        )
        # Not beside a blank, where folding would take it for one.
        spots = [i for i in inside if text[i - 1].isalnum() and text[i].isalnum()]
    else:
        illegal, spots = random.choice("§😀'"), outside
    if not spots:
        illegal, spots = "§", outside
    spot = random.choice(spots)
    return text[:spot] + illegal + text[spot:], spot


def strings(text: str) -> list[bool]:
    """For each offset, whether a character put there would be in a string, but in no escape."""
    result, within, escape = [], False, 0
    for character in text:
        result.append(within and not escape)
        if escape:
            escape = 4 if character == "u" and escape == 1 else escape - 1
        elif character == "\\":
            escape = 1
        elif character == '"':
            within = not within
    return result


def hcl_file(
    random: Random, style: str, value: str, index: int, line_break: str
) -> tuple[str, int]:
    lines = random.sample(
        [
            "# 😀 comment",
            "// a comment: {",
            f"/* 😀 {{{line_break}*/",
            'data "coval_agent" "other" { id = "😀" }',
            f'locals {{{line_break}  a = "${{var.x}} 😀"{line_break}}}',
            f"locals {{{line_break}  b = <<EOT{line_break}}} 😀 {{{line_break}EOT{line_break}}}",
        ],
        random.randint(0, 3),
    )
    lines += [
        'resource "coval_agent" "support" {',
        '  model_type = "MODEL_TYPE_OUTBOUND_VOICE" /* 😀 */',
        '  endpoint = "https://voice.acme.dev/a"',
        random.choice(["  metadata = {", "\tmetadata=jsonencode({", "  metadata = { # 😀"]),
    ]
    key = random.choice(["trigger_call_payload", '"trigger_call_payload"'])
    head = random.choice(["    ", "\t"]) + key + random.choice([" = ", "=", ": ", " : "])
    pen = Pen(random, line_break, 4)
    HCL[style](pen, value)
    start = line_break.join([*lines, ""]) + head
    end = line_break + ("  })" if "jsonencode" in start else "  }") + line_break + "}" + line_break
    return start + pen.text + end, len(start) + pen.places[index]


def write_file(random: Random, style: str) -> Written:
    """Write a file with one connection whose payload has one illegal character."""
    value, index = embedded(random, style)
    line_break = random.choice(BREAKS[:2] if style in HCL else BREAKS)
    if style in HCL:
        text, offset = hcl_file(random, style, value, index, line_break)
    elif style == "json":
        text, offset = json_file(random, value, index, line_break)
    else:
        text, offset = yaml_file(random, style, value, index, line_break)
    before = text[:offset]
    line = before.count(line_break) + 1
    column = len(before) - (before.rfind(line_break) + len(line_break) if line > 1 else 0) + 1
    path = "agents." + ("tf" if style in HCL else "json" if style == "json" else "yaml")
    return Written(style, path, text, random.random() < 0.3, offset, line, column)


def json_file(random: Random, value: str, index: int, line_break: str) -> tuple[str, int]:
    pen = Pen(random, line_break, 0)
    WRITERS["json"](pen, value)
    gap = random.choice(["", " ", line_break + "  "])
    head = "{" + gap + '"name": "😀 é",' + gap + '"trigger_call_payload":' + gap
    tail = "," + gap + '"trigger_call_endpoint": "https://voice.acme.dev/a"' + gap + "}"
    if random.random() < 0.3:
        head, tail = '{"connections": [' + head, tail + "]}"
    return head + pen.text + tail + line_break, len(head) + pen.places[index]


def yaml_file(
    random: Random, style: str, value: str, index: int, line_break: str
) -> tuple[str, int]:
    flow = style in ("single", "double") and random.random() < 0.2
    depth = random.randint(0, 3)
    lines = ["# 😀 comment"] * random.randint(0, 2) + ["---"] * random.randint(0, 1)
    if random.random() < 0.2:
        lines += ["name: first 😀", "---"]
    margin = ""
    for level in range(depth):
        lines.append(f"{margin}{MEMBERS[level]}:")
        margin += " " * random.randint(1, 4)
    if depth and not flow and random.random() < 0.5:
        lines.append(f"{margin}- name: 'été 😀'")
        margin += "  "
    properties = random.choice(["", "", "", "&p ", "!!str ", "&p !!str ", "!!str &é ", "! "])
    if flow:
        head = margin + "{trigger_call_endpoint: 'https://voice.acme.dev/a', trigger_call_payload: "
        tail = "}"
    else:
        head = margin + random.choice(["trigger_call_payload: ", '"trigger_call_payload":   '])
        tail = line_break + margin + "trigger_call_endpoint: https://voice.acme.dev/a"
    head += properties
    if style in ("plain", "single", "double") and random.random() < 0.2:
        head += line_break + margin + "  "
    pen = Pen(random, line_break, len(margin) + 1)
    WRITERS[style](pen, value)
    start = line_break.join([*lines, ""]) + head
    return start + pen.text + tail + random.choice(["", line_break]), len(start) + pen.places[index]
