"""The YAML test suite: nothing crashes, hardly anything valid is refused, every place is exact."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from _ruamel_yaml import CParser
from ruamel.yaml import YAML

from outbound_lint.source import Source
from outbound_lint.syntax import yaml
from outbound_lint.syntax.nodes import Scalar
from outbound_lint.syntax.places import Decoded
from tests.syntax.nodes import scalars
from tests.syntax.suites import lint, yaml_cases

MARKER = "# trigger_call"


def c_events(text: str) -> Iterable[Any]:
    events = CParser(text)
    return iter(events.get_event, None)


def pure_events(text: str) -> Iterable[Any]:
    events: Iterable[Any] = YAML(typ="safe", pure=True).parse(text)
    return events


def accepts(read: Callable[[str], Iterable[Any]], text: str) -> bool:
    try:
        for _ in read(text):
            pass
    except Exception:  # noqa: BLE001  # any of them refuses
        return False
    return True


def test_the_suite_is_complete() -> None:
    assert len(yaml_cases()) == 402
    assert sum(one.valid for one in yaml_cases().values()) == 308


@pytest.mark.parametrize("name", yaml_cases())
def test_what_either_parser_accepts_is_read_and_every_place_is_exact(
    name: str, parser: str
) -> None:
    readers = [pure_events] if parser == "pure" else [pure_events, c_events]
    for line_break in ("\n", "\r\n", "\r"):
        text = yaml_cases()[name].text.replace("\n", line_break)
        stream = yaml.parse_yaml(Source(text, ""))
        # What YAML forbids, but a parser accepts, works for its users.
        accepted = any(accepts(read, text) for read in readers)
        assert accepted <= (not stream.problems) <= (accepted or yaml_cases()[name].valid)
        for scalar in scalars(stream.documents):
            assert_exact(scalar)


def assert_exact(scalar: Scalar) -> None:
    """The map of a scalar is exact, and goes forward through the span of the scalar."""
    if scalar.style == "gap":
        return
    decoded = Decoded(scalar)
    before = scalar.start
    for index in range(len(scalar.value) + 1):
        place = decoded.trace(index, min(index + 1, len(scalar.value)))
        assert place.exact
        assert before <= place.start <= place.end <= scalar.end
        before = place.end


# Valid YAML that neither parser reads: keys over several lines, empty documents, rare tabs.
REFUSED = frozenset(
    "4MUZ-0 4MUZ-1 4MUZ-2 5MUD 6CA3 9SA2 A2M4 CFD4 DK95-0 HWV9 K3WX M7A3 NJ66 Q5MG QT73 R4YG UT92 "
    "VJP3-1 WZ62".split()
)


def test_all_other_valid_yaml_is_read() -> None:
    cases = yaml_cases().items()
    streams = {name: yaml.parse_yaml(Source(case.text, "")) for name, case in cases if case.valid}
    assert {name for name, stream in streams.items() if stream.problems} == REFUSED


@pytest.mark.parametrize("name", yaml_cases())
def test_the_linter_survives_every_case(name: str, parser: str) -> None:
    text = yaml_cases()[name].text
    for looked_at in (f"{MARKER}\n{text}", f"{text}\n{MARKER}\n"):
        report = lint(looked_at)
        assert {one.rule for one in report.diagnostics} <= {"syntax-error", "unportable-yaml"}
