"""Bytes to a text that can be linted, or to the finding that says why not."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outbound_lint.findings.model import Diagnostic, FileReport
from outbound_lint.run.opening import SourceText, open_bytes, parse
from outbound_lint.run.reading import LIMIT, Unreadable

TEXT = "trigger_call_endpoint: https://example.com/é\r\nname: ☎\r"


def finding(data: bytes | Unreadable) -> Diagnostic:
    """The one finding about bytes that can't be linted."""
    report = open_bytes(data, "a.yaml")
    assert isinstance(report, FileReport)
    (diagnostic,) = report.diagnostics
    return diagnostic


@given(st.text())
def test_utf8_is_decoded_with_or_without_a_byte_order_mark(text: str) -> None:
    # U+FEFF at the start is the mark; NULs may look like UTF-16, and have their own test.
    text = text.lstrip("\ufeff").replace("\0", "")
    assert open_bytes(text.encode(), "a.yaml") == SourceText(text, "a.yaml")
    assert open_bytes(codecs.BOM_UTF8 + text.encode(), "a.yaml") == SourceText(text, "a.yaml")


@given(st.binary())
def test_any_bytes_are_a_text_or_a_report(data: bytes) -> None:
    opened = open_bytes(data, "a.yaml")
    if isinstance(opened, FileReport):
        for diagnostic in opened.diagnostics:
            assert opened.source is not None
            assert 0 <= diagnostic.span.start <= diagnostic.span.end <= len(opened.source.value)


@given(st.text(), st.sampled_from([b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\x80"]))
def test_the_finding_is_at_the_first_invalid_byte(text: str, invalid: bytes) -> None:
    text = "a: " + text
    report = open_bytes(text.encode() + invalid + b"z", "a.yaml")
    assert isinstance(report, FileReport)
    assert report.source is not None
    assert report.diagnostics[0].span == (len(text), len(text) + 1)
    assert report.source.value[: len(text) + 1] == text + "\ufffd"


def test_only_the_first_byte_order_mark_is_dropped() -> None:
    assert open_bytes(codecs.BOM_UTF8 * 2 + b"a", "a.yaml") == SourceText("\ufeffa", "a.yaml")


def test_a_byte_order_mark_is_not_a_column() -> None:
    assert finding(codecs.BOM_UTF8 + b"ab\xff").span.start == 2


@pytest.mark.parametrize("mark", [True, False])
@pytest.mark.parametrize(
    ("codec", "name"),
    [
        ("utf-16-le", "UTF-16 (little-endian)"),
        ("utf-16-be", "UTF-16 (big-endian)"),
        ("utf-32-le", "UTF-32 (little-endian)"),
        ("utf-32-be", "UTF-32 (big-endian)"),
    ],
)
@pytest.mark.parametrize("text", [TEXT, "{}", "[]"])
def test_utf16_and_utf32_are_named(codec: str, name: str, mark: bool, text: str) -> None:
    found = finding(("\ufeff" * mark + text).encode(codec))
    assert found.rule == "syntax-error"
    assert found.message == f"the file is not UTF-8: it looks like {name}"
    assert found.hint == "Save the file as UTF-8."


def test_a_nul_in_utf8_is_left_to_the_parser() -> None:
    assert open_bytes(b'"a\0b"', "a.yaml") == SourceText('"a\0b"', "a.yaml")


@pytest.mark.parametrize(
    ("data", "end"),
    [
        ("name: café".encode("latin-1"), "looks like Latin-1 or Windows-1252"),
        ("name: “café”".encode("cp1252"), "looks like Windows-1252"),
        ("name: 電話番号".encode("euc-jp"), "its encoding is unknown"),
        ("name: ☎ café, ".encode() + b"caf\xe9", "mixes encodings"),
        ("name: ☎".encode()[:-1], "in the middle of a UTF-8 character"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary, not text"),
    ],
)
def test_the_message_says_what_the_bytes_look_like(data: bytes, end: str) -> None:
    assert finding(data).message.endswith(end)


@pytest.mark.parametrize(
    "data",
    [
        b"\0GITCRYPT\0" + bytes(range(256)),
        b"age-encryption.org/v1\n-> X25519 abc\n\xff\xfe",
        b"\n-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n",
        b"\0GITCRYPT\0" + b"\xff" * (LIMIT + 1),
    ],
    ids=["git-crypt", "age", "age armor", "large"],
)
def test_encrypted_files_have_no_finding(data: bytes) -> None:
    assert open_bytes(data, "a.yaml") == FileReport("a.yaml")


def test_ansible_vault_is_text() -> None:
    text = "$ANSIBLE_VAULT;1.1;AES256\n3132\n"
    assert open_bytes(text.encode(), "a.yaml") == SourceText(text, "a.yaml")


def test_a_file_beyond_the_limit_is_refused_even_if_a_character_was_cut() -> None:
    message = finding("é".encode() * (LIMIT // 2) + b"\xc3").message
    assert message == "the file is larger than 16 MiB, the limit of outbound-lint"
    assert isinstance(open_bytes(b"a" * LIMIT, "a.yaml"), SourceText)


def test_a_file_that_can_not_be_read_is_a_finding() -> None:
    found = finding(Unreadable("the file no longer exists", "Run the check again."))
    assert (found.rule, found.severity) == ("unreadable-file", "error")
    assert (found.message, found.hint) == ("the file no longer exists", "Run the check again.")


def test_a_text_without_a_marker_is_not_parsed() -> None:
    parsed = parse(SourceText("]: no YAML at all", "a.yaml"))
    assert (parsed.connections, parsed.problems) == ([], [])


@pytest.mark.parametrize(
    ("path", "named", "problems"),
    [("a.yaml", True, False), ("a.json", True, True), ("a.json", False, False)],
)
def test_the_name_tells_json_from_yaml_if_there_is_one(
    path: str, named: bool, problems: bool
) -> None:
    parsed = parse(SourceText("trigger_call_endpoint: https://voice.acme.dev/\n", path, named))
    assert bool(parsed.problems) == problems
