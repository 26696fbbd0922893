"""One file to bytes: at once, or the reason why not.

The files may come from a stranger's pull request. A pipe must not hang the run, a device must not
be touched, and a link must not carry a file from elsewhere into a report.
"""

from __future__ import annotations

import errno
import os
import stat
from typing import NamedTuple

LIMIT = 16 * 1024 * 1024
"""The most bytes of one file that are linted; one more is read to detect a larger file."""

_CHUNK = 1024 * 1024

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

OUTSIDE = "the link leads outside the working directory"
"""Why a link is not followed."""

_CHANGED = "the file was replaced while it was being opened"
_AGAIN = "Run the check again when nothing else writes to it."
_FIX_LINK = "Fix the link, or remove it."
_LEAVE_OUT = "Name a regular file, or leave this one out of the check."


class Unreadable(NamedTuple):
    """Why a file could not be read.

    Attributes:
        reason: What is wrong.
        hint: What to do about it.
    """

    reason: str
    hint: str


class FoundFile(NamedTuple):
    """A file to lint.

    Attributes:
        path: How it is shown: relative to the working directory, with `/`; control characters
            and surrogate escapes are not escaped yet.
        absolute: How it is opened.
        named: Whether the command line named it, rather than a folder that it is in.
        real: Its real path; None if that leads outside or to nothing, or is not accessible.
    """

    path: str
    absolute: str
    named: bool
    real: str | None = None


def read(path: str, *, root: str, real: str | None = None) -> bytes | Unreadable:
    """Read a regular file, without ever waiting for it.

    Args:
        path: The file; a relative path is taken from the process's working directory.
        root: The working directory of the run: links below it must not lead out of it. A path
            elsewhere is read if it was named, but not if it is itself a link.
        real: What `Links.resolve` returned for the path before, if anything.

    Returns:
        The bytes, `LIMIT` + 1 of them if there are more than `LIMIT`; or why there are none.
    """
    try:
        real = real or Links(root).resolve(path)
        if real is None:
            return Unreadable(
                OUTSIDE,
                "Copy the file into this folder, or run the check where the link leads to.",
            )
        # Only regular files are opened: opening alone can rewind a tape or wake a writer.
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
        return refusal(error, path)
    except ValueError:
        return Unreadable("the name holds a character that no file name can hold", "Fix the name.")


class Links:
    """Follows the links of paths in one run; those of a folder are followed once.

    Args:
        root: The working directory of the run.
    """

    def __init__(self, root: str) -> None:
        self._roots = os.path.realpath(root), os.path.abspath(root)
        self._folders: dict[str, tuple[str, bool]] = {}

    def resolve(self, path: str) -> str | None:
        """Follow the links of a path, unless they lead out of the working directory.

        Args:
            path: The file or folder.

        Returns:
            The real path; None where a link below the working directory, or the path itself as a
            link, leads out.

        Raises:
            OSError: The path does not exist or is not accessible.
            ValueError: No file can have this name.
        """
        path = os.path.abspath(path)
        folder, name = os.path.split(path)
        real_root, root = self._roots
        if folder not in self._folders:
            real_folder = os.path.realpath(folder, strict=True)
            known = os.path.join(real_folder, ""), is_inside(real_folder, real_root)
            self._folders[folder] = known
        prefix, folder_is_inside = self._folders[folder]
        real = prefix + name
        is_link = stat.S_ISLNK(os.lstat(real).st_mode)
        if is_link or os.name == "nt":
            real = os.path.realpath(real, strict=True)
        elif folder_is_inside:
            return real
        if is_inside(real, real_root):
            return real
        if is_inside(path, root) or is_inside(path, real_root):
            return None
        # Elsewhere, links above the file belong to the system (/tmp is one on macOS).
        return None if is_link else real

    def real(self, path: str) -> str | None:
        """Return a real path; None if it leads outside or to nothing, or is not accessible."""
        try:
            return self.resolve(path)
        except OSError:
            return None


def shown_path(absolute: str, cwd: str) -> str:
    """Return a path relative to the working directory, with `/`."""
    try:
        shown = os.path.relpath(absolute, cwd)
        if shown.startswith(os.pardir):
            # It may be inside all the same, if one of the two was reached through a link.
            folder, name = os.path.split(absolute)
            real = os.path.join(os.path.realpath(folder), name)
            inside = os.path.relpath(real, os.path.realpath(cwd))
            shown = shown if inside.startswith(os.pardir) else inside
    except ValueError:  # another drive
        shown = absolute
    return shown.replace(os.sep, "/")


def is_inside(path: str, folder: str) -> bool:
    """Return whether a path is a folder or below it, by their names."""
    path, folder = os.path.normcase(path), os.path.normcase(folder)
    return path == folder or path.startswith(os.path.join(folder, ""))


def _content(handle: int, size: int) -> bytes:
    """Read an open file to its end or to one byte past the limit."""
    data = os.read(handle, min(size, LIMIT) + 1)
    if len(data) == size:
        return data
    # The size is only a guess: a file may grow, and in /proc it is 0 for files with content.
    parts = [data]
    left = LIMIT + 1 - len(data)
    while left and (part := os.read(handle, min(_CHUNK, left))):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def _not_a_file(real: str, mode: int) -> Unreadable:
    """Return what is there instead of a regular file."""
    if stat.S_ISDIR(mode):
        with os.scandir(real):  # raises the error of a folder that can't be searched
            pass
    kind = _KINDS.get(stat.S_IFMT(mode), "a special file")
    return Unreadable(f"this is {kind}, not a regular file", _LEAVE_OUT)


def refusal(error: OSError, path: str) -> Unreadable:
    """Put an error of the system into plain words.

    Args:
        error: The error.
        path: The file or folder that could not be read.
    """
    match error.errno:
        case errno.EACCES | errno.EPERM:
            kind = "folder" if os.path.isdir(path) else "file"
            reason = f"no permission to read this {kind}"
            hint = f"Make it readable for the user that runs the check, or leave the {kind} out."
        case errno.ENOENT | errno.ENOTDIR if os.path.exists(path):  # /dev/stdin, `<(…)`
            reason = "this is a pipe, not a regular file"
            hint = "Use `-` instead, as in `COMMAND | outbound-lint check -`."
        case errno.ENOENT | errno.ENOTDIR if os.path.islink(path):
            reason, hint = "the link leads to nothing", _FIX_LINK
        case errno.ENOENT | errno.ENOTDIR:
            reason, hint = "the file no longer exists", _AGAIN
        case errno.ELOOP:
            reason, hint = "the link leads back to itself", _FIX_LINK
        case errno.ENAMETOOLONG:
            reason, hint = "the name is too long for the system", "Shorten the path."
        case code:
            why = os.strerror(code) if code else "no reason given"
            reason = f"the system can't read this: {why}"
            hint = "Check the disk or the network share it is on."
    return Unreadable(reason, hint)
