"""An editor with a language server: documents in which `|` is the cursor."""

from __future__ import annotations

import itertools
import time
from pathlib import Path

from tests.editors.lsp import TIMEOUT, Completion, Server

MISTAKE = {".yaml": "trigger_call_endpoint: 1\n", ".json": '{"trigger_call_endpoint": 1}'}


class Editor:
    """An editor whose server has read its configuration and the schema.

    Args:
        server: the language server.
        folder: where the documents would be.
        suffix: how their names end.
    """

    def __init__(self, server: Server, folder: Path, suffix: str) -> None:
        self.server = server
        self.folder = folder
        self.suffix = suffix
        self.numbers = itertools.count(1)
        deadline = time.monotonic() + TIMEOUT
        while not self.problems(MISTAKE[suffix]):  # before, it does not know the schema
            assert time.monotonic() < deadline, "the server does not use the schema"

    def open(self, text: str) -> str:
        """Open a document, and return its address."""
        return self.server.open(self.folder / f"{next(self.numbers)}{self.suffix}", text)

    def problems(self, text: str) -> list[str]:
        """Return the messages about a document, in the order of its lines."""
        return self.server.problems(self.open(text))

    def completions(self, marked: str) -> list[Completion]:
        """Return what is offered at the cursor."""
        return self.server.completions(*self._at_cursor(marked))

    def offered(self, marked: str) -> list[str]:
        """Return the labels of what is offered at the cursor."""
        return [one.label for one in self.completions(marked)]

    def hover(self, marked: str) -> str:
        """Return the text for the mouse at the cursor, without the escapes of Markdown."""
        return self.server.hover(*self._at_cursor(marked)).replace("\\", "")

    def _at_cursor(self, marked: str) -> tuple[str, int, int]:
        before, _, after = marked.partition("|")
        *lines, line = before.split("\n")
        return self.open(before + after), len(lines), len(line)
