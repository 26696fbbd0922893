"""Paths of the command line to the files that are linted.

Nothing is skipped silently: a folder that can't be searched, a pipe or a broken link with the name
of a candidate is a result too, and reading it says why it can't be read.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from outbound_lint.run.reading import Links

_SUFFIXES = (".yaml", ".yml", ".json")

_SKIPPED_FOLDERS = frozenset(
    {
        ".bzr", ".git", ".hg", ".svn",
        ".mypy_cache", ".nox", ".pytest_cache", ".ruff_cache", ".tox", ".venv", "__pycache__",
        ".terraform", "node_modules",
        ".vscode",  # JSON with comments
    }
)  # fmt: skip

_ABSENT = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG, errno.EINVAL})


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


class Missing(NamedTuple):
    """A path that does not exist, as given, and a similar path that does."""

    path: str
    suggestion: str | None


class MissingPathsError(Exception):
    """Paths of the command line that do not exist.

    Attributes:
        missing: Each of them, in the order given.
    """

    def __init__(self, missing: Sequence[Missing]) -> None:
        super().__init__(missing)
        self.missing = tuple(missing)


def discover(paths: Iterable[str], *, cwd: str) -> list[FoundFile]:
    """Find the files to lint.

    A file is taken whatever its name, a folder is searched for `.yaml`, `.yml` and `.json`. The
    search honors .gitignore, follows no folder links, and leaves out files that by convention hold
    no connections: `_SKIPPED_FOLDERS`, virtual environments, `tsconfig*.json`, Helm templates.

    Args:
        paths: Files and folders as given, relative to `cwd` or absolute.
        cwd: The working directory, absolute.

    Returns:
        Each file once, sorted by path, however often it was named or found.

    Raises:
        MissingPathsError: Some of the paths do not exist.
    """
    cwd = os.path.abspath(cwd)
    links = Links(cwd)
    prefixes: dict[str, str] = {}
    missing = []
    best: dict[str, _Candidate] = {}
    for path in paths:
        absolute = os.path.abspath(os.path.join(cwd, path))
        mode = _mode(absolute) if path and "\0" not in path else None
        if mode is None:
            missing.append(Missing(path, _suggestion(path, absolute)))
            continue
        real = _real(absolute, links)
        # A folder behind a link that leads outside is one unreadable entry.
        if stat.S_ISDIR(mode) and real is not None:
            reached = _search(absolute, real, cwd, links)
        else:
            folder, name = os.path.split(absolute)
            if folder not in prefixes:  # of many files in one folder, only the names differ
                prefixes[folder] = _shown(absolute, cwd).removesuffix(name)
            found = FoundFile(prefixes[folder] + name, absolute, True, real)
            reached = [_Candidate(False, os.path.islink(absolute), found)]
        for candidate in reached:
            identity = candidate.found.real or candidate.found.absolute
            best[identity] = min(best.get(identity, candidate), candidate)
    if missing:
        raise MissingPathsError(missing)
    return sorted(candidate.found for candidate in best.values())


class _Candidate(NamedTuple):
    """One way to reach a file; the smallest is the best."""

    by_search: bool
    by_link: bool
    found: FoundFile


def _mode(absolute: str) -> int | None:
    """Return the mode of a path, links followed; None if it does not exist, 0 if unknown."""
    try:
        try:
            return os.stat(absolute).st_mode
        except OSError:
            return os.lstat(absolute).st_mode
    except OSError as error:
        return None if error.errno in _ABSENT else 0


def _real(absolute: str, links: Links) -> str | None:
    """Return the real path; None if it leads outside or to nothing, or is not accessible."""
    try:
        return links.resolve(absolute)
    except OSError:
        return None


def _search(top: str, real_top: str, cwd: str, links: Links) -> Iterable[_Candidate]:
    """Yield the candidates in a folder."""
    from outbound_lint.run.ignoring import IgnoreRules

    pending = [(top, _base(top, cwd), IgnoreRules.above(top, cwd))]
    while pending:
        folder, base, rules = pending.pop()
        if base.startswith("../"):  # a search from above may reach the working directory
            base = _base(folder, cwd)
        try:
            folders, files = _scan(folder)
        except OSError:
            found = FoundFile(base.rstrip("/") or ".", folder, folder == top)
            yield _Candidate(folder != top, False, found)
            continue
        names = {entry.name for entry in files}
        if "pyvenv.cfg" in names and folder != top:
            continue
        rules = rules.inside(folder, names.union(entry.name for entry in folders))
        pending += [
            (entry.path, f"{base}{entry.name}/", rules)
            for entry in folders
            if _is_searched(entry, names) and not rules.ignored_by(entry.path, folder=True)
        ]
        for entry in files:
            name = entry.name.lower()
            has_comments = name.startswith("tsconfig") and name.endswith(".json")
            if not name.endswith(_SUFFIXES) or has_comments:
                continue
            if rules.ignored_by(entry.path, folder=False):
                continue
            by_link = entry.is_symlink()
            if by_link and os.path.isdir(entry.path):
                continue
            real = _real(entry.path, links) if by_link else real_top + entry.path[len(top) :]
            found = FoundFile(base + entry.name, entry.path, False, real)
            yield _Candidate(True, by_link, found)


def _scan(folder: str) -> tuple[list[os.DirEntry[str]], list[os.DirEntry[str]]]:
    """List the folders and the other entries of a folder; links to folders are others."""
    folders: list[os.DirEntry[str]] = []
    others: list[os.DirEntry[str]] = []
    with os.scandir(folder) as entries:
        for entry in entries:
            (folders if entry.is_dir(follow_symlinks=False) else others).append(entry)
    return folders, others


def _is_searched(entry: os.DirEntry[str], siblings: set[str]) -> bool:
    """Return whether a folder is searched, by its name and the names beside it."""
    if entry.name in _SKIPPED_FOLDERS or (entry.name == "templates" and "Chart.yaml" in siblings):
        return False
    if sys.platform == "win32":  # a junction is a link, but is_symlink() says no
        tag = entry.stat(follow_symlinks=False).st_reparse_tag
        return tag != stat.IO_REPARSE_TAG_MOUNT_POINT
    return True


def _shown(absolute: str, cwd: str) -> str:
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


def _base(folder: str, cwd: str) -> str:
    """Return the prefix with which the names in a folder are shown."""
    shown = _shown(folder, cwd)
    return "" if shown == "." else shown + "/"


def _suggestion(path: str, absolute: str) -> str | None:
    """Find a similar name in the same folder."""
    if not path:
        return None
    import difflib

    folder, name = os.path.split(absolute)
    try:
        names = os.listdir(folder)
    except (OSError, ValueError):
        return None
    like = difflib.get_close_matches(name, names[:1000], n=1)
    return os.path.join(os.path.dirname(path.rstrip("/" + os.sep)), like[0]) if like else None
