"""An editor with the linter's language server, as small as the tests need it."""

from __future__ import annotations

import queue
import sys
from pathlib import Path
from typing import Any

from tests.editors import lsp
from tests.editors.lsp import TIMEOUT

COMMAND = (sys.executable, "-m", "outbound_lint", "lsp")
CAPABILITIES: dict[str, Any] = {
    "general": {"positionEncodings": ["utf-16"]},
    "textDocument": {"publishDiagnostics": {"relatedInformation": True}},
}


class Editor(lsp.Server):
    """A client that knows the text of the documents it has opened.

    Args:
        root: the folder that is open in it.
        capabilities: what it can do.
        encoding: the codec whose units it counts.
    """

    def __init__(
        self, root: Path, capabilities: dict[str, Any] = CAPABILITIES, encoding: str = "utf-16-le"
    ) -> None:
        self.root = root
        self.encoding = encoding
        self.texts: dict[str, str] = {}
        self.versions: dict[str, int] = {}
        self.published: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        super().__init__(COMMAND, {}, {}, "yaml", root, capabilities=capabilities)

    def show(self, name: str, text: str) -> str:
        """Open a document, and return its address."""
        uri = self.open(self.root / name, text)
        self.texts[uri], self.versions[uri] = text, 1
        return uri

    def type(self, uri: str, start: int, end: int, new: str) -> None:
        """Replace the characters from one offset to another."""
        text = self.texts[uri]
        change = {"range": {"start": self.at(uri, start), "end": self.at(uri, end)}, "text": new}
        self.texts[uri] = text[:start] + new + text[end:]
        self.versions[uri] += 1
        document = {"uri": uri, "version": self.versions[uri]}
        self.notify(
            "textDocument/didChange", {"textDocument": document, "contentChanges": [change]}
        )

    def close(self, uri: str) -> None:
        """Close a document."""
        self.notify("textDocument/didClose", {"textDocument": {"uri": uri}})

    def findings(self, uri: str) -> list[dict[str, Any]]:
        """Return the diagnostics of the current version of a document."""
        while True:
            params = self.published.get(timeout=TIMEOUT)
            if params["uri"] == uri and params.get("version") == self.versions.get(uri):
                found: list[dict[str, Any]] = params["diagnostics"]
                return found

    def rules(self, uri: str) -> list[str]:
        """Return the rules of the diagnostics of the current version of a document."""
        return [one["code"] for one in self.findings(uri)]

    def ask(self, method: str, uri: str, **params: object) -> Any:
        """Send a request about a document, and return the result."""
        return self.request(f"textDocument/{method}", {"textDocument": {"uri": uri}, **params})

    def actions(self, uri: str, start: int, end: int, *only: str) -> list[dict[str, Any]]:
        """Return the code actions for a selection."""
        selection = {"start": self.at(uri, start), "end": self.at(uri, end)}
        context: dict[str, Any] = {"diagnostics": []}
        if only:
            context["only"] = list(only)
        found: list[dict[str, Any]] = self.ask("codeAction", uri, range=selection, context=context)
        return found

    def applied(self, uri: str, action: dict[str, Any]) -> str:
        """Return the text of a document after an action."""
        text = self.texts[uri]
        edits = [
            (self.offset(uri, one["range"]["start"]), self.offset(uri, one["range"]["end"]), one)
            for one in action["edit"]["changes"][uri]
        ]
        for start, end, one in sorted(edits, key=lambda edit: edit[:2], reverse=True):
            text = text[:start] + one["newText"] + text[end:]
        return text

    def at(self, uri: str, offset: int) -> dict[str, int]:
        """Return the position of an offset, as an editor counts."""
        before = self.texts[uri][:offset]
        lines = _lines(before)
        units = len(lines[-1].encode(self.encoding, "surrogatepass"))
        return {"line": len(lines) - 1, "character": units // self._width}

    def offset(self, uri: str, position: dict[str, int]) -> int:
        """Return the offset of a position."""
        lines = _lines(self.texts[uri], keep=True)
        line = lines[position["line"]].encode(self.encoding, "surrogatepass")
        units = line[: position["character"] * self._width]
        before = sum(map(len, lines[: position["line"]]))
        return before + len(units.decode(self.encoding, "surrogatepass"))

    @property
    def _width(self) -> int:
        return {"utf-8": 1, "utf-16-le": 2, "utf-32-le": 4}[self.encoding]

    def _receive(self, message: dict[str, Any]) -> None:
        if message.get("method") == "textDocument/publishDiagnostics":
            self.published.put(message["params"])
        else:
            super()._receive(message)


def _lines(text: str, *, keep: bool = False) -> list[str]:
    """Split a text at LF, CRLF and CR, and nowhere else."""
    marked = text.replace("\r\n", "\0").replace("\r", "\1").replace("\n", "\2")
    for end in "\1\2":
        marked = marked.replace(end, f"{end}\3")
    lines = marked.replace("\0", "\0\3").split("\3")
    ends = {"\0": "\r\n" if keep else "", "\1": "\r" if keep else "", "\2": "\n" if keep else ""}
    return [line.translate(str.maketrans(ends)) for line in lines]
