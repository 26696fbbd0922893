"""A folder to the files in it that are linted.

Nothing is skipped silently: a folder that can't be searched, a pipe or a broken link with the name
of a candidate is a result too, and reading it says why it can't be read.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from outbound_lint.run.conventions import (
    is_candidate,
    why_file_is_left_out,
    why_folder_is_left_out,
)
from outbound_lint.run.ignoring import Globs, IgnoreRules
from outbound_lint.run.reading import FoundFile, Links, is_inside, shown_path

if TYPE_CHECKING:
    from outbound_lint.run.settings.values import SettingsFile
    from outbound_lint.run.settings_files import SettingsFiles


def why_left_out(path: str, *, cwd: str, settings: SettingsFiles) -> str | None:
    """Return why a search leaves out a file or a folder; None if it does not.

    Args:
        path: The file or folder, absolute.
        cwd: The working directory, absolute.
        settings: The settings files.
    """
    reasons: list[str] = []
    search = Search(cwd, Links(cwd), (), settings, lambda _, reason: reasons.append(reason))
    search.leaves_out(path)
    return reasons[0] if reasons else None


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


class Search:
    """What a search leaves out, for the folders it searches and for paths that are named."""

    def __init__(
        self,
        cwd: str,
        links: Links,
        exclude: Sequence[str],
        settings: SettingsFiles | None,
        skipped: Callable[[str, str], None],
    ) -> None:
        self._excluded = Globs(exclude, cwd) if exclude else None
        self._cwd, self._links, self._settings, self._skipped = cwd, links, settings, skipped
        self._folders: dict[str, _Folder] = {}

    def search(self, top: str, real_top: str) -> Iterator[FoundFile]:
        """Yield the files in a folder, given its path and its real path."""
        pending = [(top, _base(top, self._cwd), IgnoreRules.above(top, self._cwd))]
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
                        real = self._links.real(entry.path)
                    elif real_top != top:
                        real = real_top + entry.path[len(top) :]
                    yield FoundFile(base + entry.name, entry.path, False, real)

    def leaves_out(self, path: str) -> bool:
        """Return whether a search of the working directory would leave out a path.

        Of a path elsewhere, the search begins at the root of its repository, or at its folder.
        """
        top = self._cwd if is_inside(path, self._cwd) else _top(path)
        try:
            folder = self._folders.get(top) or self._remember(
                top, IgnoreRules.above(top, self._cwd)
            )
            for name in os.path.relpath(path, top).split(os.sep):
                entry = folder.entries.get(name)
                if entry is None:  # the top itself
                    break
                is_folder = entry.is_dir(follow_symlinks=False)
                if reason := self._reason(folder, entry, is_folder=is_folder):
                    self._skipped(shown_path(path, self._cwd), reason)
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


def _base(folder: str, cwd: str) -> str:
    """Return the prefix with which the names in a folder are shown."""
    shown = shown_path(folder, cwd)
    return "" if shown == "." else shown + "/"
