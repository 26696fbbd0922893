"""A source to its documents, and to the connections in them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from outbound_lint.connections.names import meant_field
from outbound_lint.patterns import pattern
from outbound_lint.source import Source
from outbound_lint.syntax import values
from outbound_lint.syntax.nodes import MAX_DEPTH, Document, SyntaxProblem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outbound_lint.connections.model import Connection
    from outbound_lint.syntax.values import Value

MAX_CHARACTERS = 16 * 1024 * 1024

_MARKER = pattern(r"trigger.{0,8}call|phone.{0,8}number.{0,8}key|outbound_voice", re.IGNORECASE)
# The names have 14 to 19 letters; the first one may be missing or swapped with the second.
_LONG_KEY = pattern(r"(?<![\w.-])[tTrRpPhH][\w. -]{11,25}+(?=[\"']?[ \t]*+[:=])")
_JSON = (".json", ".jsonc", ".json5", ".jsonl", ".ndjson")  # of the variants only what is JSON
_READ = (".yaml", ".yml", *_JSON)
_JSON_START = pattern(r"\s*+[\[{][\[{\s]*+[\"\]}]")


class ParsedText(NamedTuple):
    """The documents of a source, and what could not be parsed.

    Attributes:
        source: the source.
        documents: its documents.
        problems: what could not be parsed.
        unjudged: further values that hold no connections, but perhaps secrets.
    """

    source: Source
    documents: list[Document]
    problems: list[SyntaxProblem]
    unjudged: Sequence[Document] = ()


class ParsedFile(NamedTuple):
    """The documents of a source, the connections in them, and what could not be read.

    Attributes:
        source: the source.
        documents: its documents.
        connections: the connections in them.
        problems: what could not be read.
        unjudged: further values that hold no connections, but perhaps secrets.
    """

    source: Source
    documents: list[Document]
    connections: list[Connection]
    problems: list[SyntaxProblem]
    unjudged: Sequence[Document] = ()

    @property
    def every_document(self) -> list[Document]:
        """All that was parsed, whether it may hold connections or not."""
        return [*self.documents, *self.unjudged]


def holds_marker(text: str) -> bool:
    """Return whether a text can hold a connection at all; if not, it need not be parsed."""
    return (
        "trigger_call" in text
        or _MARKER.search(text) is not None
        or any(map(meant_field, {*_LONG_KEY.findall(text)}))
    )


def is_json(text: str, path: str, *, named: bool) -> bool:
    """Return whether a text is JSON, by its file name or, without one, by how it starts.

    Args:
        text: the text.
        path: its path.
        named: whether `path` is the name of a file.
    """
    return path.lower().endswith(_JSON) if named else _JSON_START.match(text) is not None


def plain_values(source: Source, *, as_json: bool) -> list[Value] | None:
    """Return the value of a source for the proof of validity; None if it has to be parsed.

    Args:
        source: the text.
        as_json: whether it is JSON; if not, it is YAML.
    """
    if len(source.value) > MAX_CHARACTERS or not source.path.lower().endswith(_READ):
        return None
    try:
        return [values.of_json(source.value) if as_json else values.of_yaml(source.value)]
    except values.UnsureError:
        return None


def values_of(parsed: ParsedText) -> list[Value] | None:
    """Return the values of parsed documents; None if the proof of validity can't use them."""
    if parsed.problems:
        return None
    try:
        return list(map(values.of_document, parsed.documents))
    except values.UnsureError:
        return None


def parse(source: Source, *, as_json: bool) -> ParsedText:
    """Parse a source.

    Args:
        source: the text.
        as_json: whether it is JSON; if not, its name says whether it is HCL, or else it is YAML.

    Returns:
        The documents that could be parsed, and the problems of the others.
    """
    if len(source.value) > MAX_CHARACTERS:
        message = f"the file is longer than {MAX_CHARACTERS} characters"
        too_long = SyntaxProblem(0, 0, message, "Split it into smaller files.")
        return ParsedText(source, [], [too_long])
    if not source.path.lower().endswith(_READ):
        if source.is_hcl:
            from outbound_lint.syntax.hcl import parse_hcl

            return ParsedText(source, *parse_hcl(source))
        from outbound_lint.connections.other_formats import other_format

        if problem := other_format(source.path):
            return ParsedText(source, [], [problem])
    if not as_json:
        # Parsing YAML costs an import that a repository of JSON files need not pay.
        from outbound_lint.syntax.yaml import parse_yaml

        return ParsedText(source, *parse_yaml(source))
    from outbound_lint.syntax.json import parse_json

    parsed = parse_json(source, levels=MAX_DEPTH)
    if parsed.mistake:
        from outbound_lint.syntax.json_errors import explain_json

        problem = explain_json(source.value, parsed.mistake)
        if source.path.lower().endswith(".json5"):
            message = f"this is JSON5, of which outbound-lint reads only JSON: {problem.message}"
            problem = problem._replace(message=message)
        return ParsedText(source, [], [problem])
    return ParsedText(source, [Document(0, parsed.root)] if parsed.root else [], [])


def find_connections(parsed: ParsedText) -> ParsedFile:
    """Find the connections of a parsed source."""
    from outbound_lint.connections.finder import find

    source, documents, problems, unjudged = parsed
    connections, beyond_limit = find(documents)
    problems = [*problems, *([beyond_limit] if beyond_limit else [])]
    return ParsedFile(source, documents, connections, problems, unjudged)


def as_partial(file: ParsedFile) -> ParsedFile:
    """Return a file as parts of connections, to which nothing may be missing."""
    return file._replace(connections=[one.as_template() for one in file.connections])


def read(source: Source, *, as_json: bool) -> ParsedFile:
    """Parse a source and find its connections.

    Args:
        source: the text.
        as_json: whether it is JSON; if not, it is YAML.
    """
    return find_connections(parse(source, as_json=as_json))
