"""What .gitignore says about a file or a folder (gitignore documentation, "Pattern format").

A pattern is matched against the entry itself and never against the folders it is in, since an
ignored folder is not searched at all. Patterns are matched by our own code in linear time, rather
than by pathspec, because its regular expressions backtrack: a pattern with many stars in a
stranger's pull request, such as `a*a*a*a*a*a*a*a*b`, would hang the run.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, Self

from outbound_lint.patterns import pattern
from outbound_lint.run.git_config import content, exclude_files

# Limits that no real file reaches; beyond them, patterns match nothing.
_MAX_PATTERNS = 5_000
_MAX_PATTERN_LENGTH = 4_096

_ANY_FOLDERS = pattern(r"\*\*+")
_HALVES = pattern(r"[\ud800-\udc7f\udd00-\udfff]")  # without those that stand for bytes
_TRAILING_SPACES = pattern(r"(?<!\\) +\Z")  # but not tabs


class _Rule(NamedTuple):
    """A line of a .gitignore file.

    Attributes:
        ignores: Whether it ignores what it matches; if not, it includes it again.
        folders_only: Whether it matches only folders.
        parts: What matches the names of a path; None stands for any number of folders.
    """

    ignores: bool
    folders_only: bool
    parts: tuple[Callable[[str], object] | None, ...]

    @classmethod
    def of(cls, line: str) -> Self:
        """Parse a line."""
        from outbound_lint.run.globs import matcher

        line = _TRAILING_SPACES.sub("", line)
        ignores = not line.startswith("!")
        line = line.removeprefix("!")
        folders_only = line.endswith("/")
        path = line.removesuffix("/")
        parts = path.removeprefix("/").split("/") if "/" in path else ["**", path]
        matchers = [None if _ANY_FOLDERS.fullmatch(part) else matcher(part) for part in parts]
        if matchers[-1] is None:  # everything inside, but not the folder itself
            matchers.append(matcher("*"))
        return cls(ignores, folders_only, tuple(matchers))

    def matches(self, names: Sequence[str], *, folder: bool) -> bool:
        """Return whether it matches an entry, given the names in its path from the .gitignore."""
        if self.folders_only and not folder:
            return False
        *parts, last = self.parts
        return bool(last and last(names[-1])) and _fit(parts, names[:-1])


def _fit(parts: Sequence[Callable[[str], object] | None], names: Sequence[str]) -> bool:
    """Return whether folders match parts; only the last `**` before a mismatch needs a retry."""
    part = name = 0
    retry = None
    while name < len(names):
        if part < len(parts) and (matches := parts[part]) is None:
            retry = (part, name)
            part += 1
        elif part < len(parts) and matches and matches(names[name]):
            part += 1
            name += 1
        elif retry:
            retry = (retry[0], retry[1] + 1)
            part, name = retry[0] + 1, retry[1]
        else:
            return False
    return all(rest is None for rest in parts[part:])


class _RuleFile(NamedTuple):
    """The rules of one file, which hold below a folder; the last comes first."""

    folder: str
    name: str
    rules: tuple[_Rule, ...]

    def verdict(self, path: str, *, folder: bool) -> bool | None:
        """Return what the last rule that matches says; None if no rule matches."""
        # As bytes, which git matches one by one.
        names = os.fsencode(path[len(self.folder) :]).decode("latin-1").split("/")
        for rule in self.rules:
            if rule.matches(names, folder=folder):
                return rule.ignores
        return None


class IgnoreRules(NamedTuple):
    """The rule files that hold in a folder, the strongest first."""

    files: tuple[_RuleFile, ...] = ()

    @classmethod
    def above(cls, top: str, cwd: str) -> Self:
        """Collect the rules for a folder from the folders above it.

        These are the folders up to the root of its repository, or else up to the working
        directory. If the folder is itself ignored, it was named in spite of that: then the rules
        above it don't count.

        Args:
            top: The folder, absolute.
            cwd: The working directory, absolute.
        """
        rules = cls()
        for folder, below in itertools.pairwise([*_ancestors(top, cwd), top]):
            names = (".git", ".gitignore")
            present = [name for name in names if os.path.lexists(os.path.join(folder, name))]
            rules = rules.inside(folder, present)
            if rules.ignored_by(below, folder=True):
                return cls()
        return rules

    def inside(self, folder: str, names: Iterable[str]) -> Self:
        """Return the rules that hold for the entries of a folder.

        Args:
            folder: The folder, absolute.
            names: The names in it.
        """
        files = self.files
        if ".git" in names:  # another repository
            files = ()
            for name, path in exclude_files(folder):
                files += _rule_file(folder, name, content(path))
        if ".gitignore" in names:
            text = content(os.path.join(folder, ".gitignore"), root=folder)
            files = _rule_file(folder, ".gitignore", text) + files
        return self if files is self.files else type(self)(files)

    def ignored_by(self, path: str, *, folder: bool) -> str | None:
        """Return the name of the file that says that a file or folder is ignored; None if it isn't.

        Args:
            path: Its path, absolute.
            folder: Whether it is a folder.
        """
        for file in self.files:
            verdict = file.verdict(path.replace(os.sep, "/"), folder=folder)
            if verdict is not None:
                return file.name if verdict else None
        return None


class Globs:
    """Patterns of an option or a setting, written as in a .gitignore of a folder.

    Args:
        globs: The patterns.
        folder: The folder, absolute.
    """

    def __init__(self, globs: Sequence[str], folder: str) -> None:
        self._folder = folder
        above = os.path.join(folder, "").replace(os.sep, "/")
        lines = [glob.removeprefix("./") for glob in globs]
        lines = [
            "/" + line.removeprefix(above) if line.startswith(above) else line for line in lines
        ]
        # As bytes, like the names; half of a surrogate pair is in no name.
        lines = [
            _HALVES.sub("\0", line).encode("utf-8", "surrogateescape").decode("latin-1")
            for line in lines
        ]
        self._file = _RuleFile("", "", tuple(_Rule.of(line) for line in reversed(lines)))

    def match(self, path: str, *, folder: bool) -> bool:
        """Return whether a file or folder is matched itself.

        Args:
            path: Its path, absolute.
            folder: Whether it is a folder.
        """
        return self._matches(self._relative(path), folder=folder)

    def cover(self, path: str) -> bool:
        """Return whether a file, given by its absolute path, or a folder it is in is matched."""
        folder, slash, _ = (name := self._relative(path)).rpartition("/")
        above = itertools.accumulate(folder.split("/") if slash else (), "{}/{}".format)
        return any(self._matches(each, folder=True) for each in above) or self._matches(
            name, folder=False
        )

    def _matches(self, name: str, *, folder: bool) -> bool:
        return self._file.verdict(name, folder=folder) or False

    def _relative(self, path: str) -> str:
        above = os.path.join(self._folder, "")
        if path.startswith(above):
            return path[len(above) :].replace(os.sep, "/")
        try:
            return os.path.relpath(path, self._folder).replace(os.sep, "/")
        except ValueError:  # another drive
            return path.replace(os.sep, "/")


def _ancestors(top: str, cwd: str) -> list[str]:
    """List the folders above one whose rules hold in it, from the outermost."""
    if os.path.lexists(os.path.join(top, ".git")):
        return []
    above = []
    folder, parent = top, os.path.dirname(top)
    while parent != folder:
        above.append(parent)
        if os.path.lexists(os.path.join(parent, ".git")):
            return above[::-1]
        folder, parent = parent, os.path.dirname(parent)
    return above[above.index(cwd) :: -1] if cwd in above else []


def _rule_file(folder: str, name: str, text: str) -> tuple[_RuleFile, ...]:
    """Parse a file of patterns; one without any is none."""
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    lines = [
        line
        for line in lines
        if line and not line.startswith("#") and len(line) <= _MAX_PATTERN_LENGTH
    ]
    rules = tuple(_Rule.of(line) for line in reversed(lines[:_MAX_PATTERNS]))
    return (_RuleFile(os.path.join(folder, "").replace(os.sep, "/"), name, rules),) if rules else ()
