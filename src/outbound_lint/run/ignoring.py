"""What .gitignore says of a file or a folder.

pathspec knows what a pattern matches. Which of several patterns has the last word is decided
here as git does it: for the entry itself, never for what it lies in, since an ignored folder is
not entered at all.
"""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Iterable
from math import comb
from typing import TYPE_CHECKING, NamedTuple, Protocol, Self

from outbound_lint.run.reading import read

if TYPE_CHECKING:
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern


# A stranger's patterns must not stop the run; beyond these bounds, which no real ones reach, a
# pattern matches nothing, so that more is linted rather than less.
_MOST_PATTERNS = 5_000
_LONGEST_PATTERN = 4_096
_MOST_STEPS = 1_000_000


class _Entry(Protocol):
    """What an `os.DirEntry` tells of itself."""

    @property
    def path(self) -> str: ...

    @property
    def name(self) -> str: ...


class _Named(NamedTuple):
    """An entry that no scan found."""

    path: str
    name: str


class _Rule(NamedTuple):
    """A pattern, and what bounds the time to match it.

    Attributes:
        pattern: The pattern as pathspec compiled it.
        of_names: Whether it speaks of names at any depth, not of paths from its folder.
        stars: In how many places a wildcard within a name can end, beyond the first.
        jumps: How many times it leaps over any number of folders.
    """

    pattern: GitIgnoreSpecPattern
    of_names: bool
    stars: int
    jumps: int

    @classmethod
    def of(cls, line: str, pattern: GitIgnoreSpecPattern) -> Self:
        """Take a pattern together with the line it was compiled from."""
        parts = line.split("/")
        stars = sum(max(0, len(re.findall(r"\*+", part)) - 1) for part in parts)
        return cls(pattern, "/" not in line.rstrip()[:-1], stars, parts.count("**"))

    def matches(self, path: str, name: str) -> bool:
        """Tell whether it matches this very entry; that of a folder ends with `/`."""
        subject = name if self.of_names else path
        if (self.stars > 1 or self.jumps > 1) and self._steps(subject) > _MOST_STEPS:
            return False
        found = self.pattern.match_file(subject)
        if found is None or self.of_names:
            return found is not None
        # What it matched may be a folder above; `a/**` must match in `a/`, but not `a/`.
        if found.match.groupdict().get("ps_d"):
            return bool(found.match.end("ps_d") == len(path))
        return not (path.endswith("/") and found.match.end() == len(path))

    def _steps(self, subject: str) -> int:
        """Return how many ways a backtracking matcher may try."""
        parts = subject.split("/")
        within, across = self.stars + 1, self.jumps
        return comb(max(map(len, parts)) + within, within) * comb(len(parts) + across, across)


class _RuleFile(NamedTuple):
    """The rules of one file, which hold below a folder."""

    folder: str
    rules: tuple[_Rule, ...]

    def verdict(self, path: str, name: str) -> bool | None:
        """Return what the last rule that matches says; None if none does."""
        inner = path[len(self.folder) :]
        for rule in self.rules:  # the last comes first
            if rule.matches(inner, name):
                return rule.pattern.include
        return None


class IgnoreRules(NamedTuple):
    """The rule files that hold in a folder, the strongest first."""

    files: tuple[_RuleFile, ...] = ()

    @classmethod
    def above(cls, top: str, cwd: str) -> Self:
        """Collect what holds for a folder from those above it.

        These are the folders up to the root of its repository, else up to the working directory.
        A folder that is itself ignored was named in spite of that, so they don't count.

        Args:
            top: The folder, absolute.
            cwd: The working directory, absolute.
        """
        rules = cls()
        for folder, below in itertools.pairwise([*_ancestors(top, cwd), top]):
            rules = rules.inside(folder, _names_of_interest(folder))
            if rules.ignore(_Named(below, os.path.basename(below)), folder=True):
                return cls()
        return rules

    def inside(self, folder: str, names: Iterable[str]) -> Self:
        """Return the rules that hold for the entries of a folder.

        Args:
            folder: The folder, absolute.
            names: The names in it.
        """
        files = self.files
        if ".git" in names:  # a repository of its own
            files = _loaded(folder, _exclude_file(os.path.join(folder, ".git")))
        if ".gitignore" in names:
            files = _loaded(folder, os.path.join(folder, ".gitignore")) + files
        return self if files is self.files else type(self)(files)

    def ignore(self, entry: _Entry, *, folder: bool) -> bool:
        """Tell whether an entry is ignored.

        Args:
            entry: The entry, with its absolute path.
            folder: Whether it is a folder.
        """
        if not self.files:
            return False
        path = entry.path.replace(os.sep, "/") + "/" * folder
        name = entry.name + "/" * folder
        for file in self.files:
            verdict = file.verdict(path, name)
            if verdict is not None:
                return verdict
        return False


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


def _names_of_interest(folder: str) -> list[str]:
    return [n for n in (".git", ".gitignore") if os.path.lexists(os.path.join(folder, n))]


def _exclude_file(git: str) -> str:
    """Find info/exclude; in a linked worktree or a submodule `.git` is a file that says where."""
    pointer = read(git, root=git)
    if isinstance(pointer, bytes) and pointer.startswith(b"gitdir:"):
        told = os.fsdecode(pointer.removeprefix(b"gitdir:").strip())
        git = os.path.join(os.path.dirname(git), told)
        common = read(os.path.join(git, "commondir"), root=git)
        if isinstance(common, bytes):
            git = os.path.join(git, os.fsdecode(common.strip()))
    return os.path.join(git, "info", "exclude")


def _loaded(folder: str, path: str) -> tuple[_RuleFile, ...]:
    """Read a file of patterns; one that is absent, unreadable or empty has none."""
    data = read(path, root=folder)
    if not isinstance(data, bytes):
        return ()
    text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    lines = [
        line
        for line in lines
        if line.strip() and not line.startswith("#") and len(line) <= _LONGEST_PATTERN
    ]
    rules = _compiled(lines[:_MOST_PATTERNS])
    return (_RuleFile(os.path.join(folder, "").replace(os.sep, "/"), rules),) if rules else ()


def _compiled(lines: list[str]) -> tuple[_Rule, ...]:
    """Compile patterns, the last first; one that makes no sense matches nothing, as in git."""
    if not lines:
        return ()
    import warnings

    from pathspec import GitIgnoreSpec

    rules = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # `[[` and kin in the regular expressions
        for line in reversed(lines):
            try:
                patterns = GitIgnoreSpec.from_lines([line]).patterns
            except (ValueError, re.error):
                continue
            rules += [_Rule.of(line, each) for each in patterns if each.include is not None]
    return tuple(rules)
