"""Files around the fields of one connection, in all ways to write them, for tests of fixes."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from random import Random
from typing import Any, NamedTuple

from tests.rules.marks import MarkedText
from tests.rules.writing import EXACT_WRITERS, STYLES, can_hold
from tests.syntax.writers import BREAKS, Pen

NOTES = (
    "sales",
    "é😀",
    "it's",
    'say "hi"',
    "a: b",
    "no #1",
    "e\u0301",
    "\\",
    "x\ty",
    " a",
    "",
    "}",
)
"""Strings that are harmless in a header of the platform's own or in a payload."""

COMMENT = '  # it\'s: "a" {comment'
OTHER = "https://voice.acme.dev/another"
"""The endpoint of another connection in the same file."""


class Part(NamedTuple):
    """A part of a file: the value of a field, or what is between two of them."""

    text: str
    field: str | None = None


class Written(NamedTuple):
    """A file in parts."""

    path: str
    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        """The whole file."""
        return "".join(part.text for part in self.parts)

    def keeps_the_rest(self, text: str, changed: Collection[str]) -> bool:
        """Return whether a text is this file but for the values of some fields."""
        kept = [""]
        for part in self.parts:
            if part.field in changed:
                kept.append("")
            else:
                kept[-1] += part.text
        first, *others = kept
        at = len(first)
        for one in others[:-1]:
            at = text.find(one, at) + len(one)
        return text.startswith(first) and text.endswith(others[-1], at)


def object_text(random: Random, members: list[tuple[str, Any]]) -> str:
    """Write an object of JSON with its members in this order, in any layout."""
    ascii_only = random.random() < 0.3
    colon = random.choice([": ", ": ", ":", " : "])
    layout = random.choice(["line", "line", "compact", "lines", "lines", "commas first", "mixed"])
    indent = random.choice(["", "  ", "  ", "\t"])
    between = {"line": ", ", "compact": ",", "lines": f",\n{indent}", "commas first": "\n, "}
    written = [
        json.dumps(name, ensure_ascii=ascii_only)
        + (":" if layout == "compact" else colon)
        + json.dumps(value, ensure_ascii=ascii_only)
        for name, value in members
    ]
    start, end = {"lines": (f"\n{indent}", "\n"), "commas first": (" ", "\n")}.get(layout, ("", ""))
    text = "".join(
        one + (between.get(layout) or random.choice([", ", ",\n", " ,", ",\n\n  "]))
        for one in written[:-1]
    )
    text = "{" + start + text + "".join(written[-1:]) + end + "}"
    return random.choice(["", "", "", " ", "\n"]) + text + random.choice(["", "", "", "\n", " "])


def scalar(random: Random, style: str, value: str, line_break: str, indent: int = 1) -> str:
    """Write a scalar of a value in a style."""
    pen = Pen(random, line_break, indent)
    EXACT_WRITERS[style](pen, value)
    return pen.text


def write(random: Random, fields: Mapping[str, str]) -> Written:
    """Write a file with one connection, in any layout."""
    line_break = random.choice(BREAKS)
    layout = random.choice(["top", "list", "mapping", "flow", "merge", "alias", "json", "api"])
    if layout in ("json", "api"):
        return Written("case.json", tuple(_json(random, fields, layout, line_break)))
    parts = {"flow": _flow, "merge": _merge, "alias": _alias}.get(layout, _block)
    written = tuple(parts(random, fields, layout, line_break))
    return Written("case.yaml", (Part(_front(random, line_break)), *written))


def _front(random: Random, line_break: str) -> str:
    front = random.choice(["", "", "# 😀 it's\n", "---\n", "%YAML 1.2\n---\n", "a: |\n  é\n---\n"])
    return front.replace("\n", line_break)


def _shuffled(random: Random, fields: Mapping[str, str]) -> list[tuple[str, str]]:
    return random.sample([*fields.items()], len(fields))


def _style(random: Random, value: str, styles: tuple[str, ...]) -> str:
    fitting = [one for one in styles if can_hold(one, MarkedText(value))]
    if value.startswith(" ") and "folded" in fitting:
        fitting.remove("folded")  # line breaks that fold then mean something else on other lines
    return random.choice(fitting)


