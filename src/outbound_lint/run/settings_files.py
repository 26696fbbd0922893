"""Which settings file is for which folder: the nearest one upwards.

The search ends at the root of the repository. Every run imports this module, so it only looks for
names; reading a file is for other modules.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from outbound_lint.run.conventions import SETTINGS_FILE

if TYPE_CHECKING:
    from outbound_lint.findings.model import FileReport
    from outbound_lint.providers.model import Profile
    from outbound_lint.run.settings.values import SettingsFile

# The last is the settings of Python projects; the second is a mistake that `load` reports.
_NAMES = (SETTINGS_FILE, ".outbound-lint.yml", "pyproject.toml")


class SettingsFiles:
    """The settings files of a run; each is read once.

    Args:
        cwd: The working directory, absolute.
        given: The one file that is for all folders; None to search for them.
        enabled: Whether there are any.
        providers: A folder of profiles that are for all files.

    Attributes:
        problems: What is wrong with them, and with profiles, by path.
        profiles: The profiles that are for all files.
    """

    def __init__(
        self,
        cwd: str,
        given: str | None = None,
        *,
        enabled: bool = True,
        providers: str | None = None,
    ) -> None:
        self.problems: dict[str, FileReport] = {}
        self._cwd = cwd
        self._folders_of_profiles: dict[str, tuple[Profile, ...]] = {}
        self.profiles = self._profiles(os.path.join(cwd, providers)) if providers else ()
        self._given = self._load(os.path.join(cwd, given), named=True) if given else None
        self._searched = enabled and not given
        self._folders: dict[str, SettingsFile | None] = {}

    def of_folder(self, folder: str) -> SettingsFile | None:
        """Return the settings file for the files in a folder.

        Args:
            folder: The folder, absolute.
        """
        if not self._searched:
            return self._given
        below = []
        while folder not in self._folders:
            below.append(folder)
            found = self._in(folder)
            above = os.path.dirname(folder)
            is_top = above == folder or os.path.lexists(os.path.join(folder, ".git"))
            if found or is_top:
                self._folders[folder] = found
                break
            folder = above
        result = self._folders[folder]
        self._folders |= dict.fromkeys(below, result)
        return result

    def _in(self, folder: str) -> SettingsFile | None:
        for name in _NAMES:
            path = os.path.join(folder, name)
            if os.path.lexists(path) and (found := self._load(path)):
                return found
        return None

    def _load(self, path: str, *, named: bool = False) -> SettingsFile | None:
        """Read a file; None for a pyproject.toml without settings."""
        from outbound_lint.run.settings.loading import load

        found, problem = load(os.path.abspath(path), cwd=self._cwd, named=named)
        if problem:
            self.problems[problem.path] = problem
        if found is None or found.providers is None:
            return found
        profiles = self._profiles(found.providers)
        return found._replace(further=found.further._replace(providers=profiles))

    def _profiles(self, folder: str) -> tuple[Profile, ...]:
        """Read a folder of profiles once."""
        from outbound_lint.run.providers import ProfileFolder

        folder = os.path.normpath(folder)
        if folder not in self._folders_of_profiles:
            read = ProfileFolder(folder, cwd=self._cwd)
            self._folders_of_profiles[folder] = read.profiles
            self.problems |= read.problems
        return self._folders_of_profiles[folder]
