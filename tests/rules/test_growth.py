"""The work of a run grows in proportion to whatever a file has many of."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from outbound_lint.engine import lint_text
from outbound_lint.findings.selection import select
from outbound_lint.findings.settings import Settings
from outbound_lint.fixing import fix_text
from outbound_lint.reporters import json_report, sarif
from outbound_lint.reporters import text as text_report
from outbound_lint.reporters.options import RenderOptions
from tests.growth import grown_too_much

ALL = Settings(select(["all"], [], []))
SIZE = 5
"""So many of something are compared with four times as many."""

BROKEN = (
    "trigger_call_endpoint: http://voice{0}.acme.dev/calls\n"
    'trigger_call_headers: \'{{"A b": "x{0}", "Authorization": "Bearer k7Qm2Xp9Rz4{0}"}}\'\n'
    "phone_number_key: ' to'\n"
    "trigger_call_payload: '{{\"a\": {0},}}'\n"
)
URL = "trigger_call_endpoint: http://voice.acme.dev\n"


def indented(text: str, spaces: int) -> str:
    return "".join(" " * spaces + line for line in text.splitlines(keepends=True))


def connections(count: int, more: str = "") -> str:
    one = more + BROKEN
    return "connections:\n" + "".join(
        f"  voice-{number}:\n" + indented(one.format(number), 4) for number in range(count)
    )


def listed(item: Callable[[int], str]) -> Callable[[int], str]:
    return lambda count: "".join(map(item, range(count)))


SHARED = "x-shared: &shared\n" + indented(BROKEN.format(0), 2)
FILES: dict[str, Callable[[int], str]] = {
    "connections": connections,
    "documents": listed(lambda number: "---\n" + BROKEN.format(number)),
    "broken documents": listed(lambda number: f"---\n{BROKEN.format(number)}a: b: c\n"),
    "findings of a connection": lambda count: URL + "trigger_call_headers: '{"
    + ", ".join(f'"A b{number}": 1' for number in range(count)) + "}'\n",
    "repeated members": lambda count: URL + "trigger_call_payload: '{"
    + ", ".join(['"a": "{{nam}"'] * count) + "}'\n",
    "repeated keys": lambda count: URL + "phone_number_key: to\n" * count,
    "misspelled keys": listed(
        lambda number: f"voice-{number}:\n{indented(URL, 2)}  trigger_call_hedaers: '{{}}'\n"
    ),
    "lists in lists": lambda count: (
        "".join(f"r{number}:\n" + "".join(" " * depth + "- \n" for depth in range(30))
                + " " * 30 + "- {trigger_call_endpoint: 'http://a.dev'}\n"
                for number in range(count))
    ),
    # On a line of more than 1,024 characters, where the pure parser forgets where keys may start.
    "objects in objects": lambda count: (
        "[" + ", ".join(['{"a": ' * 20 + f"{{{URL.strip()} }}" + "}" * 20] * 3 * count) + "]"
    ),
    "merges of one mapping": lambda count: SHARED + "connections:\n" + "".join(
        f"  voice-{number}:\n    <<: *shared\n    phone_number_key: to{number}\n"
        for number in range(count)
    ),
    "a merge of many mappings": lambda count: (
        listed("b{0}: &b{0}\n  k{0}: 1\n".format)(count)
        + "voice:\n  trigger_call_endpoint: http://a.dev\n  <<: ["
        + ", ".join(map("*b{}".format, range(count))) + "]\n"
    ),
    "aliases of one value": lambda count: "x: &x '{\"A b\": 1}'\n" + listed(
        "voice-{}:\n  trigger_call_endpoint: http://a.dev\n  trigger_call_headers: *x\n".format
    )(count),
    "aliases of aliases": listed(
        lambda number: f"a{number}: &a{number} [*a{number - 1}, *a{number - 1}]\n"
        if number else f"a0: &a0\n{indented(URL, 2)}"
    ),
    "comments": lambda count: connections(count, "# outbound-lint: ignore[endpoint-scheme] -- x\n"),
    "comments that hide nothing": lambda count: URL
    + "# outbound-lint: ignore[auth-missing] -- later\n" * count,
}  # fmt: skip
WORK: dict[str, Callable[[str], object]] = {
    "check": lambda text: lint_text(text, path="a.yaml", settings=ALL, now=0.0),
    "fix": lambda text: fix_text(text, path="a.yaml", settings=ALL, now=0.0, unsafe=True),
}


@pytest.mark.parametrize("work", WORK)
@pytest.mark.parametrize("kind", FILES)
def test_the_calls_grow_with_what_a_file_has_many_of(kind: str, work: str) -> None:
    assert not grown_too_much(WORK[work], FILES[kind], SIZE)


@pytest.mark.parametrize("render", [json_report.render, sarif.render, text_report.render])
def test_a_report_grows_with_its_findings(render: Callable[..., str]) -> None:
    options = RenderOptions("1", verbose=True)
    reports = {
        count: lint_text(connections(count), path="a.yaml", settings=ALL, now=0.0)
        for count in (2, SIZE, 4 * SIZE)
    }
    assert not grown_too_much(lambda count: render(reports[int(count)], options), str, SIZE)
