"""Files written completely or not at all."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from contextlib import suppress


def replace_files(contents: Iterable[tuple[str, bytes]], *, private: bool = False) -> None:
    """Write files, all of them or none; a file that is replaced keeps its mode.

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
            folder, name = os.path.split(path)
            new = os.path.join(folder, f".{name[:100]}.{os.getpid()}.tmp")
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
            handle = os.open(new, flags, 0o600 if private else 0o666)
            waiting.append((new, path))
            with open(handle, "wb") as stream:
                stream.write(data)
            with suppress(FileNotFoundError):
                mode = os.lstat(path).st_mode
                if stat.S_ISREG(mode) and not private:
                    os.chmod(new, stat.S_IMODE(mode))
        while waiting:
            os.replace(*waiting[0])
            del waiting[0]
    finally:
        for new, _ in waiting:
            os.unlink(new)
