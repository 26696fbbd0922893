"""Connection files with random secrets in random places, and a search for them in outputs.

Every secret is in a place that is secret; the rest of the file is valid or broken in every way that
people break such files. All of it follows from one seed.
"""

from __future__ import annotations

import base64
import io
import json
import re
import string
import sys
from collections.abc import Callable, Iterator
from random import Random
from typing import Any
from unittest.mock import patch

from outbound_lint.cli import main
from outbound_lint.cli.options import FORMATS
from tests.syntax.writers import WRITERS, Pen, strings

WINDOW = 8
"""So many characters of a secret may not be shown in a row."""

_LETTERS = string.ascii_letters + string.digits + "-_"
_SHAPED = (
    ("sk_" + "live_", string.ascii_letters + string.digits, 24),
    ("gh" + "p_", string.ascii_letters + string.digits, 36),
    ("sk-" + "ant-api03-", string.ascii_letters + string.digits, 40),
)
_HEADERS = (
    "Authorization authorization X-API-Key x-api-key Api-Key X-Auth-Token Cookie X-Custom X-Env "
    "Proxy-Authorization xi-api-key X-Twilio-Signature X-Forwarded-For Host"
).split()
_NAMES = (
    "password api_key apiKey token secret authToken client_secret access_token x-api-key "
    "signing_secret db_password bearer auth"
).split()
_NEUTRAL = "campaign_id note text value customer greeting items".split()
_FIELDS = (
    "trigger_call_endpoint trigger_call_headers phone_number_key trigger_call_payload"
).split()
_KEY = re.compile(r" *(- )?[\w-]+:( |$)")
_FLOW = re.compile(r"[\s{}\[\],:#&*!|>'\"%@`]")


class Hidden:
    """Makes secrets, and keeps them to be looked for.

    Args:
        random: what they are made from.

    Attributes:
        secrets: all that no output may show.
        recognised: those that are known for secrets wherever they are, by their shape.
    """

    def __init__(self, random: Random) -> None:
        self.random = random
        self.secrets: list[str] = []
        self.recognised: list[str] = []

    def token(self) -> str:
        """Make a random token of 12 to 40 characters, with a digit and a letter."""
        size = self.random.randint(12, 40)
        letters = "".join(self.random.choices(_LETTERS, k=size - 4))
        return self._keep("k" + letters + "7" + self.random.choice(string.ascii_letters) + "3")

    def word(self) -> str:
        """Make a token that any tool recognises: letters of both cases and digits, well mixed."""
        groups = (string.ascii_lowercase, string.ascii_uppercase, string.digits)
        letters = (self.random.choice(group) for _ in range(8) for group in groups)
        self.recognised.append(self._keep("".join(letters)))
        return self.recognised[-1]

    def shaped(self) -> str:
        """Make a secret of a vendor's shape; its lead may be shown."""
        lead, letters, size = self.random.choice(_SHAPED)
        body = "".join(self.random.choices(letters, k=size - 2)) + "9z"
        self._keep(body)
        self.recognised.append(lead + body)
        return lead + body

    def jwt(self) -> str:
        """Make what looks like a signed JSON Web Token."""
        claims = {"sub": self.token(), "exp": self.random.choice([1, 4_000_000_000])}
        parts = [
            base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")
            for part in ({"alg": "HS256", "typ": "JWT"}, claims)
        ]
        return ".".join([*(self._keep(part) for part in parts), self.token()])

    def basic(self) -> str:
        """Make the credential of Basic."""
        return self._keep(base64.b64encode(f"voice:{self.token()}".encode()).decode())

    def any(self) -> str:
        """Make a secret of any kind."""
        return self.random.choice([self.token, self.token, self.shaped, self.jwt, self.basic])()

    def _keep(self, secret: str) -> str:
        self.secrets.append(secret)
        return secret

    def found_in(self, output: str) -> list[str]:
        """Return what of the secrets an output shows, escapes of several kinds undone."""
        pieces = {
            secret[start : start + WINDOW]
            for secret in self.secrets
            for start in range(len(secret) - WINDOW + 1)
        }
        seen = [output, _unescaped(output), _unescaped(_unescaped(output))]
        shown = {
            text[start : start + WINDOW] for text in seen for start in range(len(text) - WINDOW + 1)
        }
        return sorted(pieces & shown)


