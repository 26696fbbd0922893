"""The fixes of a rule: a file before and after, for each style of scalar.

`tests/rules/<rule>/fixes.yaml` is written by hand:

    applicability: safe
    without:
      literal: why no value in this style can have the mistake, or why it gets no fix
    cases:
      - style: single
        name: what the case shows, where it is not the usual one
        before: |
          trigger_call_endpoint: 'https://voice.acme.dev/calls#support'  # a comment
        after: |
          trigger_call_endpoint: 'https://voice.acme.dev/calls'  # a comment

Every style of `STYLES` has cases or a reason in `without`. The style is that of the scalar that is
edited, and `json` means a file of JSON. `before` and `after` are complete files, to the byte:

    ␣       a space, for those at the end of a line
    ⇥       a tab
    |-      there is no line break at the end of the file
    |+      empty lines at the end of the file are kept

A case without `after` gets no fix, and says in `why` for what reason. A case may have an
`applicability` that is not that of the file.

The tests write each case in all `FORMS` too: with other line breaks, in a list of connections,
behind comments, and in a later document of a stream.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from ruamel.yaml import YAML

from tests.rules.format import FOLDER

STYLES = ("plain", "single", "double", "literal", "folded", "json")
"""The styles of a scalar for which each fix has a case, or a reason why it has none."""

_SIGNS = str.maketrans({"␣": " ", "⇥": "\t"})
_KEYS = {"style", "name", "before", "after", "why", "applicability"}
_START_OF_LINE = re.compile("^(?=.)", re.M)


@dataclass(frozen=True)
class FixCase:
    """A file before and after a fix.

    Attributes:
        rule: the rule whose finding is fixed.
        name: what the case shows.
        style: the style of the scalar that is edited: one of `STYLES`.
        before: the file with the mistake.
        after: the file after fixing; the same as before where there is no fix.
        safe: whether the fix is applied without being asked for.
    """

    rule: str
    name: str
    style: str
    before: str
    after: str
    safe: bool

    @property
    def path(self) -> str:
        """The name of a file that it could be."""
        return "case.json" if self.style == "json" else "case.yaml"

    @property
    def is_fixed(self) -> bool:
        """Whether there is a fix at all."""
        return self.before != self.after

    def __str__(self) -> str:
        return f"{self.rule}, {self.style}: {self.name}"


@dataclass(frozen=True)
class Fixes:
    """The cases of one rule, and for each style without a case the reason."""

    cases: tuple[FixCase, ...]
    without: Mapping[str, str]


@cache
def load_fixes(rule: str) -> Fixes:
    """Read the cases of a rule."""
    loaded = YAML(typ="safe").load(FOLDER / rule / "fixes.yaml")
    assert loaded.keys() <= {"applicability", "without", "cases"}, f"{rule}: an unknown key"
    usual = loaded["applicability"]
    cases = tuple(_case(rule, usual, members) for members in loaded["cases"])
    return Fixes(cases, loaded.get("without", {}))


def _case(rule: str, usual: str, members: dict[str, Any]) -> FixCase:
    case = f"{rule}: {members}"
    assert members.keys() <= _KEYS, f"an unknown key in {case}"
    assert ("after" in members) != ("why" in members), f"neither a fix nor a reason in {case}"
    applicability = members.get("applicability", usual)
    assert applicability in ("safe", "unsafe"), f"neither safe nor unsafe: {case}"
    before, after = members["before"], members.get("after", members["before"])
    name = members.get("name", "as usual")
    return FixCase(
        rule,
        name,
        members["style"],
        before.translate(_SIGNS),
        after.translate(_SIGNS),
        applicability == "safe",
    )


def forms(case: FixCase) -> Iterator[tuple[str, str, str]]:
    """Yield each form of a case: its name, the file before, and the file after."""
    for name, write in FORMS.items():
        before, after = write(case.before, case), write(case.after, case)
        if name == "as written" or before != case.before:
            yield name, before, after


def _with_breaks(line_break: str) -> Callable[[str, FixCase], str]:
    return lambda text, _: text.replace("\n", line_break)


def _in_list(text: str, case: FixCase) -> str:
    if re.search(r"^(---|\.\.\.|%)", text, re.M):
        return text  # these must be at the start of a line
    indented = _START_OF_LINE.sub("    ", text)
    if case.style == "json":
        return f'{{"connections": [\n{indented}]}}\n'
    return f"connections:\n  -\n{indented}"


def _behind_comments(text: str, case: FixCase) -> str:
    if case.style == "json" or text.startswith("%"):
        return text
    last = "# The end\n" if text.endswith("\n") else ""
    return f'# It\'s the "first" line: 😀 e\u0301\n\n{text}{last}'


def _in_later_document(text: str, case: FixCase) -> str:
    return text if case.style == "json" else f"name: {{'😀': \"e\u0301\"}}\n...\n---\n{text}"


FORMS: Mapping[str, Callable[[str, FixCase], str]] = {
    "as written": lambda text, _: text,
    "CRLF": _with_breaks("\r\n"),
    "CR": _with_breaks("\r"),
    "in a list": _in_list,
    "behind comments": _behind_comments,
    "in a later document": _in_later_document,
}
"""What each form of a case makes of its text; the same text where there is no such form."""
