from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outbound_lint.run.decoding import decode
from outbound_lint.run.reading import LIMIT

TEXT = "trigger_call_endpoint: https://example.com/é\r\nname: ☎\r"


@given(st.text())
def test_utf8_comes_back_as_it_was_with_its_line_ends(text: str) -> None:
    # U+FEFF in front is the mark; NULs may speak of UTF-16, and have their own test.
    text = text.lstrip("\ufeff").replace("\0", "")
    assert decode(text.encode()) == (text, False, None, False)
    assert decode(codecs.BOM_UTF8 + text.encode()) == (text, True, None, False)


@given(st.binary())
def test_no_bytes_raise_and_a_problem_stands_in_the_text(data: bytes) -> None:
    decoded = decode(data)
    if decoded.problem is not None:
        assert 0 <= decoded.problem.offset <= len(decoded.text)
        assert decoded.problem.message.endswith(".")
        assert decoded.problem.hint.endswith(".")


@given(st.text(), st.sampled_from([b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\x80"]))
def test_the_first_bad_byte_is_the_place(text: str, bad: bytes) -> None:
    text = "a: " + text
    decoded = decode(text.encode() + bad + b"z")
    assert decoded.problem is not None
    assert decoded.problem.offset == len(text)
    assert decoded.text[: len(text)] == text
    assert decoded.text[len(text)] == "\ufffd"


def test_only_the_first_mark_is_dropped() -> None:
    assert decode(codecs.BOM_UTF8 * 2 + b"a").text == "\ufeffa"


def test_the_place_does_not_count_the_mark() -> None:
    problem = decode(codecs.BOM_UTF8 + b"ab\xff").problem
    assert problem is not None
    assert problem.offset == 2


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
def test_wide_encodings_are_named(codec: str, name: str, mark: bool, text: str) -> None:
    problem = decode(("\ufeff" * mark + text).encode(codec)).problem
    assert problem is not None
    assert problem.message == f"The file is not UTF-8; it looks like {name}."
    assert problem.hint == "Save the file as UTF-8."


def test_a_nul_in_utf8_is_left_to_the_parser() -> None:
    assert decode(b'"a\0b"').problem is None


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ("name: café".encode("latin-1"), "looks like Latin-1 or Windows-1252."),
        ("name: “café”".encode("cp1252"), "looks like Windows-1252."),
        ("name: 電話番号".encode("euc-jp"), "its encoding is unknown."),
        ("name: ☎ café, ".encode() + b"caf\xe9", "mixes encodings."),
        ("name: ☎".encode()[:-1], "in the middle of a UTF-8 character."),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary data, not text."),
    ],
)
def test_what_is_not_utf8_is_told_by_what_it_looks_like(data: bytes, told: str) -> None:
    problem = decode(data).problem
    assert problem is not None
    assert problem.message.endswith(told)


@pytest.mark.parametrize(
    "data",
    [
        b"\0GITCRYPT\0" + bytes(range(256)),
        b"age-encryption.org/v1\n-> X25519 abc\n\xff\xfe",
        b"\n-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n",
        b"\0GITCRYPT\0" + b"\xff" * (LIMIT + 1),
    ],
    ids=["git-crypt", "age", "age armour", "large"],
)
def test_encrypted_files_are_no_problem(data: bytes) -> None:
    assert decode(data) == ("", False, None, True)


def test_ansible_vault_is_text() -> None:
    assert decode(b"$ANSIBLE_VAULT;1.1;AES256\n3132\n").text.startswith("$ANSIBLE_VAULT")


def test_beyond_the_limit_is_a_problem_even_when_a_character_was_cut() -> None:
    problem = decode("é".encode() * (LIMIT // 2) + b"\xc3").problem
    assert problem is not None
    assert problem.message.startswith("The file is larger than 16 MiB")
    assert decode(b"a" * LIMIT).problem is None
