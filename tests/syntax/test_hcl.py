"""HCL to nodes: values, their exact source, and the exact place of what is not valid."""

from __future__ import annotations

import pytest

from outbound_lint.source import Source
from outbound_lint.syntax.hcl import parse_hcl
from outbound_lint.syntax.nodes import Mapping, Node, Scalar, Sequence
from outbound_lint.syntax.places import Decoded


def plain(node: Node) -> object:
    """A node as Python would have it; what is written without quotes is in a list."""
    if isinstance(node, Mapping):
        return {member.name: plain(member.value) for member in node.members}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    assert isinstance(node, Scalar)
    return node.value if node.style in ("quoted", "heredoc", "encoded", "whole") else [node.value]


def value_of(text: str) -> Node:
    """The value of the attribute `x` of a file that holds nothing else."""
    file = parse_hcl(Source(f"x = {text}\n", "a.tf"))
    assert not file.problems
    root = file.documents[0].root
    assert isinstance(root, Mapping)
    return root.members[0].value


# What Terraform makes of a value; for the heredocs, the specification suite of HCL.
VALUES = {
    '""': "",
    r'"a\n\r\t\"\\\u00e9\U0001f600"': 'a\n\r\t"\\é😀',
    '"$${a} %%{b} $ % $$ %% $$$${c}"': "${a} %{b} $ % $$ %% $$${c}",
    '"a${var.x}b${ local.y.z }c${~ each.key ~}"': "a${var.x}b${local.y.z}c${each.key}",
    '"${jsonencode({a = "}"})}${1 + 2}"': "${jsonencode}${expression}",
    '"${x ? "a${y}" : "}"} // #"': "${x} // #",
    "<<EOT\n  a\n b\n\nc\n  EOT": "  a\n b\n\nc\n",
    "<<-EOT\n    a\n      b\n\n   \n    c\n  EOT": "a\n  b\n\n   \nc\n",
    "<<-EOT\n\t\ta\n\t b\nEOT": "a\nb\n",
    "<<-EOT\n    ${x}\n      a $${b}\nEOT": "${x}\n  a ${b}\n",
    "<<-EOT\n${x}\n  a\nEOT": "${x}\n  a\n",
    "<<EOT\n\\n not EOT\nEOT \n": "\\n not EOT\n",
    "<<EOT\r\na\r\nEOT\r\n": "a\r\n",
    "<<EOT\nEOT": "",
    "1.5e3": ["1.5e3"],
    "-1": ["-1"],
    "true": ["true"],
    "null": ["null"],
    '{ a = 1, "b" : 2\n c = "3" # 4\n // 5\n d = [1, "2", /* 3 */ ]\n}': {
        "a": ["1"],
        "b": ["2"],
        "c": "3",
        "d": [["1"], "2"],
    },
    '{ (var.a) = 1, "${var.b}" = 2 }': {"${expression}": ["1"], "${var.b}": ["2"]},
    'jsonencode({ a = 1, "b" : ["é\\"", null], c = {}, d = f(x) })': (
        '{"a": 1, "b": ["é\\"", null], "c": {}, "d": "${f}"}'
    ),
    'jsonencode({ a = jsonencode({ b = "c" }) })': '{"a": "{\\"b\\": \\"c\\"}"}',
    "var.x": "${var.x}",
    'local.y["a"][*].z.*.b[0].0': "${local.y}",
    'a ? "b" : "c"': "${a}",
    '"a" == var.x && !b || -c > 1 * (2 + 3) % 4': "${expression}",
    "(\n  1 +\n  2\n)": "${expression}",
    'merge(a, { b = "c" }...)': "${merge}",
    "jsonencode(var.x)": "${jsonencode}",
    "provider::time::rfc3339(x)": "${provider}",
    "[for x in y : upper(x) if x != 1]": "${expression}",
    "{ for k, v in x : k => v... if v }": "${expression}",
    '"%{ if x ~}a%{ else }b%{ endif }"': "${expression}",
}


@pytest.mark.parametrize("text", VALUES)
def test_a_value(text: str) -> None:
    assert plain(value_of(text)) == VALUES[text]


def test_blocks_are_documents_named_by_their_addresses() -> None:
    text = """\
resource "coval_agent" "a" { b = 1 }
module "m" {
  source = "./x"
}
data "coval_agent" "d" { e = "f" }
locals {
  g = 2
}
resource "x" "y" {
  tag { h = 3 }
  tag { h = 4 }
  dynamic "z" {
    content { i = 5 }
  }
}
"""
    file = parse_hcl(Source(text, "a.tf"))
    assert [plain(one.root) for one in file.documents] == [
        {"coval_agent.a": {"b": ["1"]}},
        {"module.m": {"source": "./x"}},
        {"locals": {"g": ["2"]}},
        {"x.y": {"tag": [{"h": ["3"]}, {"h": ["4"]}], "dynamic.z": {"content": {"i": ["5"]}}}},
    ]
    assert {"data.coval_agent.d": {"e": "f"}} in [plain(one.root) for one in file.unjudged]
    assert not file.problems


def test_literals_in_expressions_are_kept_aside() -> None:
    file = parse_hcl(Source('x = a ? "b" : merge({ c = "d" }, "${e("f")}")\n', "a.tf"))
    aside = file.unjudged[-1].root
    assert isinstance(aside, Sequence)
    assert plain(aside) == [{"x": ["b", "f", "${e}", {"c": "d"}, "${e}", "${merge}"]}]


