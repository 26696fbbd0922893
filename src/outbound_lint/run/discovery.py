"""Paths of the command line to the files that are linted.

Nothing is skipped silently: a folder that can't be searched, a pipe or a broken link with the name
of a candidate is a result too, and reading it says why it can't be read.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from outbound_lint.run.conventions import (
    is_candidate,
    why_file_is_left_out,
    why_folder_is_left_out,
)
from outbound_lint.run.reading import Links, is_inside

if TYPE_CHECKING:
    from outbound_lint.run.ignoring import IgnoreRules
    from outbound_lint.run.settings.values import SettingsFile
    from outbound_lint.run.settings_files import SettingsFiles

MOST_SUGGESTIONS = 10
"""For how many missing paths a similar one is looked for: each search takes a millisecond."""

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


def discover(  # noqa: PLR0913  # the options of the command line
    paths: Iterable[str],
    *,
    cwd: str,
    exclude: Sequence[str] = (),
    force: bool = False,
    settings: SettingsFiles | None = None,
    skipped: Callable[[str, str], None] = lambda _path, _reason: None,
) -> list[FoundFile]:
    """Find the files to lint.

    A file is taken whatever its name, a folder is searched for `.yaml`, `.yml`, `.json` and
    files of Terraform. The search honors .gitignore, follows no folder links, and leaves out what
    by convention holds no connections.

    Args:
        paths: Files and folders as given, relative to `cwd` or absolute.
        cwd: The working directory, absolute.
        exclude: Patterns of further files and folders to leave out, written as in .gitignore.
        force: Whether to leave out also those of `paths` that a search would leave out.
        settings: The settings files, which exclude files too.
        skipped: Receives the path of each file or folder that is left out, and the reason.

    Returns:
        Each file once, sorted by path, however often it was named or found.

    Raises:
        MissingPathsError: Some of the paths do not exist.
    """
    cwd = os.path.abspath(cwd)
    search: _Search | None = None
    links = Links(cwd)
    prefixes: dict[str, str] = {}
    missing: list[Missing] = []
    best: dict[str, FoundFile] = {}
    for path in paths:
        absolute = os.path.abspath(os.path.join(cwd, path))
        mode = _mode(absolute) if path and "\0" not in path else None
        if mode is None:
            few = len(missing) < MOST_SUGGESTIONS
            missing.append(Missing(path, _suggestion(path, absolute) if few else None))
            continue
        real = _real(absolute, links)
        is_folder = stat.S_ISDIR(mode) and real is not None
        if is_folder or force:
            search = search or _Search(cwd, links, exclude, settings, skipped)
            if force and search.leaves_out(absolute):
                continue
        # A folder behind a link that leads outside is one unreadable entry.
        reached: Iterable[FoundFile]
        if search and is_folder and real is not None:
            reached = search.search(absolute, real)
        else:
            folder, name = os.path.split(absolute)
            if folder not in prefixes:  # of many files in one folder, only the names differ
                prefixes[folder] = _shown(absolute, cwd).removesuffix(name)
            reached = [FoundFile(prefixes[folder] + name, absolute, True, real)]
        for found in reached:
            identity = found.real or found.absolute
            other = best.setdefault(identity, found)
            if other != found:
                best[identity] = min(other, found, key=_rank)
    if missing:
        raise MissingPathsError(missing)
    return sorted(best.values())


def why_left_out(path: str, *, cwd: str, settings: SettingsFiles) -> str | None:
    """Return why a search leaves out a file or a folder; None if it does not.

    Args:
        path: The file or folder, absolute.
        cwd: The working directory, absolute.
        settings: The settings files.
    """
    reasons: list[str] = []
    search = _Search(cwd, Links(cwd), (), settings, lambda _, reason: reasons.append(reason))
    search.leaves_out(path)
    return reasons[0] if reasons else None


def _rank(found: FoundFile) -> tuple[bool, bool, FoundFile]:
    """Compare ways to reach one file: a path that was named is best, one through a link is last."""
    return not found.named, os.path.islink(found.absolute), found


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


class _Folder(NamedTuple):
    """A folder that is searched.

    Attributes:
        base: The prefix with which the names in it are shown.
        rules: What .gitignore says about them.
        settings: Their settings file.
        entries: What is in it, by name.
    """

    base: str
    rules: IgnoreRules
    settings: SettingsFile | None
    entries: dict[str, os.DirEntry[str]]


class _Search:
    """What a search leaves out, for the folders it searches and for paths that are named."""

    def __init__(
        self,
        cwd: str,
        links: Links,
        exclude: Sequence[str],
        settings: SettingsFiles | None,
        skipped: Callable[[str, str], None],
    ) -> None:
        from outbound_lint.run.ignoring import Globs, IgnoreRules

        self._above = IgnoreRules.above
        self._excluded = Globs(exclude, cwd) if exclude else None
        self._cwd, self._links, self._settings, self._skipped = cwd, links, settings, skipped
        self._folders: dict[str, _Folder] = {}

    def search(self, top: str, real_top: str) -> Iterator[FoundFile]:
        """Yield the files in a folder, given its path and its real path."""
        pending = [(top, _base(top, self._cwd), self._above(top, self._cwd))]
        while pending:
            path, base, rules = pending.pop()
            if base.startswith("../"):  # a search from above may reach the working directory
                base = _base(path, self._cwd)
            try:
                folder = self._open(path, base, rules)
            except OSError:
                yield FoundFile(base.rstrip("/") or ".", path, path == top)
                continue
            for entry in folder.entries.values():
                is_folder = entry.is_dir(follow_symlinks=False)
                if not (is_folder or is_candidate(entry.name)):
                    continue
                if reason := self._reason(folder, entry, is_folder=is_folder):
                    self._skipped(f"{base}{entry.name}{'/' * is_folder}", reason)
                elif is_folder:
                    pending.append((entry.path, f"{base}{entry.name}/", folder.rules))
                else:
                    real: str | None = entry.path
                    if entry.is_symlink():
                        real = _real(entry.path, self._links)
                    elif real_top != top:
                        real = real_top + entry.path[len(top) :]
                    yield FoundFile(base + entry.name, entry.path, False, real)

    def leaves_out(self, path: str) -> bool:
        """Return whether a search of the working directory would leave out a path.

        Of a path elsewhere, the search begins at the root of its repository, or at its folder.
        """
        top = self._cwd if is_inside(path, self._cwd) else _top(path)
        try:
            folder = self._folders.get(top) or self._remember(top, self._above(top, self._cwd))
            for name in os.path.relpath(path, top).split(os.sep):
                entry = folder.entries.get(name)
                if entry is None:  # the top itself
                    break
                is_folder = entry.is_dir(follow_symlinks=False)
                if reason := self._reason(folder, entry, is_folder=is_folder):
                    self._skipped(_shown(path, self._cwd), reason)
                    return True
                if entry.path != path:
                    known = self._folders.get(entry.path)
                    folder = known or self._remember(entry.path, folder.rules)
        except OSError:  # reading the file says why it can't be read
            pass
        return False

    def _remember(self, path: str, rules: IgnoreRules) -> _Folder:
        self._folders[path] = self._open(path, _base(path, self._cwd), rules)
        return self._folders[path]

    def _open(self, path: str, base: str, rules: IgnoreRules) -> _Folder:
        """List a folder, given the rules that hold for it.

        Raises:
            OSError: It can't be searched.
        """
        with os.scandir(path) as listed:
            entries = {entry.name: entry for entry in listed}
        settings = self._settings.of_folder(path) if self._settings else None
        return _Folder(base, rules.inside(path, entries), settings, entries)

    def _reason(self, folder: _Folder, entry: os.DirEntry[str], *, is_folder: bool) -> str | None:
        """Return why an entry of a folder is left out; None if it is not."""
        if is_folder:
            reason = why_folder_is_left_out(entry, folder.entries)
        else:
            reason = why_file_is_left_out(entry)
        if reason:
            return reason
        if self._excluded and self._excluded.match(entry.path, folder=is_folder):
            return "excluded by --exclude"
        settings = folder.settings
        if settings and settings.exclude and settings.exclude.match(entry.path, folder=is_folder):
            return f"excluded by {settings.path}"
        file = folder.rules.ignored_by(entry.path, folder=is_folder)
        return f"ignored by {file}" if file else None


def _top(path: str) -> str:
    """Return the root of the repository that a path is in, or else the folder that it is in."""
    parent = folder = os.path.dirname(path)
    while not os.path.lexists(os.path.join(folder, ".git")):
        above = os.path.dirname(folder)
        if above == folder:
            return parent
        folder = above
    return folder


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
