"""Changed files are written independently of each other, each completely or not at all."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from typing import NamedTuple

from outbound_lint.run.detached import work_detached
from outbound_lint.run.reading import FoundFile, Links
from outbound_lint.run.writing import (
    RefusedError,
    random_token,
    read_unchanged,
    temporary_path,
    writable_path,
    write_new,
)


class Change(NamedTuple):
    """A file and its new contents.

    Attributes:
        path: How it is called in reports.
        file: The file.
        before: All its bytes, as they were read.
        after: What to write.
    """

    path: str
    file: FoundFile
    before: bytes
    after: bytes


def write_changes(changes: Sequence[Change], *, root: str) -> list[str | None]:
    """Replace the contents of files; one that can't be written does not stop the others.

    The contents are written to a new file in the same folder, which replaces the old one when it is
    complete. Right before that, the bytes of the old one are compared. Whatever signal ends the
    program, including SIGKILL, each file is the old or the new one, and no other file is left: see
    `work_detached`. Ctrl-C stops the work after the current file.

    A symbolic link is kept, and the file that it leads to is replaced. If a file has other hard
    links, they keep the old contents. `write_new` says which attributes a file keeps.

    Args:
        changes: The files.
        root: The working directory of the run: links below it must not lead out of it.

    Returns:
        For each file None if it now has the new bytes; otherwise the reason why not, as it is
        written after a colon, like "the file changed since it was read".
    """
    token = random_token()
    work = partial(_write, links=Links(root), root=root, token=token)
    written = work_detached(changes, work)
    rest = changes[len(written) :]
    if rest:
        _clean_up(rest[0], Links(root), token)
    return written + [work(change) for change in rest]


def _write(change: Change, *, links: Links, root: str, token: str) -> str | None:
    """Replace the contents of a file; return why that was not possible."""
    denied = "no permission to create files in its folder"
    try:
        real = writable_path(change.file, links)
        new = temporary_path(real, token)
        write_new(new, change.after, replacing=real)
        denied = "no permission to replace it"
        try:
            if read_unchanged(real, (change.before, change.after), root=root) != change.after:
                os.replace(new, real)
        finally:
            with suppress(OSError):  # usually because it is renamed
                os.unlink(new)
    except RefusedError as refused:
        return str(refused)
    except PermissionError:
        return denied
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return reason[0].lower() + reason[1:]
    return None


def _clean_up(change: Change, links: Links, token: str) -> None:
    """Remove the new file of a change whose process was killed, if there is one."""
    with suppress(RefusedError, OSError):
        os.unlink(temporary_path(writable_path(change.file, links), token))
