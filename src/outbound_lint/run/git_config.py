r"""Where git keeps patterns for a repository besides .gitignore (gitignore and git-config manuals).

Git itself is not called: it may be absent, and starting it takes longer than linting a file. Of the
configuration only `core.excludesFile` is read; `include` and `includeIf` are not followed.
"""

from __future__ import annotations

import os

from outbound_lint.patterns import pattern
from outbound_lint.run.reading import read

_SECTION = pattern(r'\s*\[\s*(?P<name>[\w.-]+)\s*(?P<subsection>"(?:[^"\\]|\\.)*")?\s*\]')
_VARIABLE = pattern(r"\s*(?P<name>[A-Za-z][A-Za-z0-9-]*)\s*(?:=\s*(?P<value>.*))?")
_VALUE = pattern(r'(?:"(?:[^"\\]|\\.)*"|\\.|[^"\\#;])*')
_ESCAPE = pattern(r'\\(?P<character>.)|"')


def exclude_files(folder: str) -> list[tuple[str, str]]:
    """Return the files of patterns of a repository, the strongest first.

    Args:
        folder: The folder that contains `.git`, absolute.

    Returns:
        The name of each for people, and its path; it may be absent.
    """
    git = _common_folder(os.path.join(folder, ".git"))
    files = [(".git/info/exclude", os.path.join(git, "info", "exclude"))]
    own = _excludes_file([*_config_files(), os.path.join(git, "config")])
    if own is None:
        own = os.path.join(_user_folder(), "ignore")
    if own:
        path = os.path.join(folder, os.path.expanduser(own))
        files.append(("core.excludesFile of git", path))
    return files


def content(path: str, root: str = os.path.abspath(os.sep)) -> str:
    """Return the content of a file of git, one character for each byte; empty if unreadable.

    Args:
        path: The file.
        root: The folder out of which links do not lead; those of the user's own files may lead
            anywhere.
    """
    data = read(path, root=root)
    return data.removeprefix(b"\xef\xbb\xbf").decode("latin-1") if isinstance(data, bytes) else ""


def _common_folder(git: str) -> str:
    """Return the folder of the repository; of a linked worktree or submodule `.git` is a file."""
    pointer = content(git)
    if pointer.startswith("gitdir:"):
        git = os.path.join(os.path.dirname(git), _path(pointer.removeprefix("gitdir:")))
        common = content(os.path.join(git, "commondir"))
        git = os.path.join(git, _path(common)) if common else git
    return git


def _path(text: str) -> str:
    return os.fsdecode(text.strip().encode("latin-1"))


def _user_folder() -> str:
    return os.path.join(os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config"), "git")


def _config_files() -> list[str]:
    """Return the configuration files of the system and the user; the last is the strongest."""
    system = os.environ.get("GIT_CONFIG_SYSTEM", "/etc/gitconfig")
    without_system = os.environ.get("GIT_CONFIG_NOSYSTEM", "").lower() in ("1", "true", "yes", "on")
    users = [os.path.join(_user_folder(), "config"), os.path.expanduser("~/.gitconfig")]
    if "GIT_CONFIG_GLOBAL" in os.environ:
        users = [os.environ["GIT_CONFIG_GLOBAL"]]
    return users if without_system else [system, *users]


def _excludes_file(configs: list[str]) -> str | None:
    """Return the last value of `core.excludesFile`; None if it is absent."""
    found = None
    for config in configs:
        section = ""
        for line in content(config).replace("\\\n", "").splitlines():
            rest = line
            if head := _SECTION.match(line):
                section = "" if head["subsection"] else head["name"].lower()
                rest = line[head.end() :]
            variable = _VARIABLE.fullmatch(rest)
            if section == "core" and variable and variable["name"].lower() == "excludesfile":
                found = _value(variable["value"] or "")
    return found


def _value(text: str) -> str:
    """Return a value without its comment, quotes and escapes."""
    shown = _VALUE.match(text)
    assert shown
    return _path(_ESCAPE.sub(lambda found: found["character"] or "", shown[0]))
