"""What the server does with each message of LSP 3.17, and how it is started."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from lsprotocol import types

from outbound_lint.lsp import actions, completion, diagnostics, outline
from outbound_lint.lsp.documents import Document, path_of
from outbound_lint.lsp.hover import hover
from outbound_lint.lsp.server import Server
from outbound_lint.lsp.workspace import SETTINGS_NAMES
from outbound_lint.source import Span


def serve() -> None:
    """Run the server over standard input and output until the editor ends it."""
    logging.disable()  # pygls logs whole messages, and these contain documents
    server = Server()
    for name, handler in _HANDLERS.items():
        server.feature(name, _OPTIONS.get(name))(handler)
    server.command(outline.PREVIEW)(_preview)
    server.command(outline.PROBE)(_probe)
    server.start_io()


def _initialize(ls: Server, params: types.InitializeParams) -> None:
    options = params.initialization_options
    ls.results_are_shown = isinstance(options, dict) and bool(options.get("resultsAreShown"))


def _initialized(ls: Server, _: types.InitializedParams) -> None:
    """Ask the editor to say when settings files change."""
    capabilities = ls.client_capabilities.workspace
    watched = capabilities.did_change_watched_files if capabilities else None
    if watched is None or not watched.dynamic_registration:
        return
    watchers = [types.FileSystemWatcher(f"**/{name}") for name in SETTINGS_NAMES]
    registration = types.Registration(
        "settings",
        types.WORKSPACE_DID_CHANGE_WATCHED_FILES,
        types.DidChangeWatchedFilesRegistrationOptions(watchers),
    )
    ls.client_register_capability(types.RegistrationParams([registration]))


def _opened(ls: Server, params: types.DidOpenTextDocumentParams) -> None:
    item = params.text_document
    ls.changed(Document(item.uri, item.version, item.text, ls.encoding))


def _changed(ls: Server, params: types.DidChangeTextDocumentParams) -> None:
    item = params.text_document
    if document := ls.documents.get(item.uri):
        ls.changed(document.changed(item.version, params.content_changes))


def _closed(ls: Server, params: types.DidCloseTextDocumentParams) -> None:
    ls.closed(params.text_document.uri)


def _saved(ls: Server, params: types.DidSaveTextDocumentParams) -> None:
    if os.path.basename(path_of(params.text_document.uri)) in SETTINGS_NAMES:
        ls.settings_changed()


def _files_changed(ls: Server, _: types.DidChangeWatchedFilesParams) -> None:
    ls.settings_changed()


def _folders_changed(ls: Server, _: types.DidChangeWorkspaceFoldersParams) -> None:
    ls.settings_changed()


async def _pull(
    ls: Server, params: types.DocumentDiagnosticParams
) -> types.RelatedFullDocumentDiagnosticReport:
    document = ls.documents.get(params.text_document.uri)
    found = diagnostics.diagnostics(document, await ls.check(document)) if document else []
    return types.RelatedFullDocumentDiagnosticReport(found)


async def _code_actions(ls: Server, params: types.CodeActionParams) -> list[types.CodeAction]:
    document = ls.documents.get(params.text_document.uri)
    if document is None:
        return []
    only = params.context.only
    found: list[types.CodeAction] = []
    if actions.wanted(types.CodeActionKind.QuickFix, only):
        selection = Span(document.offset(params.range.start), document.offset(params.range.end))
        found += actions.quick_fixes(document, await ls.check(document), selection)
    if only is not None and actions.wanted(actions.FIX_ALL, only):
        found += actions.fix_all(document, ls.workspace_of(document))
    return found


def _hover(ls: Server, params: types.HoverParams) -> types.Hover | None:
    document = ls.documents.get(params.text_document.uri)
    if document is None:
        return None
    settings = ls.workspace_of(document).settings(document)
    return hover(document, document.offset(params.position), settings)


def _completion(ls: Server, params: types.CompletionParams) -> list[types.CompletionItem]:
    document = ls.documents.get(params.text_document.uri)
    if document is None:
        return []
    settings = ls.workspace_of(document).settings(document)
    return completion.complete(document, document.offset(params.position), settings)


def _symbols(ls: Server, params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
    document = ls.documents.get(params.text_document.uri)
    return outline.symbols(document) if document else []


def _folding(ls: Server, params: types.FoldingRangeParams) -> list[types.FoldingRange]:
    document = ls.documents.get(params.text_document.uri)
    return [*outline.folding(document)] if document else []


def _lenses(ls: Server, params: types.CodeLensParams) -> list[types.CodeLens]:
    document = ls.documents.get(params.text_document.uri)
    return [*outline.lenses(document)] if document else []


async def _preview(ls: Server, uri: str, name: str) -> str:
    """Return what `outbound-lint preview` prints for one connection of a document."""
    return await _printed(ls, uri, "preview", name)


async def _probe(ls: Server, uri: str, name: str) -> str:
    """Return what `check --probe` prints for one connection of a document."""
    return await _printed(ls, uri, "check", name, "--probe", "--color", "never")


async def _printed(ls: Server, uri: str, command: str, name: str, *options: str) -> str:
    """Return what the program prints for one connection of a document, and show it.

    It is a process of its own, as a user would start it: the same rules about what may be sent
    apply, and no answer of a receiver can harm the server.
    """
    document = ls.documents.get(uri)
    if document is None:
        return ""
    workspace = ls.workspace_of(document)
    file_name = ("--stdin-filename", workspace.shown(document)) if document.is_file else ()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",  # or modules in the folder that is open would be imported
        "-m",
        "outbound_lint",
        command,
        "-",
        *file_name,
        "--connection",
        name,
        *options,
        cwd=workspace.root,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate(document.judged.encode("utf-8", "replace"))
    text = output.decode("utf-8", "replace")
    if not ls.results_are_shown:
        ls.window_show_message(types.ShowMessageParams(types.MessageType.Info, text))
    return text


_HANDLERS: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        types.INITIALIZE: _initialize,
        types.INITIALIZED: _initialized,
        types.TEXT_DOCUMENT_DID_OPEN: _opened,
        types.TEXT_DOCUMENT_DID_CHANGE: _changed,
        types.TEXT_DOCUMENT_DID_CLOSE: _closed,
        types.TEXT_DOCUMENT_DID_SAVE: _saved,
        types.WORKSPACE_DID_CHANGE_WATCHED_FILES: _files_changed,
        types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: _folders_changed,
        types.TEXT_DOCUMENT_DIAGNOSTIC: _pull,
        types.TEXT_DOCUMENT_CODE_ACTION: _code_actions,
        types.TEXT_DOCUMENT_HOVER: _hover,
        types.TEXT_DOCUMENT_COMPLETION: _completion,
        types.TEXT_DOCUMENT_DOCUMENT_SYMBOL: _symbols,
        types.TEXT_DOCUMENT_FOLDING_RANGE: _folding,
        types.TEXT_DOCUMENT_CODE_LENS: _lenses,
    }
)

_OPTIONS: Mapping[str, Any] = MappingProxyType(
    {
        types.TEXT_DOCUMENT_DIAGNOSTIC: types.DiagnosticOptions(
            inter_file_dependencies=False, workspace_diagnostics=False, identifier="outbound-lint"
        ),
        types.TEXT_DOCUMENT_CODE_ACTION: types.CodeActionOptions(code_action_kinds=actions.KINDS),
        types.TEXT_DOCUMENT_COMPLETION: types.CompletionOptions(
            trigger_characters=completion.TRIGGERS
        ),
    }
)
