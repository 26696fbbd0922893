"""A settings file as values, and what it means for one file."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from outbound_lint.findings.model import Severity
from outbound_lint.findings.selection import ALWAYS, DEFAULT, Selection
from outbound_lint.findings.settings import Settings
from outbound_lint.run.ignoring import Globs
from outbound_lint.source import Source

if TYPE_CHECKING:
    from outbound_lint.providers.model import Profile


class Layer(NamedTuple):
    """What one part of a settings file, or the command line, says about rules.

    Attributes:
        selection: The rules that it selects and ignores.
        severities: Pairs of a rule and its severity.
        files: The files that it is for; None for all.
        offset: Where it starts in the text of the settings file.
    """

    selection: Selection = Selection()
    severities: tuple[tuple[str, Severity], ...] = ()
    files: Globs | None = None
    offset: int = 0


class SettingsFile(NamedTuple):
    """What a settings file says.

    Attributes:
        path: How it is shown: relative to the working directory, with `/`.
        folder: The folder that its patterns are relative to, absolute.
        layers: What it says about rules, the strongest last.
        exclude: The files and folders that a search leaves out.
        partial: The files that are parts of connections.
        fail_on: The lowest severity that fails.
        baseline: The file of the baseline, absolute.
        providers: The folder with profiles, absolute.
        further: Further headers, placeholders, hosts and profiles.
        source: Its text, if it could be read.
        offsets: Where each setting is in the text.
    """

    path: str
    folder: str
    layers: tuple[Layer, ...] = ()
    exclude: Globs | None = None
    partial: Globs | None = None
    fail_on: str | None = None
    baseline: str | None = None
    providers: str | None = None
    further: Settings = Settings()
    source: Source | None = None
    offsets: tuple[tuple[str, int], ...] = ()

    def layers_for(self, path: str | None) -> tuple[Layer, ...]:
        """Return the layers for a file.

        Args:
            path: The file, absolute; None for standard input without a name.
        """
        return tuple(
            layer for layer in self.layers if layer.files is None or _covers(layer.files, path)
        )

    def is_partial(self, path: str | None) -> bool:
        """Return whether a file, given as for `layers_for`, is a part of connections."""
        return self.partial is not None and _covers(self.partial, path)


def _covers(globs: Globs, path: str | None) -> bool:
    return path is not None and globs.cover(path)


class Resolver:
    """Makes the settings of files; files for which all is the same share one value.

    Args:
        command_line: What the command line selects and ignores, if anything; it wins.
        profiles: Those that the command line names.
        default: The rules that are selected by default.
    """

    def __init__(
        self,
        command_line: Selection | None,
        profiles: tuple[Profile, ...] = (),
        default: frozenset[str] = DEFAULT,
    ) -> None:
        self._default = default
        self._command_line = command_line or Selection()
        self._profiles = profiles
        self._made: dict[tuple[str, tuple[int, ...], bool], Settings] = {}

    def settings(self, file: SettingsFile | None, path: str | None) -> Settings:
        """Return what to check in a file.

        Args:
            file: Its settings file, if any.
            path: The file, absolute; None for standard input without a name.
        """
        layers = file.layers_for(path) if file else ()
        partial = file is not None and file.is_partial(path)
        key = (file.path if file else "", tuple(layer.offset for layer in layers), partial)
        if key not in self._made:
            self._made[key] = self._make(file, layers, partial=partial)
        return self._made[key]

    def _make(
        self, file: SettingsFile | None, layers: tuple[Layer, ...], *, partial: bool
    ) -> Settings:
        chosen = self._default
        severities: dict[str, Severity] = {}
        for layer in layers:
            chosen = layer.selection.apply(chosen)
            severities |= layer.severities
        chosen = self._command_line.apply(chosen)
        rules = None if chosen == DEFAULT | ALWAYS else chosen
        if file is None:
            return Settings(rules, providers=self._profiles)
        profiles = tuple(dict.fromkeys((*self._profiles, *file.further.providers)))
        pairs = tuple(severities.items())
        return file.further._replace(
            rules=rules, severities=pairs, partial=partial, providers=profiles
        )
