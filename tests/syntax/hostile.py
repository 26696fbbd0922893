"""Files made to break a linter: a name and its bytes, built on demand."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random

ENDPOINT = "trigger_call_endpoint: https://voice.acme.dev/call\n"
MANY = 100_000
LARGE = 16 * 1024 * 1024


def payload(text: str) -> bytes:
    return (ENDPOINT + "trigger_call_payload: " + json.dumps(text) + "\n").encode()


def member(text: str) -> bytes:
    """A YAML file with something beside a connection."""
    return (ENDPOINT + text).encode()


def json_member(text: str) -> bytes:
    return ('{"trigger_call_endpoint": "https://voice.acme.dev/call", "x": ' + text + "}").encode()


def filled(pattern: str, size: int = LARGE) -> bytes:
    head = ENDPOINT.encode()
    unit = pattern.encode()
    return head + unit * ((size - len(head)) // len(unit))


def merge_bomb(levels: int = 30) -> bytes:
    lines = [
        f"b{n}: &b{n} {{<<: [{', '.join([f'*b{n - 1}'] * 9)}], k{n}: 1}}" for n in range(1, levels)
    ]
    return member(
        "\n".join(["b0: &b0 {k0: 1}", *lines, f"c:\n  <<: *b{levels - 1}\n  " + ENDPOINT])
    )


def alias_bomb(levels: int = 40) -> bytes:
    lines = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, levels)]
    return member(
        "\n".join(["a0: &a0 [" + "x, " * 10 + "]", *lines, f"connections: *a{levels - 1}"])
    )


def merge_ladder(count: int = 4000) -> bytes:
    """Each mapping merges the one before, so that naive merging is quadratic."""
    lines = ["m0: &m0 {k0: 1}"]
    lines += [f"m{n}: &m{n}\n  <<: *m{n - 1}\n  k{n}: 1" for n in range(1, count)]
    return member("\n".join([*lines, f"c:\n  <<: *m{count - 1}\n  " + ENDPOINT]))


YAML: dict[str, Callable[[], bytes]] = {
    "payload of 100,000 arrays": lambda: payload("[" * MANY + "]" * MANY),
    "payload of 100,000 open arrays": lambda: payload("[" * MANY),
    "payload of 100,000 objects": lambda: payload('{"a":' * MANY + "1" + "}" * MANY),
    "payload of 100,000 open objects": lambda: payload('{"a":' * MANY),
    "payload of mixed brackets": lambda: payload('[{"a":' * MANY + "1" + "}]" * MANY),
    "payload of a 5,000-digit number": lambda: payload('{"n": ' + "9" * 5000 + "}"),
    "payload of a million digits": lambda: payload(
        '{"n": -' + "9" * 1_000_000 + "e" + "9" * 999 + "}"
    ),
    "payload of one name 25,000 times": lambda: payload("{" + '"a":1,' * 25_000 + '"a":1}'),
    "payload of a million spaces": lambda: payload(" " * 1_000_000 + "x"),
    "payload of a million backslashes": lambda: payload('{"a": "' + "\\" * 1_000_000),
    "payload of a million quotes": lambda: payload('"' * 1_000_000),
    "payload of 25,000 lone surrogates": lambda: payload('{"a": "' + "\\ud800" * 25_000 + '"}'),
    "payload of 20,000 placeholders": lambda: payload('{"a": [' + "${A}," * 20_000 + "1]}"),
    "payload of open placeholders": lambda: payload('{"a": [' + "${{" * MANY),
    "payload in strings in strings": lambda: payload(
        json.dumps(json.dumps(json.dumps({"a": "b" * 9999})))
    ),
    "headers of 20,000 names": lambda: member(
        "trigger_call_headers: " + json.dumps(json.dumps({f"X-{n}": "v" for n in range(20_000)}))
    ),
    "100,000 flow collections": lambda: member("x: " + "[{" * MANY),
    "100,000 flow keys": lambda: member("x: " + "{a: " * MANY),
    "100,000 explicit keys": lambda: member("x:\n  " + "? " * MANY),
    "100,000 block sequences": lambda: member("- " * MANY),
    "100,000 anchors": lambda: member("x: " + "&a " * MANY),
    "100,000 tags": lambda: member("x: " + "!!str " * MANY),
    "a tag of a million characters": lambda: member("x: !" + "t" * 1_000_000 + " y\n"),
    "100,000 aliases": lambda: member("a: &a 1\nx: [" + "*a, " * MANY + "]\n"),
    "100,000 undefined aliases": lambda: member("x: [" + "*a, " * MANY + "]\n"),
    "100,000 re-used anchors": lambda: member("x: [" + "&a 1, " * MANY + "]\n"),
    "100,000 broken documents": lambda: member("---\n]\n" * MANY),
    "10,000 unclosed documents": lambda: member("---\n'a\n" * 10_000),
    "10,000 directives": lambda: member("...\n" + "%YAML 1.1\n" * 10_000),
    "alias bomb": alias_bomb,
    "merge bomb": merge_bomb,
    "merge ladder": merge_ladder,
    "alias cycle": lambda: member("x: &x [*x, {y: *x}]\nz: &z {<<: *z, k: *z}\n"),
    "merge cycle": lambda: b"&a\n<<: *a\n" + ENDPOINT.encode(),
    "merge cycle of two mappings": lambda: member(
        "a: &a {b: &b {<<: *a, k: 1}}\nc: {<<: [*a, *b]}\n"
    ),
    "key that is an alias of itself": lambda: member("? &a [*a]\n: *a\n"),
    "500,000 keys": lambda: member("".join(f"k{n}: {n}\n" for n in range(500_000))),
    "25,000 equal keys": lambda: member("k: 1\n" * 25_000),
    "20,000 near misspellings": lambda: member("trigger_call_endpont: 1\n" * 20_000),
    "1,500 broken connections": lambda: member(
        "connections:\n" + "- trigger_call_endpoint: http://a\n  trigger_call_payload: '{'\n" * 1500
    ),
    "5,000-digit integer": lambda: member("n: " + "9" * 5000 + "\n"),
    "million-digit float": lambda: member("n: 1." + "9" * 1_000_000 + "e9\n"),
    "endpoint of a megabyte": lambda: (
        b"trigger_call_endpoint: https://" + b"a." * 500_000 + b"dev\n"
    ),
    "name of a megabyte": lambda: b"trigger_call_" + b"e" * 1_000_000 + b": 1\n",
    "16 MiB of one line": lambda: filled("a"),
    "16 MiB of keys": lambda: filled("key: value\n"),
    "16 MiB of double quotes": lambda: filled('"\n'),
    "16 MiB of hyphens": lambda: filled("- "),
    "16 MiB of document marks": lambda: filled("---\n"),
    "16 MiB of nearly markers": lambda: filled("trigger phone number "),
    "16 MiB of line separators": lambda: filled("\u2028"),
    "16 MiB of byte order marks": lambda: filled("\ufeff"),
    "16 MiB payload in a literal": lambda: (
        b"trigger_call_payload: |\n" + b"  {\n" * (LARGE // 4 - 32)
    ),
    "4 MiB of blank lines in a literal": lambda: (
        b"trigger_call_payload: |\n" + b"\n" * 4_000_000 + b"  {,\n"
    ),
    "a million open placeholders": lambda: (
        b'trigger_call_payload: \'{"a": "' + b"${" * 1_000_000 + b"\"}'\n"
    ),
    "a megabyte of NULs": lambda: filled("\0", 1_000_000),
    "a NUL": lambda: member("x: a\0b\n"),
    "NULs in front": lambda: b"\0\0\0\0" + ENDPOINT.encode(),
    "line separators": lambda: member("x: |\n  a\u2028b\n  c\u2029d\x85e\ny: 'a\u2028b'\n"),
    "tabs": lambda: member("x:\n\t- a\n\ty: b\n"),
    "YAML 1.3": lambda: b"%YAML 1.3\n---\n" + ENDPOINT.encode(),
    "YAML 9.9": lambda: b"%YAML 9.9\n---\n" + ENDPOINT.encode(),
    "a broken directive": lambda: b"%YAML x\n%TAG\n---\n" + ENDPOINT.encode(),
    "an escape beyond Unicode": lambda: member('x: "\\U00f1f600"\n'),
    "an undefined tag handle": lambda: member("x: !e!y z\n"),
    "dangerous tags": lambda: member("x: !!python/object/apply:os.abort []\n"),
    "bad dates": lambda: member("x: 9999-99-99\ny: 2001-1-1 99:99:99\n"),
    "binary garbage": lambda: ENDPOINT.encode() + Random(0).randbytes(100_000),
    "text garbage": lambda: member(
        "".join(Random(1).choices("ab:-{}[]'\"|>&*!%#\n \t,?", k=50_000))
    ),
}

AGENT = """\
resource "coval_agent" "support" {
  model_type = "MODEL_TYPE_OUTBOUND_VOICE"
  endpoint   = "https://voice.acme.dev/call"
}
"""


def hcl(text: str) -> bytes:
    """A Terraform file with something beside an agent."""
    return (AGENT + text).encode()


def hcl_payload(text: str) -> bytes:
    return AGENT.replace("\n}", f"\n  metadata = {{ trigger_call_payload = {text} }}\n}}").encode()


HCL: dict[str, Callable[[], bytes]] = {
    "a heredoc without an end": lambda: hcl("x = <<EOT\n" + "a b c\n" * 160_000),
    "40,000 heredocs without an end": lambda: hcl(
        "".join(f"x {{\n  y = <<E{n}\n" for n in range(40_000))
    ),
    "a million open brackets": lambda: hcl("x = " + "[" * 1_000_000),
    "100,000 objects": lambda: hcl("x = " + "{y=" * MANY + "1" + "}" * MANY),
    "100,000 open interpolations": lambda: hcl("x = " + '"${' * MANY),
    "100,000 interpolations": lambda: hcl("x = " + '"${' * MANY + "y" + '}"' * MANY),
    "90 interpolations around a megabyte": lambda: hcl(
        "x = " + '"${' * 90 + '"' + "x" * 1_000_000 + '"' + '}"' * 90
    ),
    "100,000 conditions": lambda: hcl("x = " + "y ? z : " * MANY + "1"),
    "a million minus signs": lambda: hcl("x = " + "-" * 1_000_000 + "1"),
    "200,000 indices": lambda: hcl("x = y" + "[0]" * 200_000),
    "500,000 quotes": lambda: hcl('"\n' * 500_000),
    "500,000 open comments": lambda: hcl("/*" * 500_000),
    "200,000 open blocks": lambda: hcl("x {\n" * 200_000),
    "a megabyte of attributes": lambda: hcl("x = 1\n" * 160_000),
    "a megabyte of resources": lambda: hcl('x "y" {\n  z = "a"\n}\n' * 43_000),
    "a megabyte of escapes": lambda: hcl('x = "' + "\\n" * 500_000 + '"\n'),
    "a megabyte of dollar signs": lambda: hcl("x = <<E\n" + "$%" * 500_000 + "\nE\n"),
    "300,000 indented lines": lambda: hcl("x = <<-E\n" + " x\n" * 300_000 + "E\n"),
    "jsonencode of a megabyte": lambda: hcl_payload("jsonencode({" + 'a = "b", ' * 110_000 + "})"),
    "payload of a megabyte in a heredoc": lambda: hcl_payload("<<-E\n" + "  {\n" * 250_000 + "E\n"),
    "a megabyte of NULs": lambda: hcl("\0" * 1_000_000),
    "text garbage": lambda: hcl(
        "".join(Random(2).choices("ab=:-{}[]()'\"$%&<>*!/#\\\n \t,?.~", k=50_000))
    ),
}

JSON: dict[str, Callable[[], bytes]] = {
    "100,000 arrays": lambda: json_member("[" * MANY + "]" * MANY),
    "100,000 open arrays": lambda: json_member("[" * MANY),
    "100,000 objects": lambda: json_member('{"a":' * MANY + "1" + "}" * MANY),
    "connections 100,000 deep": lambda: json_member(
        '{"connections": [' * MANY + '{"trigger_call_endpoint": "x"}' + "]}" * MANY
    ),
    "500,000 members": lambda: json_member(
        "{" + ",".join(f'"k{n}":{n}' for n in range(500_000)) + "}"
    ),
    "one name 25,000 times": lambda: json_member("{" + '"a":1,' * 25_000 + '"a":1}'),
    "5,000-digit number": lambda: json_member("9" * 5000),
    "16 MiB of numbers": lambda: json_member("[" + "1," * 8_000_000 + "1]"),
    "16 MiB of a string": lambda: json_member('"' + "a" * (LARGE - 200) + '"'),
    "16 MiB of escapes": lambda: json_member('"' + "\\u00e9" * (LARGE // 6 - 50) + '"'),
    "a NUL": lambda: json_member('"\0"'),
    "binary garbage": lambda: json_member("") + Random(0).randbytes(100_000),
}
