"""Many fixes of one text: in rounds, without those that fail, and in time that grows with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outbound_lint import judging
from outbound_lint.connections.model import Connection
from outbound_lint.findings.fixes import Fix
from outbound_lint.findings.model import Diagnostic, Finding
from outbound_lint.findings.settings import Settings
from outbound_lint.fixing import MOST_ROUNDS, Fixed, fix_text
from outbound_lint.rule import Context, DocumentView, Rule, connection_rule, document_rule
from outbound_lint.rules import RULES
from outbound_lint.source import Place
from outbound_lint.syntax.edits import Edit, rename
from outbound_lint.syntax.nodes import Mapping
from tests.fixing.documents import write
from tests.fixing.mistakes import MISTAKES, Draft
from tests.growth import is_linear
from tests.rules.marks import NOW
from tests.syntax import hostile

ENDPOINT = "trigger_call_endpoint: https://voice.acme.dev/"


def fix(text: str, path: str = "a.yaml") -> Fixed:
    return fix_text(text, path=path, settings=Settings(), now=NOW, unsafe=True)


def in_endpoints(name: str, *edits: tuple[str, str]) -> Rule:
    """Return a rule that finds some texts in an endpoint, and writes others instead."""

    @connection_rule(name, "endpoint", "error")
    def rule(connection: Connection, context: Context) -> Iterator[Finding]:
        """A rule of a test."""
        assert connection.endpoint
        text = connection.endpoint.whole.text
        starts = [text.value.find(old) for old, _ in edits]
        if min(starts) >= 0:
            pairs = zip(starts, edits, strict=True)
            every = [Edit(Place(text, at, at + len(old)), new) for at, (old, new) in pairs]
            message = f"there is {edits[0][0]}"
            yield Finding(every[0].place, message, "", fix=Fix("Rewrite.", tuple(every)))

    return rule


def in_source(name: str, old: str, new: str, *, reshapes: bool = False) -> Rule:
    """Return a rule that finds a text anywhere in a file, and writes another instead."""

    @document_rule(name, "document", "error")
    def rule(view: DocumentView, context: Context) -> Iterator[Finding]:
        """A rule of a test."""
        text = view.document.root.text
        for match in re.finditer(old, text.value):
            place = Place(text, *match.span())
            yield Finding(
                place, "there it is", "", fix=Fix("x", (Edit(place, new),), reshapes=reshapes)
            )

    return rule


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Judge by these rules only."""
    return lambda *rules: monkeypatch.setattr(judging, "RULES", rules)


Use = Callable[..., None]


def names(diagnostics: Iterable[Diagnostic]) -> list[str]:
    return [one.rule for one in diagnostics]


def test_what_a_fix_reveals_is_fixed_in_the_next_round() -> None:
    text = ENDPOINT + "calls\nphone_number_key: 'to '\ntrigger_call_payload: '{\"to\": 1}'\n"
    fixed = fix(text)
    assert names(fixed.fixed) == ["phone-key-whitespace", "payload-key-collision"]
    assert fixed.text == text.replace("'to '", "'to'").replace('"to": 1', "")


def test_fixes_that_overlap_are_applied_one_after_the_other(use: Use) -> None:
    around = in_endpoints("endpoint-scheme", ("1", "A"), ("5", "E"))
    use(in_endpoints("endpoint-fragment", ("3", "C")), around)
    fixed = fix(ENDPOINT + "12345\n")
    assert names(fixed.fixed) == ["endpoint-scheme", "endpoint-fragment"]
    assert fixed.text == ENDPOINT + "A2C4E\n"


def test_a_fix_is_dropped_if_an_overlapping_one_removed_its_finding(use: Use) -> None:
    use(in_endpoints("endpoint-scheme", ("ab", "x")), in_endpoints("endpoint-unusual", ("bc", "y")))
    fixed = fix(ENDPOINT + "abc\n")
    assert (fixed.text, names(fixed.fixed)) == (ENDPOINT + "xc\n", ["endpoint-scheme"])
    assert not fixed.withdrawn


def test_fixes_that_touch_are_all_applied(use: Use) -> None:
    use(in_source("duplicate-key", "# x\n", ""))
    fixed = fix("# x\n# x\n" + ENDPOINT + "calls\n# x\n# x\n# x\n")
    assert fixed.text == ENDPOINT + "calls\n"
    assert not fixed.withdrawn


def test_fixes_that_undo_each_other_end(use: Use) -> None:
    use(
        in_endpoints("endpoint-scheme", ("ab", "cd")),
        in_endpoints("endpoint-unusual", ("cd", "ab")),
    )
    fixed = fix(ENDPOINT + "ab\n")
    assert len(fixed.fixed) == MOST_ROUNDS
    assert fixed.text in {ENDPOINT + "ab\n", ENDPOINT + "cd\n"}