# ⟦…⟧ encloses the source of the character with this index, by hand; then the character.
CHARACTERS = [
    ('"a⟦\\n⟧b"', 1, "\n"),
    ('"a⟦\\u00e9⟧b"', 1, "é"),
    ('"😀⟦\\U0001F600⟧b"', 1, "😀"),
    ('"a⟦$${⟧b}"', 1, "$"),
    ('"a⟦%%{⟧b}"', 2, "{"),
    ('"a$${b}⟦c⟧"', 5, "c"),
    ('"${v⟦a⟧r.x}b"', 3, "a"),
    ('"⟦${ var.x }⟧b"', 3, "a"),
    ("<<EOT\n a\n⟦ ⟧b\nEOT", 3, " "),
    ("<<-EOT\n\t😀\n\t⟦b⟧\n\tEOT", 2, "b"),
    ("<<-EOT\n  a⟦\n⟧  b\n  EOT", 1, "\n"),
    ("<<-EOT\r\n  a\r\n  ⟦b⟧\r\n  EOT\r", 3, "b"),
    ("⟦var.x⟧", 3, "a"),
    ("jsonencode({ ⟦a⟧ = 1 })", 2, "a"),
    ('jsonencode({ "a" = "b\\⟦"⟧" })', 9, '"'),
    ("jsonencode({ a = [1, ⟦2⟧] })", 10, "2"),
    ('jsonencode({ a = "⟦${ x }⟧" })', 9, "x"),
]


@pytest.mark.parametrize(("marked", "index", "character"), CHARACTERS)
def test_the_source_of_one_character(marked: str, index: int, character: str) -> None:
    start, end = marked.index("⟦"), marked.index("⟧") - 1
    scalar = value_of(marked.replace("⟦", "").replace("⟧", ""))
    assert isinstance(scalar, Scalar)
    assert scalar.value[index] == character
    traced = Decoded(scalar).trace(index, index + 1)
    assert (traced.start - 4, traced.end - 4, traced.exact) == (start, end, True)


# Each is a line of a block; ⟦…⟧ encloses what is reported.
BROKEN = {
    "a ⟦\n⟧": "expected `=` or `{`",
    "a =⟦\n⟧": "expected a value",
    "a = https⟦:⟧//x.dev/y": "a string without quotes",
    'a⟦:⟧ "x"': "`:` after a name",
    "a = ⟦'⟧x'": "wrong quotes",
    "a = ⟦“⟧x”": "wrong quotes",
    'a = ⟦"x⟧\n': "the string has no end",
    'a = "x⟦\\q⟧"': "an unknown escape",
    'a = "⟦${⟧var.x"': "this bracket is not closed",
    'a = "${var.⟦}⟧"': "expected a name after `.`",
    'a = "${x ⟦y⟧}"': "expected `}`",
    "a = ⟦<<EOT⟧\nx": "the heredoc has no end",
    "a = ⟦<⟧< EOT": "this starts no heredoc",
    "a = ⟦/*⟧ x": "the comment has no end",
    'a = { b = "1", c = "2" ⟦d⟧ = "3" }': "expected `,`, a new line or `}`",
    'a = { b = "1",⟦,⟧ c = "2" }': "expected a value",
    'a = { b ⟦"⟧1" }': "expected `=` after the key",
    "a = { b = ⟦}⟧ }": "expected a value",
    "a = [1 ⟦2⟧]": "expected `,` or `]`",
    "a = f(1⟦]⟧": "expected `,` or `)`",
    'a = "x" ⟦b⟧ = "y"': "expected the end of the line",
    "a = 1 +⟦\n⟧": "expected a value",
    "a = 1 ? 2⟦\n⟧": "expected `:`",
    "a = [for ⟦1⟧ in x : y]": "expected a name after `for`",
    "a = [for x ⟦o⟧f y : z]": "expected `in`",
    "⟦=⟧ 1": "expected the name of an argument or a block",
    "a ⟦=⟧= 1": "expected `=` or `{`",
    "⟦<<<<<<<⟧ HEAD\n a = 1\n=======\n a = 2\n>>>>>>> b": "unresolved merge conflict",
}
BEFORE, AFTER = 'resource "a" "😀" {\n  ', '\n}\n\nresource "b" "c" {\n  d = 1\n}\n'


@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
@pytest.mark.parametrize("marked", BROKEN)
def test_what_is_not_valid_is_reported_at_its_exact_place_and_the_rest_is_read(
    marked: str, line_break: str
) -> None:
    text = (BEFORE + marked + AFTER).replace("\n", line_break)
    if marked.startswith("⟦<<<<"):
        text = text.replace("  ⟦", "⟦")
    start, end = text.index("⟦"), text.index("⟧") - 1
    file = parse_hcl(Source(text.replace("⟦", "").replace("⟧", ""), "a.tf"))
    (problem,) = file.problems
    assert BROKEN[marked] in problem.message
    assert problem.start == start
    assert problem.end in (end, start + 1)
    is_lost = "no end" in problem.message and "comment" in problem.message
    assert is_lost or plain(file.documents[-1].root) == {"b.c": {"d": ["1"]}}


def test_blocks_after_a_block_without_an_end_are_read() -> None:
    text = 'a "b" {\n  c = {\n  d = 1\n}\n\ne "f" {\n  g = 1\n}\n\nh {\n'
    file = parse_hcl(Source(text, "a.tf"))
    assert [(one.start, one.end) for one in file.problems] == [(len(text), len(text))] * 2
    assert [plain(one.root) for one in file.documents] == [{"e.f": {"g": ["1"]}}]


@pytest.mark.parametrize("nested", ["[", "{ a = ", "f(", "x ? y : ", '"${', "b {\n"])
def test_deep_nesting_is_refused(nested: str) -> None:
    start = "" if nested.startswith("b") else "x = "
    file = parse_hcl(Source(start + nested * 10_000, "a.tf"))
    assert [one.message for one in file.problems] == ["values are nested more than 100 levels deep"]
