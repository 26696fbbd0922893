"""A client of language servers, as small as the tests need it.

It follows the Language Server Protocol 3.17: JSON-RPC over the standard streams, in which each
message has a header with its length.
"""

from __future__ import annotations

import itertools
import json
import queue
import subprocess
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

TIMEOUT = 30.0
"""How many seconds a server may take to answer."""

CAPABILITIES = {
    "workspace": {"configuration": True, "workspaceFolders": True},
    "textDocument": {
        "completion": {"completionItem": {"documentationFormat": ["markdown", "plaintext"]}},
        "hover": {"contentFormat": ["markdown", "plaintext"]},
    },
}


@dataclass(frozen=True)
class Completion:
    """One proposal: what is shown, what is inserted, and its text of help."""

    label: str
    inserted: str
    documentation: str
    order: str


class Server:
    """A running language server.

    Args:
        command: the command line that starts it.
        settings: the answers to its questions about its configuration, by section.
        options: what it gets at the start.
        language: the language of the documents.
        root: the folder that is open in the editor.
        capabilities: what the editor can do.
    """

    def __init__(
        self,
        command: Sequence[str | Path],
        settings: dict[str, Any],
        options: dict[str, Any],
        language: str,
        root: Path | None = None,
        *,
        capabilities: dict[str, Any] = CAPABILITIES,
    ) -> None:
        self.settings = settings
        self.language = language
        self.numbers = itertools.count(1)
        self.answers: dict[int, queue.SimpleQueue[dict[str, Any]]] = {}
        self.diagnostics: dict[str, queue.SimpleQueue[list[dict[str, Any]]]] = {}
        self.process = subprocess.Popen(
            [*map(str, command)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        threading.Thread(target=self._read, daemon=True).start()
        self.initialized = self.request(
            "initialize",
            {
                "processId": None,
                "rootUri": root and root.as_uri(),
                "workspaceFolders": root and [{"uri": root.as_uri(), "name": root.name}],
                "capabilities": capabilities,
                "initializationOptions": options,
            },
        )
        self.notify("initialized", {})
        self.notify("workspace/didChangeConfiguration", {"settings": settings})

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.process.kill()
        self.process.communicate()

    def request(self, method: str, params: object) -> Any:
        """Send a request, and return the result."""
        number = next(self.numbers)
        self.answers[number] = queue.SimpleQueue()
        self._send({"id": number, "method": method, "params": params})
        answer = self.answers[number].get(timeout=TIMEOUT)
        assert "error" not in answer, answer["error"]
        return answer["result"]

    def notify(self, method: str, params: object) -> None:
        """Send a notification."""
        self._send({"method": method, "params": params})

    def open(self, path: Path, text: str) -> str:
        """Open a document, and return its address."""
        uri = path.as_uri()
        self.diagnostics.setdefault(uri, queue.SimpleQueue())
        document = {"uri": uri, "languageId": self.language, "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": document})
        return uri

    def problems(self, uri: str) -> list[str]:
        """Return what the schema says about a document that was just opened, by its places.

        What the server itself says about the syntax of YAML is left out.
        """
        found = self.diagnostics[uri].get(timeout=TIMEOUT)
        found.sort(key=lambda one: tuple(one["range"]["start"].values()))
        return [one["message"] for one in found if one.get("source") != "YAML"]

    def completions(self, uri: str, line: int, character: int) -> list[Completion]:
        """Return the proposals at a position, in the order in which editors show them."""
        answer = self.request("textDocument/completion", _at(uri, line, character))
        items = answer if isinstance(answer, list) else answer["items"]
        found = [
            Completion(
                item["label"],
                item.get("textEdit", {}).get("newText", item.get("insertText", item["label"])),
                _text(item.get("documentation", "")),
                item.get("sortText", item["label"]),
            )
            for item in items
        ]
        return sorted(found, key=lambda one: one.order)

    def hover(self, uri: str, line: int, character: int) -> str:
        """Return the text that is shown when the mouse is over a position."""
        answer = self.request("textDocument/hover", _at(uri, line, character))
        return _text(answer["contents"]) if answer else ""

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self.process.stdin.flush()

    def _read(self) -> None:
        stream = self.process.stdout
        assert stream
        while header := stream.readline():
            length = 0
            while header.strip():
                name, _, value = header.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
                header = stream.readline()
            self._receive(json.loads(stream.read(length)))

    def _receive(self, message: dict[str, Any]) -> None:
        method = message.get("method")
        if method == "textDocument/publishDiagnostics":
            params = message["params"]
            published = self.diagnostics.setdefault(params["uri"], queue.SimpleQueue())
            published.put(params["diagnostics"])
        elif method and "id" in message:  # a question of the server
            result = None
            if method == "workspace/configuration":
                items = message["params"]["items"]
                result = [self.settings.get(item.get("section")) for item in items]
            self._send({"id": message["id"], "result": result})
        elif "id" in message:
            self.answers[message["id"]].put(message)


def _at(uri: str, line: int, character: int) -> dict[str, Any]:
    position = {"line": line, "character": character}
    return {"textDocument": {"uri": uri}, "position": position}


def _text(contents: Any) -> str:
    """Return the text of a string, of marked content, or of a list of these."""
    if isinstance(contents, list):
        return "\n".join(map(_text, contents))
    return str(contents["value"] if isinstance(contents, dict) else contents)
