"""Which rules run: names and families to the names of rules.

Settings and options are applied here without importing the rules, which takes far longer than a run
without findings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from outbound_lint.findings.model import Severity

_ERRORS: Mapping[str, str] = MappingProxyType(
    {
        "document": "syntax-error unreadable-file internal-error duplicate-key invalid-merge "
        "missing-field misspelled-field wrong-type duplicate-name",
        "endpoint": "endpoint-invalid endpoint-scheme endpoint-not-public endpoint-credentials",
        "headers": "headers-invalid-json headers-not-object header-duplicate header-name "
        "header-value header-reserved content-type-not-json",
        "auth": "auth-malformed auth-expired",
        "secret": "secret-hardcoded",
        "phone-key": "phone-key-empty phone-key-whitespace phone-key-invalid phone-key-is-number",
        "payload": "payload-invalid-json payload-not-object payload-duplicate-key "
        "payload-key-collision",
        "provider": "provider-nested-number provider-form-encoded provider-signed-requests "
        "provider-wrong-endpoint provider-phone-key provider-auth-header provider-auth-scheme "
        "provider-missing-member provider-member-type",
        "probe": "probe-blocked probe-dns probe-proxy probe-connect probe-tls probe-protocol "
        "probe-timeout probe-redirect probe-auth probe-not-found probe-method probe-media-type "
        "probe-server-error",
    }
)
_WARNINGS: Mapping[str, str] = MappingProxyType(
    {
        "document": "ambiguous-scalar unportable-yaml",
        "endpoint": "endpoint-fragment endpoint-placeholder endpoint-temporary endpoint-too-long "
        "endpoint-homograph endpoint-unusual",
        "headers": "header-value-unusual header-misspelled header-unusual content-type-missing "
        "content-type-unusual",
        "auth": "auth-missing auth-static auth-placeholder auth-expiring",
        "secret": "secret-suspected",
        "placeholder": "placeholder-malformed placeholder-unquoted",
        "phone-key": "phone-key-path",
        "payload": "payload-key-lookalike payload-lone-surrogate payload-number-precision "
        "payload-number-format payload-template",
        "provider": "provider-native-type provider-static-id provider-number-format",
        "suppression": "suppression-unused suppression-unknown",
        "probe": "probe-skipped probe-tls-expiring probe-rejected probe-rate-limited probe-slow",
    }
)
_INFOS: Mapping[str, str] = MappingProxyType(
    {
        "document": "unknown-field",
        "endpoint": "endpoint-port",
        "payload": "payload-template-unknown payload-correlation-missing",
        "provider": "provider-silent-success",
        "drift": "drift-not-on-platform drift-not-in-files drift-field",
    }
)


def _entries(severity: Severity, names: Mapping[str, str]) -> dict[str, tuple[str, Severity]]:
    return {rule: (family, severity) for family, rules in names.items() for rule in rules.split()}


CATALOG: Mapping[str, tuple[str, Severity]] = MappingProxyType(
    _entries("error", _ERRORS) | _entries("warning", _WARNINGS) | _entries("info", _INFOS)
)
"""The family and the severity of each rule, by name."""

ALWAYS = frozenset({"syntax-error", "unreadable-file", "internal-error"})
"""The rules that cannot be deselected: without them a file could pass without being checked."""

DEFAULT = frozenset(name for name, (_, severity) in CATALOG.items() if severity != "info")


class Selection(NamedTuple):
    """What one source, such as a settings file or the command line, says about the rules.

    Attributes:
        select: the rules and families that replace all others; None keeps these.
        extend_select: the rules and families to add.
        ignore: the rules and families to remove, applied last.
    """

    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    def apply(self, chosen: frozenset[str]) -> frozenset[str]:
        """Return the rules that are left and added.

        Args:
            chosen: the rules of what this comes after.

        Raises:
            UnknownRuleError: a selector does not exist.
        """
        if self.select is not None:
            chosen = expand(self.select)
        return ((chosen | expand(self.extend_select)) - expand(self.ignore, infos=True)) | ALWAYS


class UnknownRuleError(ValueError):
    """A selector that is not the name of a rule, a family or a group.

    Attributes:
        name: the selector.
        known: the selectors that exist.
    """

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(name)
        self.name = name
        self.known = known


def select(
    select: Iterable[str] | None, extend_select: Iterable[str], ignore: Iterable[str]
) -> frozenset[str]:
    """Return the names of the rules to run.

    Args:
        select: the selectors that replace the default rules; None keeps these.
        extend_select: the selectors to add.
        ignore: the selectors to remove, applied last.

    Raises:
        UnknownRuleError: a selector does not exist.
    """
    replaced = None if select is None else tuple(select)
    return Selection(replaced, tuple(extend_select), tuple(ignore)).apply(DEFAULT)


def selectors() -> tuple[str, ...]:
    """Return all selectors: rules, families, `all` and `default`."""
    families = dict.fromkeys(family for family, _ in CATALOG.values())
    return (*CATALOG, *families, "all", "default")


def expand(names: Iterable[str], *, infos: bool = False) -> frozenset[str]:
    """Return the rules of selectors; a family includes its infos only with `infos`.

    The family drift, which consists of infos, always does.

    Raises:
        UnknownRuleError: a selector does not exist.
    """
    chosen: set[str] = set()
    for name in names:
        matching = {
            rule
            for rule, (family, severity) in CATALOG.items()
            if name in (rule, "all")
            or (name == family and (infos or severity != "info" or name == "drift"))
            or (name == "default" and rule in DEFAULT)
        }
        if not matching:
            raise UnknownRuleError(name, selectors())
        chosen |= matching
    return frozenset(chosen)
