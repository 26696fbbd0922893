"""The one reader: bytes to a text that can be linted, or to a report that says why not.

`check`, `preview` and `--probe` all open what they lint here. A text is UTF-8 and nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from outbound_lint.engine import file_problem
from outbound_lint.findings.model import FileReport
from outbound_lint.patterns import pattern
from outbound_lint.run.reading import LIMIT, Unreadable

if TYPE_CHECKING:
    from outbound_lint.connections.reading import ParsedFile

_UTF8_BOM = b"\xef\xbb\xbf"

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (b"\xff\xfe\0\0", "UTF-32 (little-endian)"),
    (b"\0\0\xfe\xff", "UTF-32 (big-endian)"),
    (b"\xff\xfe", "UTF-16 (little-endian)"),
    (b"\xfe\xff", "UTF-16 (big-endian)"),
)
_FIRST_OF_MARKS = (b"\xff", b"\xfe", b"\0")
# Without a mark: YAML and JSON begin with ASCII, so the NULs among the first four bytes show the
# encoding (RFC 4627, section 3; YAML 1.2.2, section 5.2).
_NULS = (
    (pattern(rb"[^\0]\0\0\0"), "UTF-32 (little-endian)"),
    (pattern(rb"\0\0\0[^\0]"), "UTF-32 (big-endian)"),
    (pattern(rb"[^\0]\0[^\0]\0|[^\0]\0\Z"), "UTF-16 (little-endian)"),
    (pattern(rb"\0[^\0]\0[^\0]|\0[^\0]\Z"), "UTF-16 (big-endian)"),
)

# The header that git-crypt writes (its commands.cpp); the version line of an age file and the
# first line of its armor (C2SP, age.md).
_ENCRYPTED = (
    b"\0GITCRYPT\0",
    b"age-encryption.org/v1",
    b"-----BEGIN AGE ENCRYPTED FILE-----",
)

_BINARY = pattern(rb"[\0-\x08\x0e-\x1a\x1c-\x1f]")
_LONG_RUN = pattern(rb"[\x80-\xff]{3}")
_C1 = pattern(rb"[\x80-\x9f]")

_SAVE = "Save the file as UTF-8."


class SourceText(NamedTuple):
    """A text that is ready to be linted.

    Attributes:
        text: The text, without a byte order mark, its line ends unchanged.
        path: How it is called in reports.
        named: Whether `path` names a file; if not, the content selects JSON or YAML.
    """

    text: str
    path: str
    named: bool = True


def open_bytes(
    data: bytes | Unreadable, path: str, *, named: bool = True
) -> SourceText | FileReport:
    """Open a file or standard input.

    Args:
        data: All bytes, or `LIMIT` + 1 of them if there are more, or why there are none.
        path: How it is called in reports.
        named: Whether `path` names a file.

    Returns:
        The text. If there is none: a report with the finding that says why, or without a finding
        for a file that git-crypt or age encrypted.
    """
    if isinstance(data, Unreadable):
        return file_problem("unreadable-file", path=path, message=data.reason, hint=data.hint)
    if data[:128].lstrip().startswith(_ENCRYPTED):
        return FileReport(path)
    if len(data) > LIMIT:
        limit = LIMIT // 1024 // 1024
        message = f"the file is larger than {limit} MiB, the limit of outbound-lint"
        hint = "Split the file, or leave it out of the check."
        return file_problem("syntax-error", path=path, message=message, hint=hint)
    encoding = _wide_encoding(data)
    body = data.removeprefix(_UTF8_BOM)
    start = 0
    try:
        if encoding is None:
            return SourceText(body.decode("utf-8"), path, named)
        message, hint = f"the file is not UTF-8: it looks like {encoding}", _SAVE
    except UnicodeDecodeError as error:
        start = len(body[: error.start].decode("utf-8"))
        message, hint = _explain(body, error)
    text = body.decode("utf-8", "replace")
    return file_problem(
        "syntax-error", path=path, message=message, hint=hint, text=text, start=start, end=start + 1
    )


def parse(opened: SourceText) -> ParsedFile:
    """Parse a text and find its connections; a text without a marker is not parsed."""
    from outbound_lint.connections import reading
    from outbound_lint.source import Source

    text, path, named = opened
    source = Source(text, path)
    if not reading.holds_marker(text):
        return reading.ParsedFile(source, [], [], [])
    return reading.read(source, as_json=reading.is_json(text, path, named=named))


def _wide_encoding(data: bytes) -> str | None:
    """Return the name of the UTF-16 or UTF-32 encoding that the first bytes show."""
    if data.startswith(_FIRST_OF_MARKS):
        for mark, encoding in _MARKS:
            if data.startswith(mark):
                return encoding
    if b"\0" in data[:4]:
        for nuls, encoding in _NULS:
            if nuls.match(data):
                return encoding
    return None


def _explain(body: bytes, error: UnicodeDecodeError) -> tuple[str, str]:
    """Return a message and a hint for bytes that are not UTF-8."""
    if _BINARY.search(body):
        return "the file is binary, not text", "Leave the file out of the check."
    # A single last byte may as well be a letter in another encoding.
    if error.reason == "unexpected end of data" and error.start < len(body) - 1:
        return "the file ends in the middle of a UTF-8 character", "Restore the complete file."
    if not body[: error.start].isascii():
        return (
            "the file is not valid UTF-8 from here on: it mixes encodings",
            "Type this character again, and save the file as UTF-8.",
        )
    if _LONG_RUN.search(body):
        return "the file is not UTF-8: its encoding is unknown", _SAVE
    looks = "Windows-1252" if _C1.search(body) else "Latin-1 or Windows-1252"
    return f"the file is not UTF-8: it looks like {looks}", _SAVE