@pytest.mark.parametrize("count", [1, 2, 7, 30])
def test_fixes_that_fail_are_withdrawn_and_the_others_are_applied(use: Use, count: int) -> None:
    stubborn, other = (
        in_endpoints("endpoint-scheme", ("no", "no!")),
        in_endpoints("endpoint-unusual", ("yes", "Y")),
    )
    use(stubborn, other)
    failing = {0, count // 2, count - 1}
    lines = [f"- {ENDPOINT}{'no' if n in failing else 'yes'}{n}\n" for n in range(count)]
    fixed = fix("".join(lines))
    assert fixed.text == "".join(lines).replace("yes", "Y")
    assert sorted(one.span.start for one in fixed.withdrawn) == sorted(
        one.span.start for one in fixed.report.diagnostics
    )
    assert names(fixed.fixed) == ["endpoint-unusual"] * (count - len(failing))
    assert len(fixed.withdrawn) == len(failing)


@pytest.mark.parametrize(
    ("old", "new", "reshapes"),
    [
        pytest.param("https", "'https", False, id="the file is broken"),
        pytest.param("other: 1", "other: 2", False, id="a value is changed"),
        pytest.param("other: 1\n", "", False, id="a member is removed"),
        pytest.param("https", "'https", True, id="the file is broken, and reshaped"),
        pytest.param("other", "# other", True, id="a value behind is lost"),
        pytest.param(r"\Z", "...\n---\na: b\n", True, id="a document is added"),
        pytest.param(r"\Z", f"{ENDPOINT}again\n", True, id="a key is repeated"),
    ],
)
def test_a_fix_that_changes_something_else_is_withdrawn(
    use: Use, old: str, new: str, reshapes: bool
) -> None:
    text = f"{ENDPOINT}calls\nother: 1\n"
    others = [one for one in RULES if one.name in ("duplicate-key", "syntax-error")]
    use(in_source("endpoint-scheme", old, new, reshapes=reshapes), *others)
    fixed = fix(text)
    assert (fixed.text, fixed.fixed) == (text, ())
    assert names(fixed.withdrawn) == ["endpoint-scheme"]


def test_a_fix_that_makes_a_key_twice_is_withdrawn(use: Use) -> None:
    @document_rule("endpoint-scheme", "document", "error")
    def renaming(view: DocumentView, context: Context) -> Iterator[Finding]:
        """A rule of a test."""
        root = view.document.root
        assert isinstance(root, Mapping)
        key = root.members[-1].key
        fix = Fix("Rename.", (rename(key, "trigger_call_endpoint"),))
        yield Finding(key.place, f"there is {root.members[-1].name}", "", fix=fix)

    use(renaming, *(one for one in RULES if one.name == "duplicate-key"))
    text = f"{ENDPOINT}calls\nother: 1\n"
    fixed = fix(text)
    assert fixed.text == text
    assert names(fixed.withdrawn) == ["endpoint-scheme"]


def connections(count: int) -> str:
    lines = (f"- trigger_call_endpoint: http://voice.acme.dev/{n}#x\n" for n in range(count))
    return "".join(lines)


def headers(count: int) -> str:
    members = ",\n  ".join(f'"X-Team-{n}": " {n}"' for n in range(count))
    return f"{ENDPOINT}\ntrigger_call_headers: >\n  {{{members}}}\n"


@pytest.mark.parametrize(("make", "mistake"), [(connections, "#x"), (headers, '": " ')])
def test_many_fixes_are_applied_in_time_that_grows_with_them(
    make: Callable[[int], str], mistake: str
) -> None:
    fixed = fix(make(400))
    assert mistake in make(400)
    assert mistake not in fixed.text
    assert is_linear(lambda text: fix(make(len(text))), "x" * 400)


@pytest.mark.parametrize("style", ["'{}'", "|\n  {}", ">\n  {}", "'\n  {}\n  '"])
def test_one_fix_in_a_very_long_value_is_applied(style: str) -> None:
    members = ", ".join(f'"n{n}": "{n * 7}"' for n in range(2_000))
    payload = style.replace("{}", f'{{"to": 1, {members}, "long": "{"very " * 200_000}"}}')
    fixed = fix(f"{ENDPOINT}calls\nphone_number_key: to\ntrigger_call_payload: {payload}\n")
    assert names(fixed.fixed) == ["payload-key-collision"]
    assert '"to": 1' not in fixed.text


HOSTILE = (
    "payload of 20,000 placeholders", "payload in strings in strings",
    "100,000 re-used anchors", "alias cycle", "merge cycle", "merge cycle of two mappings",
    "key that is an alias of itself", "line separators", "tabs", "a NUL", "an undefined tag handle",
)  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_do_not_break_it(name: str) -> None:
    text = hostile.YAML[name]().decode()
    fixed = fix(text)
    assert fix(fixed.text).text == fixed.text


@given(
    st.randoms(use_true_random=False),
    st.lists(st.tuples(st.integers(0, 10_000), st.sampled_from("\"'\\{}[]:,#&*|>-? \n\ta1é😀\0"))),
)
def test_broken_files_are_left_or_fixed_once(random: Random, noise: list[tuple[int, str]]) -> None:
    draft = Draft(random, MISTAKES)
    for mistake in MISTAKES.values():
        mistake.make(draft)
    written = write(random, draft.written())
    text = written.text
    for number, character in noise:
        at = number % len(text)
        text = text[:at] + character + text[at + (number % 2) :]
    fixed = fix(text, written.path)
    assert "internal-error" not in names(fixed.report.diagnostics)
    assert fix(fixed.text, written.path).text == fixed.text
