"""The server: which documents are open, and when they are linted."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

from lsprotocol import types
from pygls.exceptions import FeatureRequestError, JsonRpcException
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, default_converter, lsp_method
from pygls.protocol.json_rpc import JsonRPCNotification

from outbound_lint import __version__
from outbound_lint.findings.failures import describe
from outbound_lint.findings.model import FileReport
from outbound_lint.lsp import diagnostics
from outbound_lint.lsp.documents import Document, path_of
from outbound_lint.lsp.workspace import Workspace

_QUICK = 0.05
"""A document that takes so many seconds to lint is linted at each change."""

_LONGEST_DELAY = 0.3
"""Seconds for which another document may wait for further changes."""


class _Protocol(LanguageServerProtocol):
    """The protocol, without the copies of documents that pygls keeps.

    It splits lines at more characters than LSP does, so its copies may differ from the editor's.
    """

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> Iterator[Any]:
        yield self.fm.features[types.TEXT_DOCUMENT_DID_OPEN], (params,), None

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(
        self, params: types.DidChangeTextDocumentParams
    ) -> Iterator[Any]:
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CHANGE], (params,), None

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(
        self, params: types.DidCloseTextDocumentParams
    ) -> Iterator[Any]:
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CLOSE], (params,), None

    def structure_message(self, data: dict[str, Any]) -> Any:
        """Return a message; answer a request with wrong parameters, to which pygls says nothing."""
        try:
            return super().structure_message(data)
        except JsonRpcException as error:
            if "id" not in data or "method" not in data:
                raise
            self._send_response(data["id"], None, error.to_response_error())
            return JsonRPCNotification(method="$/answered", jsonrpc="2.0", params={})


class _Checked(NamedTuple):
    """The report of one version of a document, and how long it took."""

    document: Document
    report: FileReport
    seconds: float


class Server(LanguageServer):
    """The open documents, the folders that are open, and the last report of each document.

    Attributes:
        documents: The open documents, by their URI.
        results_are_shown: Whether the editor shows what a command returns.
    """

    def __init__(self) -> None:
        super().__init__(
            "outbound-lint",
            __version__,
            protocol_cls=_Protocol,
            converter_factory=default_converter,
        )
        self.documents: dict[str, Document] = {}
        self.results_are_shown = False
        self._checked: dict[str, _Checked] = {}
        self._times_changed = 0  # how often settings did
        self._folders: list[Workspace] | None = None
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._about_settings: dict[str, list[types.Diagnostic]] = {}
        # One thread: what is no longer wanted is dropped before it starts.
        self._linting = ThreadPoolExecutor(1, "lint")

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Show what failed, but no text of a document; a failed request has an answer instead."""
        if source is not FeatureRequestError:
            message = f"outbound-lint failed: {describe(error)}"
            self.window_show_message(types.ShowMessageParams(types.MessageType.Error, message))

    @property
    def pulls(self) -> bool:
        """Whether the editor asks for diagnostics; otherwise they are sent to it."""
        about = self.client_capabilities.text_document
        return about is not None and about.diagnostic is not None

    @property
    def encoding(self) -> str:
        """The encoding whose units positions count."""
        agreed = self.server_capabilities.position_encoding
        return types.PositionEncodingKind(agreed or "utf-16").value

    def workspace_of(self, document: Document) -> Workspace:
        """Return the innermost open folder that contains a document, or its own folder."""
        if self._folders is None:
            uris = [folder.uri for folder in self.workspace.folders.values()]
            if not uris and self.workspace.root_uri:
                uris = [self.workspace.root_uri]
            roots = sorted({path_of(uri).rstrip("/") or "/" for uri in uris}, key=len, reverse=True)
            self._folders = [Workspace(root) for root in roots]
        for folder in self._folders:
            if not document.is_file or folder.contains(document.absolute):
                return folder
        folder = Workspace(os.path.dirname(document.absolute) if document.is_file else os.getcwd())
        self._folders.append(folder)
        return folder

    async def check(self, document: Document) -> FileReport:
        """Return the report of a document; each version is linted once, one document at a time."""
        loop = asyncio.get_running_loop()
        while True:
            last = self._checked.get(document.uri)
            if last and last.document is document:
                return last.report
            times_changed = self._times_changed
            last = await loop.run_in_executor(self._linting, self._lint, document)
            self._publish_problems_of_settings()
            if times_changed == self._times_changed:
                if self.documents.get(document.uri) is document:
                    self._checked[document.uri] = last
                return last.report

    def _lint(self, document: Document) -> _Checked:
        start = time.monotonic()
        report = self.workspace_of(document).lint(document)
        return _Checked(document, report, time.monotonic() - start)

    def changed(self, document: Document) -> None:
        """Keep a new version of a document, and lint it once no more changes arrive."""
        self.documents[document.uri] = document
        if self.pulls:
            return
        if task := self._tasks.pop(document.uri, None):
            task.cancel()
        last = self._checked.get(document.uri)
        delay = min(_LONGEST_DELAY, last.seconds) if last and last.seconds > _QUICK else 0
        self._tasks[document.uri] = asyncio.create_task(self._push(document, delay))

    async def _push(self, document: Document, delay: float) -> None:
        await asyncio.sleep(delay)
        found = diagnostics.diagnostics(document, await self.check(document))
        about_settings = self._about_settings.get(document.uri, [])
        self._publish(document.uri, [*found, *about_settings], document.version)

    def closed(self, uri: str) -> None:
        """Forget a document, and remove its diagnostics."""
        if task := self._tasks.pop(uri, None):
            task.cancel()
        self.documents.pop(uri, None)
        self._checked.pop(uri, None)
        self._publish(uri, self._about_settings.get(uri, []))

    def settings_changed(self) -> None:
        """Read the settings again, and lint all documents again."""
        self._folders = None
        self._times_changed += 1
        self._checked.clear()
        capabilities = self.client_capabilities.workspace
        if not self.pulls:
            for document in self.documents.values():
                self.changed(document)
        elif capabilities and capabilities.diagnostics and capabilities.diagnostics.refresh_support:
            self.workspace_diagnostic_refresh(None)

    def _publish(self, uri: str, found: list[types.Diagnostic], version: int | None = None) -> None:
        self.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(uri, found, version=version)
        )

    def _publish_problems_of_settings(self) -> None:
        """Send what is wrong with the settings as diagnostics of their files."""
        about: dict[str, list[types.Diagnostic]] = {}
        for folder in self._folders or ():
            for path, report in folder.settings_files.problems.items():
                uri = diagnostics.uri_of(os.path.join(folder.root, path))
                text = report.source.value if report.source else ""
                document = Document(uri, 0, text, self.encoding)
                about[uri] = diagnostics.diagnostics(document, report)
        for uri in about.keys() | self._about_settings.keys():
            if about.get(uri) != self._about_settings.get(uri):
                self._publish(uri, about.get(uri, []))
        self._about_settings = about
