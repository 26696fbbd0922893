"""Bytes to text: UTF-8 and nothing else; what is not, is told by what it looks like."""

from __future__ import annotations

from typing import NamedTuple

from outbound_lint.patterns import pattern
from outbound_lint.run.reading import LIMIT

_UTF8_BOM = b"\xef\xbb\xbf"

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (b"\xff\xfe\0\0", "UTF-32 (little-endian)"),
    (b"\0\0\xfe\xff", "UTF-32 (big-endian)"),
    (b"\xff\xfe", "UTF-16 (little-endian)"),
    (b"\xfe\xff", "UTF-16 (big-endian)"),
)
# Without a mark: both YAML and JSON begin with ASCII, so the NULs among the first four bytes
# tell (RFC 4627, section 3; YAML 1.2.2, section 5.2).
_NULS = (
    (pattern(rb"[^\0]\0\0\0"), "UTF-32 (little-endian)"),
    (pattern(rb"\0\0\0[^\0]"), "UTF-32 (big-endian)"),
    (pattern(rb"[^\0]\0[^\0]\0|[^\0]\0\Z"), "UTF-16 (little-endian)"),
    (pattern(rb"\0[^\0]\0[^\0]|\0[^\0]\Z"), "UTF-16 (big-endian)"),
)

# The header that git-crypt writes (its commands.cpp); the version line of an age file and the
# first line of its armour (C2SP, age.md).
_ENCRYPTED = (
    b"\0GITCRYPT\0",
    b"age-encryption.org/v1",
    b"-----BEGIN AGE ENCRYPTED FILE-----",
)

_BINARY = pattern(rb"[\0-\x08\x0e-\x1a\x1c-\x1f]")
_LONG_RUN = pattern(rb"[\x80-\xff]{3}")
_C1 = pattern(rb"[\x80-\x9f]")

_SAVE = "Save the file as UTF-8."


class DecodingProblem(NamedTuple):
    """Why bytes are no text.

    Attributes:
        offset: Where, in code points of the text that stands in for the real one.
        message: What is wrong, as a sentence.
        hint: What to do about it, as a sentence.
    """

    offset: int
    message: str
    hint: str


class Decoded(NamedTuple):
    """A text, or what stands in for one.

    Attributes:
        text: The text without its byte order mark, line ends untouched. With a problem, U+FFFD
            stands for what could not be decoded; empty for what is encrypted or too large.
        bom: Whether a byte order mark was dropped.
        problem: Why these bytes can't be linted.
        encrypted: Whether they are a file encrypted by git-crypt or age: no problem, no text.
    """

    text: str
    bom: bool = False
    problem: DecodingProblem | None = None
    encrypted: bool = False


def decode(data: bytes) -> Decoded:
    """Decode the bytes of a file or of standard input.

    Args:
        data: All the bytes, or `LIMIT` + 1 of them when there are more.

    Returns:
        The text; a mistake in the bytes is a value, never an exception.
    """
    if data[:128].lstrip().startswith(_ENCRYPTED):
        return Decoded("", encrypted=True)
    if len(data) > LIMIT:
        return Decoded("", problem=_too_large())
    bom = data.startswith(_UTF8_BOM)
    body = data[len(_UTF8_BOM) :] if bom else data
    encoding = None if bom else _wide_encoding(data)
    if encoding is not None:
        problem = DecodingProblem(0, f"The file is not UTF-8; it looks like {encoding}.", _SAVE)
        return Decoded(data.decode("utf-8", "replace"), problem=problem)
    try:
        return Decoded(body.decode("utf-8"), bom)
    except UnicodeDecodeError as error:
        offset = len(body[: error.start].decode("utf-8"))
        problem = DecodingProblem(offset, *_told(body, error))
    return Decoded(body.decode("utf-8", "replace"), bom, problem)


def _too_large() -> DecodingProblem:
    return DecodingProblem(
        0,
        f"The file is larger than {LIMIT // 1024 // 1024} MiB, beyond the limits of the linter.",
        "Split the file, or keep it out of the folders that are checked.",
    )


def _wide_encoding(data: bytes) -> str | None:
    """Name the UTF-16 or UTF-32 that the first bytes speak of."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    if b"\0" in data[:4]:
        for pattern, encoding in _NULS:
            if pattern.match(data):
                return encoding
    return None


def _told(body: bytes, error: UnicodeDecodeError) -> tuple[str, str]:
    """Say what bytes that are no UTF-8 look like, and what to do."""
    if _BINARY.search(body):
        return "This is binary data, not text.", "Keep the file out of the check."
    # A lone last byte may as well be a letter of another encoding.
    if error.reason == "unexpected end of data" and error.start < len(body) - 1:
        return "The file ends in the middle of a UTF-8 character.", "Restore the whole file."
    if not body[: error.start].isascii():
        return (
            "From here the file is no longer UTF-8, as it was before; it mixes encodings.",
            "Type the character anew, and save the file as UTF-8.",
        )
    if _LONG_RUN.search(body):
        return "The file is not UTF-8; its encoding is unknown.", _SAVE
    looks = "Windows-1252" if _C1.search(body) else "Latin-1 or Windows-1252"
    return f"The file is not UTF-8; it looks like {looks}.", _SAVE