def _unescaped(text: str) -> str:
    escape = re.compile(r"\\{1,2}(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2}))")
    return escape.sub(lambda match: chr(int(match[1] or match[2] or match[3], 16)), text)


def header_value(random: Random, hidden: Hidden) -> Any:
    """Write a credential as people write it, rightly and wrongly."""
    secret = hidden.any()
    ways: tuple[Any, ...] = (
        secret,
        secret,
        f"Bearer {secret}",
        f"Bearer {secret}",
        f"Basic {hidden.basic()}",
        f"Token {secret}",
        f"bearer: {secret}",
        f"Bearer{secret}",
        f"Berer {secret}",
        f"Authorization: Bearer {secret}",
        f"X-API-Key={secret}",
        f"'{secret}'",
        f" {secret} ",
        f"Bearer Bearer {secret}",
        f"Bearer <{secret}>",
        f"Bearer {{{secret}}}",
        f"Bearer  {secret},",
        f"Bearer\t{secret}",
        f"=Bearer {secret}",
        f"<Bearer {secret}>",
        f"Bearer token={secret}",
        f"Basic voice:{secret}",
        f"Basic base64(voice:{secret})",
        f"v1,{secret}=",
        f"-H Authorization: Bearer {secret}",
        f"https://voice.acme.dev/?api_key={secret}",
        f"${{KEY:-{secret}}}",
        f"Bearer {{{{{secret}}}}}",
        f"Bearer {secret}\r\nX-Other: {hidden.token()}",
        [secret],
        {"value": secret, hidden.word(): 1},
        json.dumps({"value": secret}),
        json.dumps({"client-secret": secret, "client-id": hidden.token()}),
    )
    return random.choice(ways)


def headers(random: Random, hidden: Hidden) -> list[tuple[str, Any]]:
    """Make headers: names and values."""
    pairs: list[tuple[str, Any]] = [("Content-Type", "application/json")]
    for _ in range(random.choice([0, 1, 1, 2, 3])):
        name = random.choice(_HEADERS)
        way = random.random()
        if way < 0.06:
            pairs.append((f"{name}: Bearer {hidden.any()}", random.choice([1, "", None])))
        elif way < 0.1:
            pairs.append((f"{name}={hidden.token()}", "x"))
        elif way < 0.14:
            pairs.append((hidden.shaped(), name))
        else:
            pairs.append((name, header_value(random, hidden)))
    random.shuffle(pairs)
    return pairs


def payload(random: Random, hidden: Hidden, depth: int = 0) -> list[tuple[str, Any]]:
    """Make the members of a payload."""
    return [_member(random, hidden, depth) for _ in range(random.randint(0, 4))]


def _member(random: Random, hidden: Hidden, depth: int) -> tuple[str, Any]:
    name, neutral = random.choice(_NAMES), random.choice(_NEUTRAL)
    url = endpoint(random, hidden)
    below = payload(random, hidden, depth + 1) if depth < 3 and random.random() < 0.2 else []
    pairs: list[tuple[str, Any]] = [
        (name, hidden.any()),
        (name, hidden.any()),
        (name, [hidden.any()]),
        (name, {neutral: [hidden.token(), 1]}),
        (neutral, f"say {hidden.shaped()} twice"),
        (neutral, f"see {url}" if "://" in url else {"trigger_call_endpoint": url}),
        (neutral, [hidden.shaped(), {name: hidden.token()}]),
        (neutral, json.dumps({name: hidden.token()})),
        (hidden.shaped(), random.choice([1, "x", {name: 1}])),
        (neutral, f"{name}: {hidden.token()}"),
        (neutral, dict(below)),
        (neutral, random.choice([1, True, None, "{{name}}", "{{nam}", 10**20])),
    ]
    return random.choice(pairs)


