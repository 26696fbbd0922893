"""The folders that are open in an editor: the settings of each, and the findings of a document."""

from __future__ import annotations

import os

from outbound_lint.engine import checked_rules
from outbound_lint.findings.model import FileReport, Report
from outbound_lint.findings.settings import Settings
from outbound_lint.lsp.documents import Document
from outbound_lint.run.baseline import Baseline, BaselineError, apply, read_baseline
from outbound_lint.run.conventions import SETTINGS_FILE
from outbound_lint.run.searching import why_left_out
from outbound_lint.run.settings.values import Resolver
from outbound_lint.run.settings_files import SettingsFiles

SETTINGS_NAMES = (SETTINGS_FILE, "pyproject.toml")
"""The names of the files that contain settings."""


class Workspace:
    """One folder with its settings, each file of which is read once.

    Args:
        root: the folder, absolute.
    """

    def __init__(self, root: str) -> None:
        self.root = root
        self.settings_files = SettingsFiles(root)
        self._resolver = Resolver(None)
        # The baseline, and which version of its file that is.
        self._known: tuple[tuple[int, int], Baseline] | None = None

    def contains(self, path: str) -> bool:
        """Return whether a file is in the folder."""
        return os.path.join(path, "").startswith(os.path.join(self.root, ""))

    def settings(self, document: Document) -> Settings:
        """Return what to look for in a document."""
        if not document.is_file:
            return self._resolver.settings(self.settings_files.of_folder(self.root), None)
        folder = os.path.dirname(document.absolute)
        file = self.settings_files.of_folder(folder)
        return self._resolver.settings(file, document.absolute)

    def lint(self, document: Document) -> FileReport:
        """Lint a document as `check` lints the file of that name in a search of the folder."""
        path = self.shown(document)
        if document.is_file and why_left_out(
            document.absolute, cwd=self.root, settings=self.settings_files
        ):
            return FileReport(path)
        settings = self.settings(document)
        report = document.lint(path, settings, self.root)
        return self.without_known(report, settings)

    def without_known(self, report: FileReport, settings: Settings) -> FileReport:
        """Return a report without the findings that are in the baseline of the settings."""
        baseline = self._baseline()
        if baseline is None:
            return report
        checked = checked_rules(settings)
        applied = apply(Report((report,)), baseline, checked=lambda _: checked, cwd=self.root)
        return applied.report.files[0]

    def shown(self, document: Document) -> str:
        """Return how a document is called in reports: relative to the folder, with `/`."""
        path = document.absolute
        if document.is_file and self.contains(path):
            path = os.path.relpath(path, self.root)
        return path.replace(os.sep, "/")

    def _baseline(self) -> Baseline | None:
        """Return the baseline that the settings of the folder name; None if it cannot be read.

        It is read again when the file has changed.
        """
        nearest = self.settings_files.of_folder(self.root)
        if nearest is None or nearest.baseline is None:
            return None
        try:
            status = os.stat(os.path.join(self.root, nearest.baseline))
            version = status.st_mtime_ns, status.st_size
            if self._known is None or self._known[0] != version:
                self._known = version, read_baseline(nearest.baseline, cwd=self.root)
        except (OSError, BaselineError):
            self._known = None
        return self._known and self._known[1]
