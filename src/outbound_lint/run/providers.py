"""A folder of profiles: the user's own, which add to those that ship with the program."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from outbound_lint.findings.model import FileReport
from outbound_lint.providers.checking import problems
from outbound_lint.providers.matching import overlap
from outbound_lint.providers.model import Profile
from outbound_lint.providers.reading import built_in, built_in_names, plain, profile_of
from outbound_lint.run.reading import Unreadable, read, refusal
from outbound_lint.run.settings.items import pattern_of_value
from outbound_lint.run.settings.loading import decode, report, shown_path
from outbound_lint.source import Source
from outbound_lint.syntax.nodes import Mapping, Node, SyntaxProblem
from outbound_lint.syntax.yaml import parse_yaml

_SUFFIXES = (".yaml", ".yml")
_MOST = 200
"""How many profiles a folder may have: each is compared with the others."""

_LONGEST = 64 * 1024


def read_profiles(folder: str) -> tuple[Profile, ...]:
    """Read a folder of profiles, for the settings of `lint_text`.

    Args:
        folder: The folder.

    Raises:
        ValueError: A profile is not valid; each line of the text is a place and a mistake.
    """
    read_folder = ProfileFolder(os.path.abspath(folder), cwd=os.getcwd())
    if read_folder.problems:
        raise ValueError("\n".join(_lines(read_folder.problems.values())))
    return read_folder.profiles


def _lines(reports: Iterable[FileReport]) -> Iterator[str]:
    for file in reports:
        for one in file.diagnostics:
            start = file.position(one.span.start)
            yield f"{file.path}:{start.line}:{start.column}: {one.message}. {one.hint}"


class ProfileFolder:
    """The profiles in a folder.

    Attributes:
        profiles: The valid ones, in the order of their names.
        problems: The reports of the files that are not valid, by path.
    """

    def __init__(self, folder: str, *, cwd: str) -> None:
        """Read a folder.

        Args:
            folder: The folder, absolute.
            cwd: The working directory: links in it must not lead out of it.
        """
        self.problems: dict[str, FileReport] = {}
        self._read: list[Profile] = []
        self._cwd = cwd
        for path in self._paths(folder):
            profile = self._profile(path)
            if profile:
                self._read.append(profile)

    @property
    def profiles(self) -> tuple[Profile, ...]:
        """The valid profiles, in the order of their names."""
        return tuple(self._read)

    def _paths(self, folder: str) -> list[str]:
        try:
            names = sorted(name for name in os.listdir(folder) if name.endswith(_SUFFIXES))
        except OSError as error:
            refused = Unreadable("there is no such folder", "Name a folder with profiles.")
            if os.path.lexists(folder):
                refused = refusal(error, folder)
            self._refuse(folder, refused)
            return []
        if not names or len(names) > _MOST:
            reason = f"there are more than {_MOST} profiles" if names else "there is no profile"
            self._refuse(folder, Unreadable(f"{reason} in this folder", "Name another folder."))
            return []
        return [os.path.join(folder, name) for name in names]

    def _refuse(self, path: str, why: Unreadable) -> None:
        shown = shown_path(path, self._cwd)
        problem = SyntaxProblem(0, 0, why.reason, why.hint)
        self.problems[shown] = report(Source("", shown), [problem])

    def _profile(self, path: str) -> Profile | None:
        """Return a profile, or None after its mistakes were reported."""
        data = read(path, root=self._cwd)
        shown = shown_path(path, self._cwd)
        if isinstance(data, bytes) and len(data) > _LONGEST:
            self._refuse(path, Unreadable("a profile has at most 64 KiB", "Shorten it."))
            return None
        source = decode(data, shown)
        if isinstance(source, FileReport):
            self.problems[shown] = source
            return None
        documents, found = parse_yaml(source)
        if not found and len(documents) != 1:
            message = "a profile is one document"
            start = documents[1].root.start if documents else 0
            found = [SyntaxProblem(start, start, message, "Write one profile in a file.")]
        if found:
            self.problems[shown] = report(source, found)
            return None
        root = documents[0].root
        found = problems(root, pattern_of_value)
        profile = None
        if not found:
            name = os.path.basename(path).rpartition(".")[0]
            profile = profile_of(name, plain(root))
            found = self._conflicts(profile, root)
        if found:
            self.problems[shown] = report(source, found, [])
            return None
        return profile

    def _conflicts(self, profile: Profile, root: Node) -> list[SyntaxProblem]:
        """Find another profile that a URL could match as well, or one of the same name."""
        assert isinstance(root, Mapping)
        key = next(member.key for member in root.members if member.name == "hosts")
        others = [*map(built_in, built_in_names()), *self._read]
        for other in others:
            if other.id == profile.id:
                message = f"there is another profile with the name `{other.id}`"
                return [SyntaxProblem(0, 0, message, "Give this file another name.")]
            if overlap(profile, other):
                message = f"a URL can match this profile and the profile `{other.id}`"
                hint = "Write hosts and paths that the other profile does not have."
                return [SyntaxProblem(key.start, key.end, message, hint)]
        return []
