"""What a search leaves out by convention: files and folders that hold no connections."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Container

SETTINGS_FILE = ".outbound-lint.yaml"
"""The name of a settings file, which is YAML but holds no connections."""

_SUFFIXES = (".yaml", ".yml", ".json", ".tf", ".tofu", ".tfvars")

_FOLDERS = frozenset(
    {
        ".bzr", ".git", ".hg", ".svn",
        ".mypy_cache", ".nox", ".pytest_cache", ".ruff_cache", ".tox", ".venv", "__pycache__",
        ".terraform", "node_modules",
        ".vscode",  # JSON with comments
    }
)  # fmt: skip

_LINK = "a link to a folder"


def is_candidate(name: str) -> bool:
    """Return whether a file has a name for which folders are searched."""
    return name.lower().endswith(_SUFFIXES)


def why_folder_is_left_out(entry: os.DirEntry[str], siblings: Container[str]) -> str | None:
    """Return why a folder is not searched; None if it is.

    Args:
        entry: The folder, which is not a symbolic link.
        siblings: The names beside it.
    """
    if entry.name in _FOLDERS:
        return f"folders named {entry.name} are not searched"
    if os.path.lexists(os.path.join(entry.path, "pyvenv.cfg")):
        return "a virtual environment of Python"
    if entry.name == "templates" and "Chart.yaml" in siblings:
        return "Helm templates"
    if sys.platform == "win32":  # a junction is a link, but is_symlink() says no
        tag = entry.stat(follow_symlinks=False).st_reparse_tag
        return _LINK if tag == stat.IO_REPARSE_TAG_MOUNT_POINT else None
    return None


def why_file_is_left_out(entry: os.DirEntry[str]) -> str | None:
    """Return why something that is not a folder is left out; None if it is linted."""
    name = entry.name.lower()
    if name == SETTINGS_FILE:
        return "the settings of outbound-lint"
    if name.startswith("tsconfig") and name.endswith(".json"):
        return "JSON with comments"
    if entry.is_symlink():
        if name.startswith(".#"):
            return "a lock file of Emacs"
        if os.path.isdir(entry.path):
            return _LINK
    return None if is_candidate(name) else "not named .yaml, .yml, .json, .tf or .tfvars"