def endpoint(random: Random, hidden: Hidden) -> str:
    """Make a URL, in most cases with a secret in it."""
    host = random.choice("voice.acme.dev 10.0.0.1 example.com localhost Voice.Acme.dev".split())
    scheme = random.choice(
        ["https://"] * 6 + ["http://", "HTTPS://", "https:\\\\", "https:/", "", "//"]
    )
    name = random.choice("api_key token code sig access_token api%5Fkey KEY".split())
    tail = random.choice(["", "#x", "&b=2"])
    receiver = random.choice(
        [
            "hooks.slack.com{}/services/T00/B00/",
            "HOOKS.zapier.com{}/hooks/catch/",
            "hook.eu1.make.com{}/",
            "api.telegram.org{}/bot",
            "webhook.site{}/",
        ]
    ).format(random.choice(["", "", ":443", "."]))
    if "\\" in scheme:
        receiver = receiver.replace("/", "\\")
    return scheme + random.choice(
        [
            f"voice:{hidden.token()}@{host}/outbound",
            f"{hidden.token()}@{host}",
            f"voice:pa/{hidden.token()}@{host}/outbound",
            f"{host}/outbound?a=1&{name}={hidden.any()}{tail}",
            f"{host}/outbound#{name}={hidden.token()}{tail}",
            f"{receiver}{hidden.token()}",
            f"{receiver}{hidden.token()}/",
            f"{host}/{hidden.shaped()}/call",
            f"{host}/outbound",
        ]
    )


def rewritten(random: Random, pairs: list[tuple[str, Any]], *, line: bool = False) -> str:
    """Write pairs as a JSON object, duplicates too."""
    gap = random.choice(["", " "])
    space = random.choice([", ", ","] if line else [", ", ",", ",\n  "])
    members = (f"{json.dumps(name)}:{gap}{json.dumps(value)}" for name, value in pairs)
    return "{" + space.join(members) + "}"


def broken(random: Random, text: str) -> str:
    """Break a JSON text as people do."""
    for _ in range(random.choice([1, 1, 2])):
        if not text:
            return text
        outside = [index for index, here in enumerate(strings(text)) if not here]
        quotes = [index for index, here in enumerate(text) if here == '"']
        at = random.choice(outside or [0])
        quote = random.choice(quotes or [0])
        word = re.sub(r'"([A-Za-z_]+)"', r"\1", text, count=random.choice([0, 1]))
        text = random.choice(
            [
                text[:quote] + text[quote + 1 :],
                text[:quote] + text[quote + 1 :],
                text[:-1] + ",}",
                text.replace('"', "'"),
                text.replace('": ', '" ', 1).replace('":', '"', 1),
                text.replace('":', '"=', 1),
                text.replace('", "', '" "', 1).replace('","', '""', 1),
                word,
                text[:-1],
                text[: random.randint(1, len(text))],
                text[:at] + random.choice("{}[],:x'\"\\\n\t;=#") + text[at:],
                text + random.choice(["}", " x", ",", "//"]),
                text.replace('"', "“", 2),
                text.replace("{", "{ // old\n ", 1),
                text.replace('"', '\\"'),
                text.replace("\\n", "\n"),
                text.strip("{}").replace('"', ""),
                "{" + text,
                text[1:],
            ]
        )
    return text


