"""The server of an editor: documents and settings that change, and what editors ask."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.lsp.client import CAPABILITIES, COMMAND, Editor

ENDPOINT = "trigger_call_endpoint: https://voice.acme.dev/outbound\n"
HEADERS = """\
trigger_call_headers: '{"Content-Type": "application/json", "Authorization": "Bearer ${TOKEN}"}'
"""
VALID = ENDPOINT + HEADERS
BROKEN = VALID.replace("https", "http")
RETELL = """\
trigger_call_endpoint: https://api.retellai.com/v2/create-phone-call
trigger_call_headers: '{"Content-Type": "application/json", "Authorization": "Bearer ${KEY}"}'
phone_number_key: to_number
trigger_call_payload: '{"from_number": "+12025550123"}'
"""


@pytest.fixture
def editor(tmp_path: Path) -> Iterator[Editor]:
    with Editor(tmp_path) as one:
        yield one


def labels(editor: Editor, marked: str) -> list[str]:
    """Return what is offered at the cursor, which is `|`."""
    before, _, after = marked.partition("|")
    uri = editor.show("completed.yaml", before + after)
    found = editor.ask("completion", uri, position=editor.at(uri, len(before)))
    return [item["label"] for item in found]


def hovered(editor: Editor, text: str, over: str) -> str:
    """Return what is shown with the mouse over the first place of some characters."""
    uri = editor.show("hovered.yaml", text)
    return editor.hover(uri, *editor.at(uri, text.index(over) + 1).values())


def test_findings_come_and_go_while_a_text_is_typed(editor: Editor) -> None:
    uri = editor.show("a.yaml", VALID)
    assert editor.rules(uri) == []
    at = VALID.index("https") + 4
    editor.type(uri, at, at + 1, "")
    assert editor.rules(uri) == ["endpoint-scheme"]
    editor.type(uri, at, at, "s")
    assert editor.rules(uri) == []


def test_a_finding_has_a_severity_a_link_to_its_page_and_related_places(editor: Editor) -> None:
    text = VALID + 'trigger_call_payload: \'{"a": 1, "a": 2}\'\n'
    (found,) = editor.findings(editor.show("a.yaml", text))
    assert (found["code"], found["severity"], found["source"]) == (
        "payload-duplicate-key",
        1,
        "outbound-lint",
    )
    assert found["codeDescription"]["href"].endswith("docs/rules/payload-duplicate-key.md")
    (related,) = found["relatedInformation"]
    assert related["location"]["range"]["start"] == {"line": 2, "character": 24}


def test_an_editor_that_asks_for_findings_gets_them_as_an_answer(tmp_path: Path) -> None:
    capabilities = {**CAPABILITIES, "textDocument": {"diagnostic": {}}}
    with Editor(tmp_path, capabilities) as editor:
        uri = editor.show("a.yaml", BROKEN)
        (found,) = editor.ask("diagnostic", uri)["items"]
        assert found["code"] == "endpoint-scheme"
        assert editor.published.empty()


@pytest.mark.parametrize("event", ["closed", "renamed"])
def test_no_findings_of_a_closed_document_remain(editor: Editor, event: str) -> None:
    uri = editor.show("a.yaml", BROKEN)
    assert editor.rules(uri) == ["endpoint-scheme"]
    editor.close(uri)
    editor.versions[uri] = None  # type: ignore[assignment]  # what is about no version
    assert editor.findings(uri) == []
    if event == "renamed":
        assert editor.rules(editor.show("b.yaml", BROKEN)) == ["endpoint-scheme"]


def test_settings_are_used_and_read_again_when_they_change(editor: Editor) -> None:
    settings = editor.root / ".outbound-lint.yaml"
    settings.write_text("ignore: [endpoint-scheme]\n", encoding="utf-8")
    uri = editor.show("a.yaml", BROKEN)
    assert editor.rules(uri) == []
    settings.write_text("severity: {endpoint-scheme: info}\n", encoding="utf-8")
    changes = {"changes": [{"uri": settings.as_uri(), "type": 2}]}
    editor.notify("workspace/didChangeWatchedFiles", changes)
    (found,) = editor.findings(uri)
    assert found["severity"] == 3


def test_settings_that_change_while_a_document_is_linted_are_used(tmp_path: Path) -> None:
    text = "".join(f"- {BROKEN.replace(chr(10), chr(10) + '  ').rstrip()}\n" for _ in range(1000))
    settings = tmp_path / ".outbound-lint.yaml"
    capabilities = {**CAPABILITIES, "textDocument": {"diagnostic": {}}}
    with Editor(tmp_path, capabilities) as editor, ThreadPoolExecutor(1) as pool:
        start = time.monotonic()
        editor.ask("diagnostic", editor.show("first.yaml", text))
        duration = time.monotonic() - start
        uri = editor.show("a.yaml", text)
        asked = pool.submit(editor.ask, "diagnostic", uri)
        time.sleep(duration / 3)
        settings.write_text("ignore: [endpoint]\n", encoding="utf-8")
        changes = {"changes": [{"uri": settings.as_uri(), "type": 1}]}
        editor.notify("workspace/didChangeWatchedFiles", changes)
        assert asked.result()["items"] == []
        assert editor.ask("diagnostic", uri)["items"] == []


def test_broken_settings_are_reported_at_their_place_until_they_are_fixed(editor: Editor) -> None:
    settings = editor.root / ".outbound-lint.yaml"
    settings.write_text("\nselekt: [all]\n", encoding="utf-8")
    uri = editor.show("a.yaml", VALID)
    opened = editor.show(".outbound-lint.yaml", "\nselekt: [all]\n")
    assert len(editor.findings(opened)) == 1
    editor.type(opened, 0, 0, "")
    (found,) = editor.findings(opened)
    assert found["range"]["start"] == {"line": 1, "character": 0}
    assert "`select`" in found["message"]
    settings.write_text("select: [endpoint]\n", encoding="utf-8")
    editor.notify("textDocument/didSave", {"textDocument": {"uri": opened}})
    assert editor.findings(uri) == []
    assert editor.findings(opened) == []


def test_broken_settings_are_reported_when_their_file_is_closed(editor: Editor) -> None:
    settings = editor.root / ".outbound-lint.yaml"
    settings.write_text("selekt: [all]\n", encoding="utf-8")
    editor.rules(editor.show("a.yaml", VALID))
    opened = editor.show(".outbound-lint.yaml", "selekt: [all]\n")
    editor.findings(opened)
    editor.close(opened)
    editor.versions[opened] = None  # type: ignore[assignment]  # what is about no version
    (found,) = editor.findings(opened)
    assert "`select`" in found["message"]


def test_excluded_files_and_known_findings_are_not_reported(editor: Editor) -> None:
    (editor.root / "old.yaml").write_text(BROKEN, encoding="utf-8")
    (editor.root / ".outbound-lint.yaml").write_text(
        "exclude: [left-out]\nbaseline: known.json\n", encoding="utf-8"
    )
    command = [sys.executable, "-m", "outbound_lint", "check", "--write-baseline", "known.json"]
    subprocess.run(command, cwd=editor.root, check=True, capture_output=True)
    known = (editor.root / "known.json").read_text(encoding="utf-8")
    (editor.root / "left-out").mkdir()
    (editor.root / "left-out" / "a.yaml").write_text(BROKEN, encoding="utf-8")
    assert editor.rules(editor.show("left-out/a.yaml", BROKEN)) == []
    assert editor.rules(editor.show("old.yaml", BROKEN)) == []
    new = editor.show("new.yaml", BROKEN)
    assert editor.rules(new) == ["endpoint-scheme"]
    (editor.root / "known.json").write_text(known.replace("old.yaml", "new.yaml"), encoding="utf-8")
    editor.type(new, len(BROKEN), len(BROKEN), "\n")
    assert editor.rules(new) == []
    (editor.root / "known.json").write_text("{", encoding="utf-8")
    editor.type(new, len(BROKEN), len(BROKEN), "\n")
    assert editor.rules(new) == ["endpoint-scheme"]


def test_quick_fixes_say_whether_they_may_change_the_meaning(editor: Editor) -> None:
    text = BROKEN.replace("/outbound", "/outbound#now")
    uri = editor.show("a.yaml", text)
    actions = editor.actions(uri, text.index("#now"), text.index("#now"), "quickfix")
    assert [(one["title"], one.get("isPreferred")) for one in actions] == [
        ("Remove the fragment", True),
        ("Ignore endpoint-fragment here", None),
    ]
    unsafe = editor.actions(uri, text.index("http:"), text.index("http:"))[0]
    assert unsafe["title"].endswith("(unsafe: may change the meaning)")
    assert editor.applied(uri, unsafe) == text.replace("http:", "https:")


def test_an_ignore_comment_hides_the_finding(editor: Editor) -> None:
    uri = editor.show("a.yaml", BROKEN)
    at = BROKEN.index("http:")
    action = editor.actions(uri, at, at)[-1]
    assert action["title"] == "Ignore endpoint-scheme here"
    commented = editor.applied(uri, action)
    assert "ignore[endpoint-scheme] TODO: say why" in commented
    assert editor.rules(editor.show("b.yaml", commented)) == []


def test_the_mouse_shows_fields_rules_and_providers(editor: Editor) -> None:
    text = "# outbound-lint: ignore-file[endpoint-port, secret-hardcoded]\n" + RETELL
    assert "Default: `phone_number`" in hovered(editor, text, "phone_number_key")
    assert hovered(editor, text, "endpoint-port").startswith("# endpoint-port")
    assert hovered(editor, text, "secret-hardcoded").startswith("# secret-hardcoded")
    assert "Retell" in hovered(editor, text, "api.retellai.com")
    assert hovered(editor, text, "create-phone-call") == ""


def test_fields_rules_and_names_in_the_embedded_json_are_offered(editor: Editor) -> None:
    fields = ["trigger_call_endpoint", "trigger_call_headers", "trigger_call_payload"]
    assert labels(editor, "connections:\n  - tri|") == fields
    assert labels(editor, "unrelated: 1\n|") == []
    assert labels(editor, ENDPOINT + "phone_number_key: |").count("phone_number") == 1
    assert labels(editor, RETELL.replace("to_number", "|"))[0] == "to_number"
    assert "Authorization" in labels(editor, ENDPOINT + "trigger_call_headers: '{\"|'\n")
    assert "from_number" in labels(editor, RETELL.replace('{"from_number"', '{"|from_number"'))
    assert "auth-missing" in labels(editor, "# outbound-lint: ignore[secret-suspected, au|]\n")
    assert labels(editor, VALID.replace("voice.acme", "|")) == []


def test_connections_are_in_the_outline_and_can_be_folded_and_previewed(editor: Editor) -> None:
    for module in ("click", "json", "outbound_lint"):  # nothing in the folder is run
        (editor.root / f"{module}.py").write_text("raise SystemExit('run')", encoding="utf-8")
    text = "connections:\n  sales:\n    " + VALID.replace("\n", "\n    ")
    uri = editor.show("a.yaml", text)
    (symbol,) = editor.ask("documentSymbol", uri)
    assert symbol["name"] == "sales"
    assert [one["name"] for one in symbol["children"]] == [
        "trigger_call_endpoint",
        "trigger_call_headers",
    ]
    assert editor.ask("foldingRange", uri) == [{"startLine": 1, "endLine": 3}]
    preview, probe = (lens["command"] for lens in editor.ask("codeLens", uri))
    shown = editor.request("workspace/executeCommand", preview)
    assert shown.startswith("POST /outbound HTTP/1.1\n")
    assert "Bearer ${TOKEN}" in shown
    report = editor.request("workspace/executeCommand", probe)  # sends no unknown variable
    assert "warning[probe-skipped]" in report
    assert "--> a.yaml:4:" in report


def test_a_request_that_can_not_be_previewed_has_a_reason(editor: Editor) -> None:
    text = (
        'resource "coval_agent" "support" {\n  model_type = "MODEL_TYPE_OUTBOUND_VOICE"\n'
        '  endpoint = "voice.acme.dev"\n}\n'
    )
    uri = editor.show("main.tf", text)
    preview, _ = (lens["command"] for lens in editor.ask("codeLens", uri))
    shown = editor.request("workspace/executeCommand", preview)
    assert shown.startswith("main.tf:3:15: no request can be built")


def test_a_document_that_was_never_saved_can_be_previewed(editor: Editor) -> None:
    uri = "untitled:Untitled-1"
    text = '{\n\t"trigger_call_endpoint": "https://voice.acme.dev/outbound"\n}\n'
    editor.notify(
        "textDocument/didOpen",
        {"textDocument": {"uri": uri, "languageId": "json", "version": 1, "text": text}},
    )
    preview, probe = (lens["command"] for lens in editor.ask("codeLens", uri))
    assert editor.request("workspace/executeCommand", preview).startswith("POST /outbound HTTP")
    assert "<stdin>" in editor.request("workspace/executeCommand", probe)


def test_unknown_and_broken_messages_do_not_end_the_server(editor: Editor) -> None:
    with pytest.raises(AssertionError, match="-32601"):
        editor.request("textDocument/unknown", {})
    with pytest.raises(AssertionError, match="-32602"):
        editor.request("textDocument/hover", {"position": 1})
    stream = editor.process.stdin
    assert stream
    for frame in (
        b"Content-Length: 3\r\n\r\n{]}",
        b"nothing\r\n\r\n",
        b"Content-Length: x\r\n\r\n",
    ):
        stream.write(frame)
        stream.flush()
    editor.notify("textDocument/didChange", {"textDocument": {"uri": "file:///unknown"}})
    editor.notify("textDocument/didClose", {"textDocument": {"uri": "file:///unknown"}})
    assert editor.rules(editor.show("a.yaml", BROKEN)) == ["endpoint-scheme"]


def test_an_editor_without_capabilities_is_served(tmp_path: Path) -> None:
    with Editor(tmp_path, {}) as editor:
        assert editor.rules(editor.show("a.yaml", BROKEN)) == ["endpoint-scheme"]


def test_a_document_beyond_the_limit_is_a_finding(editor: Editor) -> None:
    uri = editor.show("a.yaml", BROKEN + "#" * (16 * 1024 * 1024))
    (found,) = editor.findings(uri)
    assert (found["code"], found["range"]["start"]["line"]) == ("syntax-error", 0)
    assert editor.actions(uri, 0, 0) == []
    assert editor.ask("hover", uri, position={"line": 0, "character": 1}) is None


def test_a_document_that_is_no_file_is_judged_by_its_content(editor: Editor) -> None:
    document = {"uri": "untitled:Untitled-1", "languageId": "json", "version": 1}
    text = json.dumps({"trigger_call_endpoint": "http://voice.acme.dev"})
    editor.notify("textDocument/didOpen", {"textDocument": {**document, "text": text}})
    params = editor.published.get(timeout=30)
    assert "endpoint-scheme" in [one["code"] for one in params["diagnostics"]]


def test_five_thousand_connections_can_be_edited(editor: Editor) -> None:
    one = "".join(f"  {line}\n" for line in ["- name: a{0}", *VALID.splitlines()])
    one = one.replace("\n  trigger", "\n    trigger").replace("{TOKEN}", "{{TOKEN}}")
    text = "connections:\n" + "".join(
        one.replace("'{", "'{{").replace("}'", "}}'").format(number) for number in range(5_000)
    )
    uri = editor.show("large.yaml", text)
    assert editor.findings(uri) == []
    at = text.index("https", len(text) // 2)
    editor.type(uri, at + 4, at + 5, "")
    assert editor.rules(uri) == ["endpoint-scheme"]


def messages(*many: dict[str, Any]) -> bytes:
    bodies = [json.dumps({"jsonrpc": "2.0", **one}).encode() for one in many]
    return b"".join(b"Content-Length: %d\r\n\r\n%b" % (len(body), body) for body in bodies)


@pytest.mark.parametrize(
    ("last", "status"),
    [
        (messages({"id": 2, "method": "shutdown"}, {"method": "exit"}), 0),
        (b"", 0),
        (b"Content-Length: 50\r\n\r\n{", 0),
    ],
    ids=["exit", "end of input", "half a message"],
)
def test_the_server_ends_quietly_with_its_editor(last: bytes, status: int) -> None:
    start = {"id": 1, "method": "initialize", "params": {"capabilities": {}, "processId": None}}
    done = subprocess.run(
        COMMAND, input=messages(start) + last, capture_output=True, timeout=30, check=False
    )
    assert done.returncode == status
    assert b"Traceback" not in done.stderr


def test_without_the_extra_the_command_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "pygls").mkdir()
    (tmp_path / "pygls" / "__init__.py").write_text("raise ModuleNotFoundError(name='pygls')\n")
    done = subprocess.run(
        COMMAND,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "pip install 'pygls>=2.1,<3'" in done.stderr
