"""HCL, the language of Terraform, to nodes: each top-level block is a document.

The root of a document is a mapping with one member, whose key is the address of the block in
Terraform (`coval_agent.support`, `module.voice`) and whose value is its body. What only Terraform
can compute is a placeholder. Blocks that set nothing (`data`, `variable`), and the literals in
expressions, are kept for masking only.

HCL native syntax specification: github.com/hashicorp/hcl, hclsyntax/spec.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from outbound_lint.patterns import pattern
from outbound_lint.source import Source, line_start
from outbound_lint.syntax.hcl_expressions import ExpressionParser
from outbound_lint.syntax.hcl_scanner import MistakeError
from outbound_lint.syntax.mistakes import merge_conflict
from outbound_lint.syntax.nodes import (
    Document,
    Mapping,
    Member,
    Node,
    Scalar,
    SyntaxProblem,
)
from outbound_lint.syntax.nodes import Sequence as Items

MOST_PROBLEMS = 50
"""How many broken blocks of a file are reported; what is after them is not read."""

_SETTING_NOTHING = frozenset(("data", "variable", "output", "terraform", "provider", "check"))
"""Blocks that read, declare or describe something: nothing in them makes a call.

Terraform language, "Data Sources", "Input Variables" and so on.
"""

_BLOCK_START = pattern(
    r"(?:\A|(?<=\n))[A-Za-z_][\w-]*+(?:[ \t]++(?:\"[^\"\r\n]*+\"|[A-Za-z_][\w-]*+))*+[ \t]*+\{"
)
_BLOCK_COMMENT = pattern(r"/\*(?s:.)*?\*/")
_LINE = pattern(r"[^\r\n]*+")


class HclFile(NamedTuple):
    """What a text in HCL holds.

    Attributes:
        documents: its top-level blocks, and its top-level attributes.
        problems: what could not be read of it.
        unjudged: values that are no settings; only masking and comments have to know them.
    """

    documents: list[Document]
    problems: list[SyntaxProblem]
    unjudged: list[Document]


def parse_hcl(source: Source) -> HclFile:
    """Parse a text in HCL.

    Args:
        source: the text.

    Returns:
        Its blocks; where one is broken, those after it are still read.
    """
    file = HclFile([], [], [])
    parser = _Parser(source)
    while True:
        try:
            for root, is_set in parser.statements():
                held = file.documents if is_set else file.unjudged
                held.append(Document(len(held), root))
            break
        except MistakeError as mistake:
            file.problems.append(_conflict(source.value, mistake.problem) or mistake.problem)
            if len(file.problems) == MOST_PROBLEMS or mistake.is_limit or not parser.go_on():
                break
    aside = Items(source, 0, len(source.value), None)
    aside.items = [*parser.aside, *_comments(source)]
    file.unjudged.append(Document(len(file.unjudged), aside))
    return file


def _conflict(text: str, problem: SyntaxProblem) -> SyntaxProblem | None:
    """Return the merge conflict whose marker is where a text can't be read."""
    start = line_start(text, problem.start)
    line = _LINE.match(text, problem.start)
    return merge_conflict(text, start, line.end() if line else None)


def _comments(source: Source) -> Iterator[Scalar]:
    """Yield the comments of several lines, in which a `#` starts no other comment."""
    if "/*" in source.value:
        for match in _BLOCK_COMMENT.finditer(source.value):
            yield Scalar(source, *match.span(), None, match[0], "bare")


class _Parser(ExpressionParser):
    """Reads the structure of a file: attributes and blocks.

    Args:
        source: the text.
    """

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self._started = 0

    def statements(self) -> Iterator[tuple[Mapping, bool]]:
        """Yield the top-level blocks, and mappings of attributes, with whether they set anything.

        Raises:
            MistakeError: the text is not valid HCL.
        """
        attributes: Mapping | None = None
        while self.skip_lines() < len(self.text):
            start = self._started = self.at
            key = self._name()
            if self._is_attribute():
                member = self._attribute(key)
                if attributes is None:
                    attributes = Mapping(self.source, start, start, None)
                attributes.members.append(member)
                attributes.end = member.value.end
            else:
                if attributes:
                    yield attributes, True
                    attributes = None
                member = self._block(key)
                root = Mapping(self.source, start, self.at, None)
                root.members = [member]
                yield root, key.value not in _SETTING_NOTHING
            self.end_line()
        if attributes:
            yield attributes, True

    def go_on(self) -> bool:
        """Go on with the next line that starts a top-level block; false without one.

        If the text ended, a bracket is missing; the blocks after it are taken to be in it.
        """
        missing = self.at == len(self.text)
        following = _BLOCK_START.search(self.text, (self._started if missing else self.at) + 1)
        if following is None:
            return False
        self.restart(following.start())
        return True

    def _name(self) -> Scalar:
        name = self.identifier()
        if name is None:
            self.fail("expected the name of an argument or a block", "Write `name = value`.")
        return name

    def _is_attribute(self) -> bool:
        return self.follows("=") and not self.follows("==")

    def _attribute(self, key: Scalar) -> Member:
        self.take("=", "after the name")
        value = self.value_of(key)
        if key.value == "metadata" and isinstance(value, Scalar):
            value = self.encoded.get(value, value)  # the text means the same as the object
        return Member(key, value)

    def _block(self, key: Scalar) -> Member:
        """Read a block after its type; the key of the member names it with its labels."""
        labels = [*self._labels()]
        if self.follows(":"):
            self.fail("`:` after a name", "Write `=` instead.")
        if not self.follows("{"):
            hint = "Write `=` between a name and its value, or `{` before the body of a block."
            self.fail("expected `=` or `{` after the name", hint)
        self.enter()
        body = Mapping(self.source, self.at, self.at, None)
        self.at += 1
        self._fill(body)
        self.close("}", ("{", body.start))
        self.leave()
        body.end = self.at
        return Member(self._address(key, labels), body)

    def _labels(self) -> Iterator[Scalar]:
        while True:
            label = self.string() if self.follows('"') else self.identifier()
            if label is None:
                return
            yield label

    def _fill(self, body: Mapping) -> None:
        """Read the attributes and blocks of a body."""
        blocks: dict[str, Member] = {}
        while self.skip_lines() < len(self.text) and not self.follows("}"):
            key = self._name()
            if self._is_attribute():
                body.members.append(self._attribute(key))
            else:
                _add_block(body, blocks, self._block(key))
            if not self.follows("}"):
                self.end_line()

    def _address(self, key: Scalar, labels: list[Scalar]) -> Scalar:
        """Return the key of a block: as Terraform calls a resource, without `resource`."""
        named = labels if key.value == "resource" and labels else [key, *labels]
        if len(named) == 1:
            return named[0]
        address = ".".join(one.value for one in named)
        return self.scalar(named[0].start, named[-1].end, address, "whole")


def _add_block(body: Mapping, blocks: dict[str, Member], block: Member) -> None:
    """Add a block to a body; several of one name are a list, since none replaces another."""
    known = blocks.get(block.name)
    if known is None:
        blocks[block.name] = block
        body.members.append(block)
        return
    several: Node = known.value
    if not isinstance(several, Items):
        several = Items(several.text, several.start, several.end, None)
        several.items = [known.value]
        known.value = several
    several.items.append(block.value)
    several.end = block.value.end