def scalar(random: Random, value: str, indent: int, *, flow: bool = False) -> str:
    """Write a text as a scalar of YAML, in any style that can hold it."""
    styles = ["single", "double", "double"]
    if not flow and "\t" not in value and value.strip():
        styles += ["literal", "folded"] if value == value.strip() and "\r" not in value else []
    if (
        value.isprintable()
        and value
        and not _FLOW.search(value.replace("://", "").replace(":", "", 0))
    ):
        styles += ["plain"]
    elif not flow and re.fullmatch(r"[A-Za-z][!-~]*", value) and not value.endswith(":"):
        styles += ["plain"] if " #" not in value else []
    style = random.choice(styles)
    if style == "single" and not value.replace("\n", "").isprintable():
        style = "double"
    if "\n" in value and style in ("single", "folded", "literal"):
        style = "double"
    pen = Pen(random, "\n", indent)
    WRITERS[style](pen, value)
    return pen.text


def comment(random: Random, hidden: Hidden) -> str:
    """Make a comment for the end of a line, with or without a secret."""
    way = random.randrange(14)
    name = random.choice(_NAMES)
    return {
        0: f" # {name}: {hidden.token()}" if way == 0 else "",
        1: f" # was {hidden.shaped()}" if way == 1 else "",
        2: f" # Authorization: Bearer {hidden.any()}" if way == 2 else "",
        3: f" # curl https://u:{hidden.token()}@voice.acme.dev" if way == 3 else "",
        4: f" # {hidden.word()}" if way == 4 else "",
        5: " # the line of the sales team",
    }.get(way, "")


