"""A linter for the configuration of outbound voice connections.

`lint_text`, `fix_text` and what they take and return are the library; docs/library.md describes it.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as in `typing`, without its import: Ctrl-C meanwhile would show a traceback
if TYPE_CHECKING:
    from outbound_lint.engine import lint_text
    from outbound_lint.findings.model import Diagnostic, FileReport, Report
    from outbound_lint.findings.settings import Settings
    from outbound_lint.fixing import Fixed, fix_text
    from outbound_lint.run.providers import read_profiles

__version__ = "0.1.0"

__all__ = [
    "Diagnostic",
    "FileReport",
    "Fixed",
    "Report",
    "Settings",
    "__version__",
    "fix_text",
    "lint_text",
    "read_profiles",
]

_MODULES = {
    "Diagnostic": "findings.model",
    "FileReport": "findings.model",
    "Fixed": "fixing",
    "Report": "findings.model",
    "Settings": "findings.settings",
    "fix_text": "fixing",
    "lint_text": "engine",
    "read_profiles": "run.providers",
}


def __getattr__(name: str) -> object:
    """Import a name of the library when it is used: commands start faster without it."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
