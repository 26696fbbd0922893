"""One file to bytes: at once, or a plain reason why not.

The tree under lint may be a stranger's. A pipe must not hang the run, a device must not be
touched, and a link must not carry a file from elsewhere into a report.
"""

from __future__ import annotations

import errno
import os
import stat
from typing import NamedTuple

LIMIT = 16 * 1024 * 1024
"""Bytes of one file that are linted; a byte more is read, so that the excess can be told."""

_FLAGS = sum(
    getattr(os, name, 0)  # not every system has every flag
    for name in ("O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC", "O_NOFOLLOW", "O_BINARY", "O_NOINHERIT")
)

_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a character device",
    stat.S_IFBLK: "a block device",
}

_CHANGED = "The file was exchanged while it was being opened."
_AGAIN = "Run the check again when nothing else writes there."
_MEND = "Mend the link, or remove it."
_LEAVE_OUT = "Name a regular file, or keep this one out of the folders that are checked."


class Unreadable(NamedTuple):
    """Why a file could not be read.

    Attributes:
        reason: What stands in the way, as a sentence.
        hint: What to do about it, as a sentence.
    """

    reason: str
    hint: str


def read(path: str, *, root: str) -> bytes | Unreadable:
    """Read a regular file, without ever waiting for it.

    Args:
        path: The file; a relative path is taken from the process's working directory.
        root: The working directory of the run: links below it must not lead out of it. A path
            that lies elsewhere is read when it is named so, but not when it is itself a link.

    Returns:
        The bytes, `LIMIT` + 1 of them when there are more than `LIMIT`; else what is wrong.
    """
    try:
        real = resolve(path, root=root)
        if real is None:
            return Unreadable(
                "This is a link that leads outside the working directory.",
                "Put the file itself here, or run the check where the link leads.",
            )
        # What is no file is not even opened: opening alone can rewind a tape or wake a writer.
        before = os.stat(real)
        if not stat.S_ISREG(before.st_mode):
            return _not_a_file(real, before.st_mode)
        handle = os.open(real, _FLAGS)
        try:
            opened = os.fstat(handle)
            if not os.path.samestat(before, opened) or not stat.S_ISREG(opened.st_mode):
                return Unreadable(_CHANGED, _AGAIN)
            return _content(handle, opened.st_size)
        finally:
            os.close(handle)
    except OSError as error:
        return _refusal(error, path)
    except ValueError:
        return Unreadable(
            "The name holds a character that no file name can hold.", "Correct the name."
        )


def resolve(path: str, *, root: str) -> str | None:
    """Follow the links of a path, unless they lead out of the working directory.

    Args:
        path: The file or folder.
        root: The working directory of the run.

    Returns:
        The real path; None where a link below `root`, or the path itself as a link, leads out.

    Raises:
        OSError: Nothing is there, or it is out of reach.
        ValueError: No file can have this name.
    """
    real, real_root = os.path.realpath(path, strict=True), os.path.realpath(root)
    if _is_inside(real, real_root):
        return real
    path = os.path.abspath(path)
    if _is_inside(path, os.path.abspath(root)) or _is_inside(path, real_root):
        return None
    # Elsewhere, links above the file are the system's own affair (/tmp is one on macOS).
    return None if os.path.islink(path) else real


def _is_inside(path: str, folder: str) -> bool:
    path, folder = os.path.normcase(path), os.path.normcase(folder)
    return path == folder or path.startswith(os.path.join(folder, ""))


def _content(handle: int, size: int) -> bytes:
    """Read an open file to its end or to one byte past the limit."""
    parts = []
    left = LIMIT + 1
    # The size is a guess only: a file may grow, and some systems tell 0 for files with content.
    chunk = min(max(size, 4096) + 1, left)
    while left and (part := os.read(handle, min(chunk, left))):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def _not_a_file(real: str, mode: int) -> Unreadable:
    """Say what stands there instead of a regular file."""
    if stat.S_ISDIR(mode):
        with os.scandir(real):  # a folder that can't be searched says so itself
            pass
    kind = _KINDS.get(stat.S_IFMT(mode), "something else")
    return Unreadable(f"This is {kind}, not a regular file.", _LEAVE_OUT)


def _refusal(error: OSError, path: str) -> Unreadable:
    """Put the system's refusal into plain words."""
    match error.errno:
        case errno.EACCES | errno.EPERM:
            kind = "folder" if os.path.isdir(path) else "file"
            reason = f"No permission to read this {kind}."
            hint = f"Let the user that runs the check read it, or keep the {kind} out of the check."
        case errno.ENOENT | errno.ENOTDIR if os.path.islink(path):
            reason, hint = "This is a link that leads nowhere.", _MEND
        case errno.ENOENT | errno.ENOTDIR:
            reason, hint = "The file is no longer there.", _AGAIN
        case errno.ELOOP:
            reason, hint = "This is a link that leads back to itself.", _MEND
        case errno.ENAMETOOLONG:
            reason, hint = "The name is too long for the system.", "Shorten the path."
        case code:
            told = os.strerror(code) if code else "no reason given"
            reason = f"The system could not read this: {told}."
            hint = "Check the disk or the network share that holds it."
    return Unreadable(reason, hint)