def _members(
    random: Random, fields: Mapping[str, str], margins: Iterator[str], line_break: str
) -> Iterator[Part]:
    """Write fields on lines of their own, the first and the others each behind its margin."""
    for name, value in _shuffled(random, fields):
        margin = next(margins)
        style = _style(random, value, STYLES)
        properties = random.choice(["", "", f"&{name[-9:]} ", "!!str "])
        key = random.choice([name, name, f"'{name}'", f'"{name}"'])
        if random.random() < 0.1:
            yield Part(f"{margin}? {key}{line_break}{len(margin) * ' '}: {properties}")
        else:
            yield Part(f"{margin}{key}: {properties}")
        yield Part(scalar(random, style, value, line_break, len(margin) + 1), name)
        is_block = style in ("literal", "folded")
        yield Part("" if is_block else random.choice(["", "", COMMENT]) + line_break)


def _margins(first: str, indent: int) -> Iterator[str]:
    yield first
    while True:
        yield " " * indent


def _block(
    random: Random, fields: Mapping[str, str], layout: str, line_break: str
) -> Iterator[Part]:
    indent = random.randint(1, 4)
    if layout == "top":
        yield from _members(random, fields, _margins("", 0), line_break)
        return
    yield Part(f"connections:{random.choice(['', COMMENT])}{line_break}")
    if layout == "list":
        dash = " " * (indent - 1) + "-"
        gap = " " * random.randint(1, 3)
        yield Part(f"{dash}{gap}trigger_call_endpoint: {OTHER}{line_break}")
        margins = _margins(dash + gap, len(dash + gap))
    else:
        margin = " " * indent
        another = f"{margin}another: {{trigger_call_endpoint: '{OTHER}'}}{line_break}"
        yield Part(f"{another}{margin}support:{line_break}")
        margins = _margins(margin + "  ", indent + 2)
    yield from _members(random, fields, margins, line_break)


def _flow(
    random: Random, fields: Mapping[str, str], layout: str, line_break: str
) -> Iterator[Part]:
    start = random.choice(["{", "[{", "connections: [ {", "connections: {support: {"])
    yield Part(start)
    gap = random.choice([" ", line_break + "    "])
    for number, (name, value) in enumerate(_shuffled(random, fields)):
        yield Part(f"{',' + gap if number else ''}{name}: ")
        style = _style(random, value, ("single", "double"))
        yield Part(scalar(random, style, value, line_break, 2), name)
    yield Part("".join({"{": "}", "[": "]"}[one] for one in reversed(start) if one in "{["))
    yield Part(line_break)


def _merge(
    random: Random, fields: Mapping[str, str], layout: str, line_break: str
) -> Iterator[Part]:
    """Write two connections that merge all fields."""
    yield Part(f"x-base: &base{line_break}")
    yield from _members(random, fields, _margins("  ", 2), line_break)
    both = "connections:\n  - <<: *base\n    name: sales\n  - <<: *base\n    name: support\n"
    yield Part(both.replace("\n", line_break))


def _alias(
    random: Random, fields: Mapping[str, str], layout: str, line_break: str
) -> Iterator[Part]:
    """Write a connection whose fields are all aliases of values that come before."""
    yield Part(f"x-values:{line_break}")
    for name, value in fields.items():
        style = _style(random, value, STYLES)
        yield Part(f"  - &{name} ")
        yield Part(scalar(random, style, value, line_break, 3), name)
        yield Part("" if style in ("literal", "folded") else line_break)
    yield Part(f"support:{line_break}")
    for name, _ in _shuffled(random, fields):
        yield Part(f"  {name}: *{name}{line_break}")


def _json(
    random: Random, fields: Mapping[str, str], layout: str, line_break: str
) -> Iterator[Part]:
    gap = random.choice(["", " ", line_break + "\t"])
    is_api = layout == "api"
    yield Part(
        '{"agent": {"model_type": "MODEL_TYPE_OUTBOUND_VOICE",' + gap + '"metadata": {'
        if is_api
        else random.choice(["{", '{"name": "😀",', '{"x": [],']) + gap
    )
    shuffled = _shuffled(random, fields)
    held = [(name, value) for name, value in shuffled if name != "trigger_call_endpoint"]
    for number, (name, value) in enumerate(held if is_api else shuffled):
        yield Part(f'{"," + gap if number else ""}"{name}":{random.choice(["", " "])}')
        yield Part(scalar(random, "json", value, line_break), name)
    if is_api:
        yield Part("}," + gap + '"endpoint": ')
        endpoint = fields["trigger_call_endpoint"]
        yield Part(scalar(random, "json", endpoint, line_break), "trigger_call_endpoint")
        yield Part("}")
    yield Part(gap.rstrip("\t") + "}" + random.choice(["", line_break]))
