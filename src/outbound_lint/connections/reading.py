"""A source to its documents and the connections in them."""

from __future__ import annotations

import re
from typing import NamedTuple

from outbound_lint.connections import finder
from outbound_lint.connections.model import Connection
from outbound_lint.patterns import pattern
from outbound_lint.source import Source
from outbound_lint.syntax.nodes import MAX_DEPTH, Document, SyntaxProblem

MAX_CHARACTERS = 16 * 1024 * 1024

_MARKER = pattern(r"trigger.{0,8}call|phone.{0,8}number.{0,8}key|outbound_voice", re.IGNORECASE)
_JSON_START = pattern(r"\s*+[\[{][\[{\s]*+[\"\]}]")


class ParsedFile(NamedTuple):
    """A source's documents, the connections in them, and what could not be read."""

    source: Source
    documents: list[Document]
    connections: list[Connection]
    problems: list[SyntaxProblem]


def holds_marker(text: str) -> bool:
    """Tell whether a text can hold a connection at all; if not, it need not be parsed."""
    return "trigger_call" in text or _MARKER.search(text) is not None


def is_json(text: str, path: str, *, named: bool) -> bool:
    """Tell whether a text is to be read as JSON, by its name or else by how it starts.

    Args:
        text: the text.
        path: what it is called.
        named: whether `path` is the name of a file.
    """
    return path.lower().endswith(".json") if named else _JSON_START.match(text) is not None


def read(source: Source, *, as_json: bool) -> ParsedFile:
    """Parse a source and find its connections.

    Args:
        source: the text.
        as_json: whether it is JSON; if not, it is YAML.

    Returns:
        What could be read, and the problems of what could not.
    """
    if len(source.value) > MAX_CHARACTERS:
        message = f"the file is longer than {MAX_CHARACTERS} characters"
        return ParsedFile(
            source, [], [], [SyntaxProblem(0, 0, message, "Split it into smaller files.")]
        )
    documents, problems = _read_json(source) if as_json else _read_yaml(source)
    connections, beyond_limits = finder.find(documents)
    return ParsedFile(source, documents, connections, [*problems, *beyond_limits])


def _read_json(source: Source) -> tuple[list[Document], list[SyntaxProblem]]:
    from outbound_lint.syntax import json_errors
    from outbound_lint.syntax.json import parse_json

    parsed = parse_json(source, levels=MAX_DEPTH)
    if parsed.mistake:
        return [], [json_errors.explain_json(source.value, parsed.mistake)]
    return [Document(0, parsed.root)] if parsed.root else [], []


def _read_yaml(source: Source) -> tuple[list[Document], list[SyntaxProblem]]:
    # Reading YAML costs an import that a repository of JSON files need not pay.
    from outbound_lint.syntax import yaml

    stream = yaml.parse_yaml(source)
    return stream.documents, stream.problems
