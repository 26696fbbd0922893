"""The files that the benchmarks lint, the same in every run.

A file is 0.5 to 1.5 KB long and holds two or three connections, with comments, all styles of
scalars in YAML, escapes of YAML and of JSON, and letters beyond ASCII. Each file is written as YAML
and as JSON, for programs that are at their best with JSON.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

COMMENTS = ["called back within an hour", "nur werktags, außer an Feiertagen", "see ticket VOICE-7"]
CITIES = ["Köln", "Zürich", "São Paulo", "Leeds", "東京"]
GREETINGS = [
    "Hello, how can I help you?",
    "Guten Tag, wie können wir helfen?",
    'Say "hello",\nthen wait. 📞',
    "¿En qué puedo ayudarle? It's quick.",
]
STYLES = ["single", "double", "literal", "folded"]
TRAILING_COMMA, SINGLE_QUOTES, HTTP, CUT = MISTAKES = "trailing comma", "quotes", "http", "cut"


class File(NamedTuple):
    """A file as YAML and as JSON, and its name without an extension."""

    name: str
    yaml: str
    json: str


def valid(count: int) -> Iterator[File]:
    """Yield files in which nothing is wrong."""
    chance = Random(1)
    for number in range(count):
        yield _file(f"{number:05}", chance.choice([2, 2, 3]), chance)


def one_percent_broken(count: int) -> Iterator[File]:
    """Yield the same files as `valid`, of which every hundredth has a mistake."""
    for number, file in enumerate(valid(count)):
        if number % 100 == 99:
            yield broken(MISTAKES[number // 100 % len(MISTAKES)], file.name)
        else:
            yield file


def broken(mistake: str, name: str = "broken") -> File:
    """Return a file with two connections and one mistake, in the second of them."""
    return _file(name, 2, Random(mistake), mistake)


def large(connections: int = 5000) -> File:
    """Return one valid file with many connections."""
    return _file("large", connections, Random(2))


def write(folder: Path, files: Iterator[File]) -> list[str]:
    """Write files in both formats, and return their names without an extension."""
    folder.mkdir(parents=True)
    names = []
    for file in files:
        (folder / f"{file.name}.yaml").write_text(file.yaml, encoding="utf-8", newline="\n")
        (folder / f"{file.name}.json").write_text(file.json, encoding="utf-8", newline="\n")
        names.append(file.name)
    return names


def digest() -> str:
    """Return what changes if the files do: results of different files are not comparable."""
    files = [*one_percent_broken(400), large(100), *map(broken, MISTAKES)]
    return hashlib.sha256(repr(files).encode()).hexdigest()[:16]


def _file(name: str, connections: int, chance: Random, mistake: str | None = None) -> File:
    made = [_connection(number, chance) for number in range(connections)]
    if mistake:
        made[-1] = _with_mistake(mistake, made[-1])
    yaml = "".join(_as_yaml(number, one, chance) for number, one in enumerate(made))
    yaml = f"# {chance.choice(COMMENTS)}\nconnections:\n{yaml}"
    twin = json.dumps({"connections": made}, ensure_ascii=False, indent=2) + "\n"
    if mistake == CUT:
        yaml, twin = yaml[: len(yaml) * 3 // 4], twin[: len(twin) * 3 // 4]
    return File(name, yaml, twin)


def _connection(number: int, chance: Random) -> dict[str, str]:
    """Return the fields of a connection, all of them texts."""
    headers = {"Content-Type": "application/json", "Authorization": "Bearer ${TOKEN}"}
    if chance.random() < 0.5:
        headers["X-Team"] = chance.choice(["support", "billing", "sales"])
    payload: dict[str, object] = {"agent": f"support-{number}"}
    payload["greeting"] = chance.choice(GREETINGS)
    if chance.random() < 0.4:
        payload["simulation_output_id"] = "{{simulation_output_id}}"
    if chance.random() < 0.25:
        payload["options"] = {"attempts": chance.randint(1, 9), "record": True, "tags": ["a"]}
    escaped, indented = chance.random() < 0.3, "options" not in payload and chance.random() < 0.3
    connection = {
        "name": f"Support {chance.choice(CITIES)} {number}",
        "trigger_call_endpoint": f"https://voice.acme.dev/calls/{number}",
        "trigger_call_headers": json.dumps(headers, separators=(",", ":")),
        "phone_number_key": "phone_number",
        "trigger_call_payload": json.dumps(
            payload, ensure_ascii=escaped, indent=1 if indented else None
        ),
    }
    for optional in ("name", "phone_number_key"):
        if chance.random() < 0.3:
            del connection[optional]
    return connection


def _with_mistake(mistake: str, connection: dict[str, str]) -> dict[str, str]:
    payload, endpoint = connection["trigger_call_payload"], connection["trigger_call_endpoint"]
    if mistake == TRAILING_COMMA:
        return {**connection, "trigger_call_payload": payload[:-1].rstrip() + ",}"}
    if mistake == SINGLE_QUOTES:
        single = json.dumps({"agent": "support", "greeting": "Hello"}).replace('"', "'")
        return {**connection, "trigger_call_payload": single}
    if mistake == HTTP:
        return {**connection, "trigger_call_endpoint": endpoint.replace("https:", "http:")}
    return connection


def _as_yaml(number: int, connection: dict[str, str], chance: Random) -> str:
    """Write a connection as an item of a list, in any mixture of styles."""
    lines = [f"{name}: {_value(name, text, chance)}\n" for name, text in connection.items()]
    comment = f"  # {chance.choice(COMMENTS)}\n" if number % 2 else ""
    return f"{comment}  - " + "    ".join(lines)


def _value(name: str, text: str, chance: Random) -> str:
    if name == "phone_number_key":
        return f"{text}  # the receiver's name for it"
    if name in ("name", "trigger_call_endpoint"):
        return chance.choice([text, json.dumps(text), f"'{text}'"])
    return _scalar(text, chance)


def _scalar(text: str, chance: Random) -> str:
    """Write a text in one of the styles that any text can have; quotes hold no line break."""
    style = chance.choice(STYLES)
    if style == "single" and "\n" not in text:
        single = text.replace("'", "''")
        return f"'{single}'"
    if style == "double":
        return json.dumps(text, ensure_ascii=False)
    sign = ">-" if style == "folded" else "|-"  # folding keeps the lines of indented JSON
    return f"{sign}\n      " + text.replace("\n", "\n      ")
