"""The settings of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from outbound_lint.findings.model import Severity

if TYPE_CHECKING:
    from outbound_lint.providers.model import Profile


class Settings(NamedTuple):
    """What to check.

    Attributes:
        rules: the names of the selected rules; None selects the default rules.
        auth_headers: additional names of headers that authenticate, in lower case.
        severities: pairs of a rule and the severity that its findings have instead of its own.
        placeholders: additional patterns of placeholders: expressions without groups that begin
            with a fixed character and run in linear time.
        allowed_hosts: hosts, in lower case, that are not reported as not public; one that starts
            with `*.` stands for all hosts below it.
        partial: whether the file is a part of connections: nothing is reported as missing.
        providers: further profiles of providers; no URL matches two profiles.
    """

    rules: frozenset[str] | None = None
    auth_headers: frozenset[str] = frozenset()
    severities: tuple[tuple[str, Severity], ...] = ()
    placeholders: tuple[str, ...] = ()
    allowed_hosts: frozenset[str] = frozenset()
    partial: bool = False
    providers: tuple[Profile, ...] = ()

    @property
    def finds_more(self) -> bool:
        """Whether a default rule may find something in what is valid without these settings."""
        return bool(self.auth_headers or self.placeholders or self.providers)

    def allows_host(self, host: str) -> bool:
        """Return whether a host, in lower case, is not reported as not public."""
        return any(
            host == allowed or (allowed.startswith("*.") and host.endswith(allowed[1:]))
            for allowed in self.allowed_hosts
        )

    def severity_of(self, rule: str, own: Severity) -> Severity:
        """Return the severity of a rule's findings.

        Args:
            rule: the name of the rule.
            own: its own severity.
        """
        return dict(self.severities).get(rule, own)
