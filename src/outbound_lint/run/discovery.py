"""Paths of the command line to the files that are linted.

Nothing is skipped silently: a folder that can't be searched, a pipe or a broken link with the name
of a candidate is a result too, and reading it says why it can't be read.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from outbound_lint.run.reading import FoundFile, Links, shown_path

if TYPE_CHECKING:
    from outbound_lint.run.searching import Search
    from outbound_lint.run.settings_files import SettingsFiles

MOST_SUGGESTIONS = 10
"""For how many missing paths a similar one is looked for: each search takes a millisecond."""

_ABSENT = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG, errno.EINVAL})


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
    links = Links(cwd)

    @cache
    def search() -> Search:
        from outbound_lint.run.searching import Search

        return Search(cwd, links, exclude, settings, skipped)

    given = _GivenPaths(cwd, links, search, force=force)
    best: dict[str, FoundFile] = {}
    for path in paths:
        for found in given.reach(path):
            identity = found.real or found.absolute
            other = best.setdefault(identity, found)
            if other != found:
                best[identity] = min(other, found, key=_rank)
    if given.missing:
        raise MissingPathsError(given.missing)
    return sorted(best.values())


class _GivenPaths:
    """What the paths of the command line lead to."""

    def __init__(
        self, cwd: str, links: Links, search: Callable[[], Search], *, force: bool
    ) -> None:
        self.missing: list[Missing] = []
        self._cwd, self._links, self._search, self._force = cwd, links, search, force
        self._prefixes: dict[str, tuple[str, str, str]] = {}

    def reach(self, path: str) -> Iterable[FoundFile]:
        """Return the file, or the files in the folder; a path that does not exist is missing."""
        neighbor = self._neighbor(path)
        if neighbor:
            left_out = self._force and self._search().leaves_out(neighbor.absolute)
            return [] if left_out else [neighbor]
        absolute = os.path.abspath(os.path.join(self._cwd, path))
        mode = _mode(absolute) if path and "\0" not in path else None
        if mode is None:
            few = len(self.missing) < MOST_SUGGESTIONS
            self.missing.append(Missing(path, _suggestion(path, absolute) if few else None))
            return []
        if self._force and self._search().leaves_out(absolute):
            return []
        real = self._links.real(absolute)
        # A folder behind a link that leads outside is one unreadable entry.
        if stat.S_ISDIR(mode) and real is not None:
            return self._search().search(absolute, real)
        found = FoundFile(shown_path(absolute, self._cwd), absolute, True, real)
        self._remember_folder(path, found)
        return [found]

    def _remember_folder(self, path: str, file: FoundFile) -> None:
        """Remember what precedes the name of a file: of its neighbors, only the names differ."""
        shown, absolute, _, real = file
        if real is None or os.path.islink(absolute) or os.name == "nt":
            return
        folder, slash, name = path.rpartition("/")
        if all(each.endswith("/" + name) for each in (f"/{shown}", absolute, real)):
            length = len(name)
            prefixes = shown[:-length], absolute[:-length], real[:-length]
            self._prefixes[folder + slash] = prefixes

    def _neighbor(self, path: str) -> FoundFile | None:
        """Return a regular file in a folder that is remembered; None for all else."""
        folder, slash, name = path.rpartition("/")
        prefixes = self._prefixes.get(folder + slash)
        if prefixes is None or name in ("", os.curdir, os.pardir):
            return None
        shown, absolute, real = prefixes
        try:
            is_file = stat.S_ISREG(os.lstat(real + name).st_mode)
        except (OSError, ValueError):
            return None
        return FoundFile(shown + name, absolute + name, True, real + name) if is_file else None


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