class Writer:
    """Writes one file.

    Args:
        seed: all that is random follows from it.
    """

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.hidden = Hidden(self.random)

    def file(self) -> tuple[str, str]:
        """Return a file's name and text."""
        random = self.random
        if random.random() < 0.25:
            return "agents.json", self._json()
        text = random.choice([self._list, self._mapping, self._stream, self._flow, self._merged])()
        if random.random() < 0.15:
            text = text.replace("\n", "\r\n")
        return "agents.yaml", text

    def _fields(self) -> list[tuple[str, Any]]:
        """Make the fields of a connection: texts, or values of a wrong type."""
        random, hidden = self.random, self.hidden
        fields: list[tuple[str, Any]] = [
            (_FIELDS[0], endpoint(random, hidden)),
            (_FIELDS[1], self._embedded(headers(random, hidden))),
            (_FIELDS[2], random.choice(["to", "phone", " to", "+12025550123", hidden.shaped()])),
            (_FIELDS[3], self._embedded(payload(random, hidden))),
        ]
        if random.random() < 0.1:
            fields[0] = (_FIELDS[0], random.choice([[fields[0][1]], {"url": fields[0][1]}]))
        if random.random() < 0.15:
            fields = [(self._misspelled(name), value) for name, value in fields]
        if random.random() < 0.15:
            name = random.choice(_FIELDS)
            again = {
                _FIELDS[0]: lambda: endpoint(random, hidden),
                _FIELDS[1]: lambda: self._embedded(headers(random, hidden)),
                _FIELDS[2]: hidden.shaped,
                _FIELDS[3]: lambda: self._embedded(payload(random, hidden)),
            }
            fields.append((name, again[name]()))
        fields = [field for field in fields if random.random() < 0.9]
        if random.random() < 0.3:
            fields.append((random.choice(_NAMES), hidden.any()))
        if random.random() < 0.2:
            fields.append(("description", f"uses {hidden.shaped()}"))
        if random.random() < 0.3:
            fields.insert(0, ("name", random.choice(["sales", "été", hidden.shaped()])))
        if hidden.recognised and random.random() < 0.1:
            fields.append(("name", random.choice(hidden.recognised)))
        return fields

    def _misspelled(self, name: str) -> str:
        words = name.split("_")
        camel = words[0] + "".join(map(str.capitalize, words[1:]))
        return self.random.choice([name, "-".join(words), camel, name.replace("trigger", "triger")])

    def _embedded(self, pairs: list[tuple[str, Any]]) -> Any:
        texts = [f"{name}: {value}" for name, value in pairs if isinstance(value, str)]
        text = rewritten(self.random, pairs)
        ways: list[tuple[int, Any]] = [
            (10, dict(pairs)),
            (4, texts),
            (4, [{"name": name, "value": value} for name, value in pairs if name in _HEADERS]),
            (4, json.dumps(json.dumps(dict(pairs)))),
            (4, json.dumps([dict(pairs)])),
            (4, "\n".join(texts)),
            (45, broken(self.random, text)),
            (25, text),
        ]
        return self.random.choices([way for _, way in ways], [share for share, _ in ways])[0]

    def _json(self) -> str:
        random = self.random
        connections = [self._fields() for _ in range(random.randint(1, 3))]
        indent = random.choice([None, None, 1])
        if random.random() < 0.2:
            texts = [json.dumps(self._api(), indent=indent) for _ in connections]
        else:
            texts = [rewritten(random, pairs) for pairs in connections]
        texts = [re.sub("[A-Za-z]", self._escaped, text) for text in texts]
        text = '{"connections": [' + ", ".join(texts) + "]}"
        return broken(random, text) if random.random() < 0.2 else text

    def _escaped(self, match: re.Match[str]) -> str:
        before = match.string[: match.start()][-1:]
        if before == "\\" or self.random.random() > 0.02:
            return match.group()
        within = match.string[max(0, match.start() - 6) : match.start()]
        return match.group() if "\\" in within else f"\\u{ord(match.group()):04x}"

    def _api(self) -> dict[str, Any]:
        fields = dict(self._fields())
        url = fields.pop(_FIELDS[0], "https://voice.acme.dev/")
        name = fields.pop("name", "sales")
        return {
            "name": name,
            "model_type": "MODEL_TYPE_OUTBOUND_VOICE",
            "endpoint": url,
            "metadata": fields,
        }

    def _members(self, fields: list[tuple[str, Any]], margin: int, first: str = "") -> str:
        """Write members in block style, with comments, anchors and tags here and there."""
        lines = []
        for name, value in fields:
            key = name if re.fullmatch(r"[\w-]+", name) else json.dumps(name)
            lines.append(f"{' ' * margin}{key}: {self._properties()}{self._value(value, margin)}")
        if first and lines:
            lines[0] = first + lines[0][len(first) :]
        return "\n".join(lines) + "\n"

    def _properties(self) -> str:
        way = self.random.random()
        if way < 0.03:
            return f"&{self.hidden.word()} "
        return random_choice(self.random, 0.05, ["!!str ", "!custom ", "!secret ", "&a "])

    def _value(self, value: Any, margin: int) -> str:
        random = self.random
        if isinstance(value, str):
            text = scalar(random, value, margin + 1)
            block = text.startswith(("|", ">"))
            return text.rstrip("\n") if block else text + comment(random, self.hidden)
        if random.random() < 0.5 or not value or not isinstance(value, (dict, list)):
            return json.dumps(value) + comment(random, self.hidden)
        below = "\n" + " " * (margin + 2)
        if isinstance(value, dict):
            pairs = (
                f"{json.dumps(name)}: {self._value(each, margin + 2)}"
                for name, each in value.items()
            )
            return below + below.join(pairs)
        return below + below.join(f"- {self._value(each, margin + 2)}" for each in value)

    def _list(self) -> str:
        count = self.random.randint(1, 3)
        items = [self._members(self._fields(), 4, "  - ") for _ in range(count)]
        return "connections:\n" + "".join(item for item in items if item.strip())

    def _mapping(self) -> str:
        if self.random.random() < 0.3:
            return json.dumps(self._api())
        keys = [self.random.choice(["sales", "support", self.hidden.shaped()]) for _ in range(2)]
        parts = (f"  {key}:\n" + self._members(self._fields(), 4) for key in keys)
        return "connections:\n" + "".join(parts)

    def _stream(self) -> str:
        return "---\n".join(self._members(self._fields(), 0) for _ in range(2))

    def _flow(self) -> str:
        random = self.random
        parts = []
        for name, value in self._fields():
            text = (
                scalar(random, value, 2, flow=True) if isinstance(value, str) else json.dumps(value)
            )
            parts.append(f"{name}: {text}")
        return "- {" + ", ".join(parts) + "}" + comment(random, self.hidden) + "\n"

    def _merged(self) -> str:
        base, own = self._fields(), self._fields()
        name = self.random.choice(["base", self.hidden.word()])
        return (
            f"defaults: &{name}\n"
            + self._members([*base, ("x", 1)], 2)
            + "agent:\n"
            + f"  <<: *{name}\n"
            + self._members([*own, ("y", 2)], 2)
            + f"other:\n  <<: *{self.random.choice([name, name, 'nobody'])}\n"
            + "  trigger_call_endpoint: https://voice.acme.dev/x\n"
        )

    def damaged(self, text: str) -> str:
        """Break YAML as people do, but for what would make a secret another text."""
        random = self.random
        lines = text.split("\n")
        keys = [n for n, line in enumerate(lines) if _KEY.match(line) and "\\" not in line]
        if not keys:
            return text
        line = random.choice(keys)
        before, colon, after = lines[line].partition(": ")
        lines[line] = random.choice(
            [
                random.choice(["\t", " ", "   ", "- ", "] ", "} ", "? "]) + lines[line],
                lines[line] if "\\" in text else lines[line].replace('"', "").replace("'", "", 1),
                lines[line] + random.choice([' "', " '", " {", " [", ": x", " *x", "\x01", ","]),
                f"{before}:{after}",
                f"{before}{colon}: {after}",
            ]
        )
        return "\n".join(lines if random.random() < 0.8 else lines[: line + 1])


