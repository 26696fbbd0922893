"""Files written completely or not at all."""

from __future__ import annotations

import os
import stat
from collections.abc import Container, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING

from outbound_lint.run.reading import OUTSIDE, Links, Unreadable, read, refusal

if TYPE_CHECKING:
    from outbound_lint.run.reading import FoundFile

_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


class RefusedError(Exception):
    """Why a file is not written: one line that starts with a lower-case letter, as messages do."""


def replace_files(contents: Iterable[tuple[str, bytes]], *, private: bool = False) -> None:
    """Write files, all of them or none; `write_new` says which attributes a file keeps.

    Each is written to a new file in the same folder. Only when all of these are complete are they
    renamed.

    Args:
        contents: The path of each file, with its links resolved, and what to write.
        private: Whether only the owner may read the files, whatever their mode was.

    Raises:
        OSError: One of them can't be written.
    """
    waiting: list[tuple[str, str]] = []
    try:
        for path, data in contents:
            new = temporary_path(path, random_token())
            waiting.append((new, path))
            write_new(new, data, replacing=path, private=private)
        while waiting:
            os.replace(*waiting[0])
            del waiting[0]
    finally:
        for new, _ in waiting:
            with suppress(FileNotFoundError):
                os.unlink(new)


def random_token() -> str:
    """Return a part of a name that no other file has."""
    return os.urandom(8).hex()


def temporary_path(path: str, token: str) -> str:
    """Return where a new file is written that is to replace another, in the same folder.

    Args:
        path: The file that is to be replaced.
        token: A part of the name, from `random_token`.
    """
    folder, name = os.path.split(path)
    # The whole name may not be longer than 255 bytes, and a character has up to four.
    return os.path.join(folder, f".{name[:40]}.{token}.tmp")


def write_new(new: str, data: bytes, *, replacing: str, private: bool = False) -> None:
    """Write a new file completely; if that fails, nothing is left of it.

    If it replaces a regular file, it gets the mode of that file, and its owner and group as far as
    the system permits: root keeps both, other users a group that they are in. Extended attributes
    and access control lists are not copied.

    The data is not forced to the disk (fsync): that protects against a failure of the machine, not
    against the end of a process, and takes longer than everything else together. Git does not do it
    for the files of a work tree either.

    Args:
        new: The path of the new file, which does not exist.
        data: What to write.
        replacing: The file that it will replace, if that exists.
        private: Whether only the owner may read it, whatever the mode of the other file.

    Raises:
        OSError: It can't be written.
    """
    old = None if private else _regular(replacing)
    try:
        # Until it has its owner, nobody else may read it.
        handle = os.open(new, _FLAGS, 0o600 if private or old else 0o666)
        with open(handle, "wb") as stream:
            stream.write(data)
            stream.flush()  # writing clears some bits of the mode
            if old:
                _make_alike(handle, new, old)
    except FileExistsError:  # of another process
        raise
    except BaseException:
        with suppress(OSError):
            os.unlink(new)
        raise


def writable_path(file: FoundFile, links: Links) -> str:
    """Return the real path of a file that may be written.

    Args:
        file: The file; its links are followed again.
        links: Follows them.

    Raises:
        RefusedError: A link leads out of the working directory, there is no permission to write the
            file (permission to replace it, which its folder grants, is not enough), or it is gone.
    """
    try:
        real = links.resolve(file.absolute)
    except OSError as error:
        raise RefusedError(refusal(error, file.absolute).reason) from None
    if real is None:
        raise RefusedError(OUTSIDE)
    if not os.access(real, os.W_OK):
        raise RefusedError(
            "the file system is read-only" if _is_read_only(real) else "no permission to write it"
        )
    return real


def read_unchanged(real: str, expected: Container[bytes], *, root: str) -> bytes:
    """Return the bytes of a file, if they are what is expected.

    Args:
        real: The file, with its links resolved.
        expected: The bytes that it may have.
        root: The working directory.

    Raises:
        RefusedError: They are not, or the file can't be read.
    """
    data = read(real, root=root, real=real)
    if isinstance(data, Unreadable):
        raise RefusedError(data.reason)
    if data not in expected:
        raise RefusedError("the file changed since it was read")
    return data


def _regular(path: str) -> os.stat_result | None:
    """Return the status of a regular file; None of anything else, or of nothing."""
    try:
        status = os.lstat(path)
    except FileNotFoundError:
        return None
    return status if stat.S_ISREG(status.st_mode) else None


def _make_alike(handle: int, path: str, old: os.stat_result) -> None:
    """Give an open file the mode, and if possible the owner and the group, of another."""
    new = os.fstat(handle)
    if (new.st_uid, new.st_gid) != (old.st_uid, old.st_gid):  # never on Windows
        try:
            os.fchown(handle, old.st_uid, old.st_gid)
        except OSError:
            with suppress(OSError):
                os.fchown(handle, -1, old.st_gid)
    mode = stat.S_IMODE(old.st_mode)
    if stat.S_IMODE(new.st_mode) != mode:
        os.chmod(handle if os.chmod in os.supports_fd else path, mode)


def _is_read_only(path: str) -> bool:
    """Return whether a file is on a read-only file system, as far as the system says it."""
    if not hasattr(os, "statvfs"):
        return False
    try:
        return bool(os.statvfs(path).f_flag & os.ST_RDONLY)
    except OSError:
        return False
