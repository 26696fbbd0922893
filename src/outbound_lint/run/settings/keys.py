"""The settings: their names, and what their values may be.

docs/settings.md and schemas/settings.schema.json describe the same; tests compare them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from outbound_lint.findings.model import SEVERITIES, Severity
from outbound_lint.findings.selection import ALWAYS, CATALOG, Selection
from outbound_lint.findings.settings import Settings
from outbound_lint.run.settings import items
from outbound_lint.source import Source
from outbound_lint.syntax.nodes import Mapping as MappingNode
from outbound_lint.syntax.nodes import Member, Node, Scalar, SyntaxProblem, resolve, type_of
from outbound_lint.syntax.nodes import Sequence as SequenceNode

if TYPE_CHECKING:
    from outbound_lint.run.ignoring import Globs
    from outbound_lint.run.settings.values import Layer, SettingsFile

# Beyond these, a file is written to be slow.
_MOST_ITEMS = 500  # of other lists
_MOST: Mapping[str, int] = MappingProxyType({"overrides": 100, "placeholders": 20})
_MOST_PROBLEMS = 100

FAIL_ON = (*SEVERITIES, "never")

_LISTS: Mapping[str, str] = MappingProxyType(
    {
        "select": "rules and families",
        "extend-select": "rules and families",
        "ignore": "rules and families",
        "exclude": "patterns",
        "partial": "patterns",
        "files": "patterns",
        "auth-headers": "names of headers",
        "placeholders": "patterns",
        "allowed-hosts": "hosts",
        "overrides": "mappings",
    }
)
"""The settings whose values are lists, and what is in them."""

_EXAMPLES: Mapping[str, str] = MappingProxyType(
    {
        "select": '["auth", "payload"]',
        "extend-select": '["endpoint-port"]',
        "ignore": '["header-unusual"]',
        "severity": '{"endpoint-temporary": "error"}',
        "overrides": '[{"files": ["environments/dev/"], "ignore": ["endpoint-scheme"]}]',
        "files": '["environments/dev/"]',
        "exclude": '["vendor/"]',
        "partial": '["overlays/"]',
        "fail-on": '"warning"',
        "baseline": '"outbound-lint-baseline.json"',
        "auth-headers": '["X-Acme-Badge"]',
        "placeholders": '["%%[A-Z_]+%%"]',
        "allowed-hosts": '["voice.internal"]',
        "providers": '"providers"',
    }
)
"""A value of each setting, written as in YAML and, but for mappings, in TOML."""

OF_RULES = ("select", "extend-select", "ignore", "severity")
KEYS = (
    *OF_RULES,
    *("overrides", "exclude", "partial", "fail-on", "baseline"),
    *("auth-headers", "placeholders", "allowed-hosts", "providers"),
)
"""The names of all settings."""
KEYS_OF_OVERRIDE = ("files", *OF_RULES)


class Reader:
    """Reads the settings of one file, and collects its mistakes.

    Args:
        source: The text.
        empty: The file without any setting.
        is_toml: Whether it is TOML, for what hints show.

    Attributes:
        problems: The mistakes.
        unknown: What is not a setting, so that its value may be a secret.
    """

    def __init__(self, source: Source, empty: SettingsFile, *, is_toml: bool) -> None:
        self.problems: list[SyntaxProblem] = []
        self.unknown: list[Member] = []
        self._source, self._empty, self._is_toml = source, empty, is_toml

    def read(self, root: Node) -> SettingsFile:
        """Return the settings in the root of the file, without those that are wrong."""
        root = resolve(root)
        if not isinstance(root, MappingNode):
            if type_of(root) != "null":  # only comments
                message = "a settings file is a mapping of settings to values"
                self._fail(root, message, "Write, for example, `fail-on: warning`.")
            return self._empty
        members = self._members(root, KEYS)
        layers = [self._layer(members, root, None)]
        for item in self._items(members, "overrides"):
            if isinstance(item, MappingNode):
                layers.append(self._override(item))
            else:
                self._wrong_item(item, "overrides", "a mapping")
        baseline = self._text(members, "baseline")
        each = partial(self._each, members)
        return self._empty._replace(
            layers=tuple(layers),
            exclude=self._globs(members, "exclude"),
            partial=self._globs(members, "partial"),
            fail_on=self._word(members, "fail-on", FAIL_ON),
            baseline=baseline and os.path.join(self._empty.folder, baseline),
            providers=self._folder(members, "providers"),
            further=Settings(
                auth_headers=frozenset(map(str.lower, each("auth-headers", items.header))),
                placeholders=tuple(each("placeholders", items.placeholder)),
                allowed_hosts=frozenset(map(items.folded, each("allowed-hosts", items.host))),
            ),
            source=self._source,
            offsets=tuple((name, member.key.start) for name, member in members.items()),
        )

    def _override(self, node: MappingNode) -> Layer:
        members = self._members(node, KEYS_OF_OVERRIDE)
        files = self._globs(members, "files")
        given = self._value(members, "files")
        if given is None or (isinstance(given, SequenceNode) and not given.items):
            place = given or (node.members[0].key if node.members else node)
            message = "an override without `files` is for no file"
            self._fail(place, message, f"Add `{self._example('files')}`.")
        return self._layer(members, node, files or self._glob_of([]))

    def _layer(self, members: dict[str, Member], node: MappingNode, files: Globs | None) -> Layer:
        from outbound_lint.run.settings.values import Layer

        select = tuple(self._each(members, "select", items.selector))
        return Layer(
            Selection(
                select if "select" in members else None,
                tuple(self._each(members, "extend-select", items.selector)),
                tuple(self._each(members, "ignore", items.selector)),
            ),
            tuple(self._severities(members)),
            files,
            node.start,
        )

    def _severities(self, members: dict[str, Member]) -> Iterator[tuple[str, Severity]]:
        node = self._value(members, "severity")
        if node is None:
            return
        if not isinstance(node, MappingNode):
            self._wrong_type("severity", "a mapping of rules to severities", node)
            return
        for name, member in self._members(node, tuple(CATALOG), what="rule").items():
            if name in ALWAYS:
                message = f"the severity of `{name}` cannot be changed: the file is not checked"
                self._fail(member.key, message, "Remove it.")
            severity = self._word({name: member}, name, SEVERITIES)
            if severity and name not in ALWAYS:
                yield name, cast("Severity", severity)

    def _members(
        self, node: MappingNode, known: tuple[str, ...], what: str = "setting"
    ) -> dict[str, Member]:
        """Return the members with known names; each once."""
        found: dict[str, Member] = {}
        for member in node.members:
            name = member.name
            if len(self.problems) >= _MOST_PROBLEMS:
                break
            if name not in known:
                self._unknown(member, known, what)
            elif name in found:
                self._fail(member.key, f"the {what} `{name}` is repeated", "Keep one of the two.")
            else:
                found[name] = member
        return found

    def _unknown(self, member: Member, known: tuple[str, ...], what: str) -> None:
        from outbound_lint.redaction.redactor import mask_text

        name = mask_text(member.name)[:120]
        if name.replace("_", "-").startswith(("probe", "require-probe")):
            message = (
                f"`{name}` cannot be set in a settings file: the file may come from a stranger's "
                "pull request, and would decide where requests and credentials are sent"
            )
            self._fail(member.key, message, "Use the options of the command line.")
            return
        if what == "setting":
            self.unknown.append(member)
            if name in KEYS:
                message = f"`{name}` has no effect in an override: it is for all files"
                self._fail(member.key, message, "Move it out of `overrides`.")
                return
            hint = f"The settings are {', '.join(f'`{one}`' for one in known)}."
        else:
            hint = "`outbound-lint rules` lists the rules."
        message = f"unknown {what} `{name}`" if name else f"this is not the name of a {what}"
        self._fail(member.key, message, items.meant(name, known) or hint)

    def _value(self, members: dict[str, Member], name: str) -> Node | None:
        return resolve(members[name].value) if name in members else None

    def _items(self, members: dict[str, Member], name: str) -> Iterator[Node]:
        node, most = self._value(members, name), _MOST.get(name, _MOST_ITEMS)
        if isinstance(node, SequenceNode):
            if len(node.items) > most:
                message = f"`{name}` has more than {most} items"
                self._fail(node, message, "Write fewer, or more general ones.")
            yield from map(resolve, node.items[:most])
        elif node is not None:
            self._wrong_type(name, f"a list of {_LISTS[name]}", node)

    def _each(
        self,
        members: dict[str, Member],
        name: str,
        judge: Callable[[str], tuple[str, str] | None],
    ) -> Iterator[str]:
        """Yield the strings of a list that are valid.

        Args:
            members: The settings.
            name: The name of one.
            judge: Returns why a string is not valid, and what to write instead.
        """
        for item in self._items(members, name):
            if not isinstance(item, Scalar) or type_of(item) != "string":
                self._wrong_item(item, name, "a string")
            elif problem := judge(item.value):
                self._fail(item, *problem)
            else:
                yield item.value

    def _globs(self, members: dict[str, Member], name: str) -> Globs | None:
        globs = [*self._each(members, name, items.glob)]
        if globs and all(glob.startswith("!") for glob in globs):
            message = f"`{name}` names no file: all of its patterns begin with `!`"
            hint = "Write a pattern before them, such as `'*.yaml'`."
            self._fail(resolve(members[name].value), message, hint)
        return self._glob_of(globs) if globs else None

    def _glob_of(self, globs: list[str]) -> Globs:
        from outbound_lint.run.ignoring import Globs

        return Globs(globs, self._empty.folder)

    def _word(self, members: dict[str, Member], name: str, known: tuple[str, ...]) -> str | None:
        value = self._text(members, name, f"one of {', '.join(known)}")
        if value is None or value in known:
            return value
        hint = f"Write {', '.join(f'`{one}`' for one in known[:-1])} or `{known[-1]}`."
        self._fail(resolve(members[name].value), f"`{name}` has an unknown value", hint)
        return None

    def _text(
        self, members: dict[str, Member], name: str, wanted: str = "the name of a file"
    ) -> str | None:
        node = self._value(members, name)
        if node is None:
            return None
        if isinstance(node, Scalar) and type_of(node) == "string" and node.value.strip():
            return node.value
        self._wrong_type(name, wanted, node)
        return None

    def _folder(self, members: dict[str, Member], name: str) -> str | None:
        value = self._text(members, name, "the name of a folder")
        folder = os.path.join(self._empty.folder, value or "")
        if value is None or os.path.isdir(folder):
            return value and folder
        from outbound_lint.redaction.redactor import mask_text

        message = f"there is no such folder: `{mask_text(value)[:120]}`"
        hint = "Write the name of a folder, relative to the settings file."
        self._fail(resolve(members[name].value), message, hint)
        return None

    def _wrong_type(self, name: str, wanted: str, node: Node) -> None:
        message = f"`{name}` must be {wanted}, not {_kind(node)}"
        self._fail(node, message, f"Write, for example, `{self._example(name)}`.")

    def _wrong_item(self, item: Node, name: str, wanted: str) -> None:
        hint = f"Write, for example, `{self._example(name)}`."
        if wanted == "a string" and isinstance(item, Scalar):
            hint = "Put it in quotes." if type_of(item) != "null" else "Remove it."
        self._fail(item, f"each item of `{name}` must be {wanted}, not {_kind(item)}", hint)

    def _example(self, name: str) -> str:
        """Return a setting, or the severity of a rule, as it is written in the file."""
        value = _EXAMPLES.get(name, '"warning"')
        return f"{name} = {value.replace(': ', ' = ')}" if self._is_toml else f"{name}: {value}"

    def _fail(self, node: Node, message: str, hint: str) -> None:
        if isinstance(node, MappingNode):
            self.unknown += node.members
        end = max(node.end, node.start + 1)
        if len(self.problems) < _MOST_PROBLEMS:
            self.problems.append(SyntaxProblem(node.start, end, message, hint))


def _kind(node: Node) -> str:
    kind = type_of(node)
    if kind == "string" and isinstance(node, Scalar) and not node.value.strip():
        return "an empty string"
    words = {"sequence": "a list", "null": "empty", "integer": "a number", "float": "a number"}
    return words.get(kind, f"a {kind}" if kind not in ("other", "unknown") else "another value")