def random_choice(random: Random, chance: float, choices: list[str]) -> str:
    return random.choice(choices) if random.random() < chance else ""


def outputs(name: str, text: str) -> Iterator[tuple[str, str]]:
    """Call every command that shows anything of a file; yield each call and what it writes."""
    everything = ["--verbose", "--statistics", "--select", "all"]
    for form in FORMATS:
        call = ["check", "-", "--stdin-filename", name, "-o", form, *everything]
        output = said(call, text)
        if form == "sarif":  # has the pages of the rules, with their examples of credentials
            output = re.sub(r'"markdown": ".*"', "", output)
        yield " ".join(call), output
    for form in ("http", "curl", "json"):
        call = ["preview", "-", "--format", form]
        yield " ".join(call), said(call, text)
    call = ["preview", "-", "--connection", "none of these"]
    yield " ".join(call), said(call, text)


def said(call: list[str], text: str) -> str:
    """Call the program in this process; return what it writes to both of its streams."""
    streams = [io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in range(2)]
    given = io.TextIOWrapper(io.BytesIO(text.encode("utf-8", "surrogatepass")))
    with (
        patch.object(sys, "stdin", given),
        patch.object(sys, "stdout", streams[0]),
        patch.object(sys, "stderr", streams[1]),
    ):
        status = main(call)
    said = [stream.buffer.getvalue().decode() for stream in streams]  # type: ignore[attr-defined]
    assert status in (0, 1, 2), said
    return "\n".join(said)


def leaks(hidden: Hidden, name: str, text: str) -> list[str]:
    """Return what the commands show of secrets, with the call, in a few words."""
    found = []
    for call, output in outputs(name, text):
        shown = hidden.found_in(output)
        if shown:
            found.append(f"{call}\n  {', '.join(shown[:6])}\n{output}")
    return found


Make = Callable[[int], tuple[Hidden, str, str]]


def connection_file(seed: int) -> tuple[Hidden, str, str]:
    """Make a file from a seed: its secrets, its name and its text."""
    writer = Writer(seed)
    name, text = writer.file()
    return writer.hidden, name, text


def damaged_file(seed: int) -> tuple[Hidden, str, str]:
    """Make a file whose YAML is damaged somewhere."""
    writer = Writer(seed)
    name, text = writer.file()
    return writer.hidden, name, writer.damaged(text)
