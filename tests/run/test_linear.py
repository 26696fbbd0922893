"""Patterns of placeholders: those that are accepted run in linear time on any text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outbound_lint.run.settings.linear import NotLinearError, check_pattern
from tests.growth import is_linear

ACCEPTED = [
    r"%%[A-Z_]+%%",
    r"%%\w+%%",
    r"<[a-z]{1,40}>",
    r"__\w{1,60}__",
    r"~[^~]*~",
    r"@@(?:prod|dev)\.[a-z]+(?:\.[a-z]{1,9}){0,1}@@",
    r"\{\{\s*x\s*\}\}",
    r"%[a-z]++:[0-9]+%",
    r"~a*?b+?~",
    r"~(?:a?)b*~",
    r"%(?:a|b)+%",
]
REFUSED = [
    (r"__\w+__", "a repeat matches `_`"),
    (r"%.*%", "a repeat matches `%`"),
    (r"%(?:ab)+%", "more than one character without a limit"),
    (r"%a*a%", "can also match what follows it"),
    (r"%a*b?a%", "can also match what follows it"),
    (r"%(?:a*)(?:a*)b", "can also match what follows it"),
    (r"%(?:a*b?){1,3}c", "can also match what follows it"),
    (r"%\w+\d+%", "can also match what follows it"),
    (r"%\d+[^ -~]%", "can also match what follows it"),  # digits of other scripts
    (r"%(?:a|x*)x%", "can also match what follows it"),
    (r"%a{1,60}b{1,60}%", "too many ways"),
    (r"%a{1,9999}%", "too many ways"),
    (r"%(?:a|b|c|dd){1,9}%", "too many ways"),
    (r"[A-Z]+", "must begin with a fixed character"),
    (r"a|b", "must begin with a fixed character"),
    (r"", "must begin with a fixed character"),
    (r"(?i)%a%", "must begin with a fixed character"),
    (r"^%a%", "must begin with a fixed character"),
    (r"%(?i:a)%", "flags"),
    (r"%(a)%", "groups that capture"),
    (r"%(?P<n>a)%", "groups that capture"),
    (r"%(?=a)%", "lookarounds"),
    (r"%a\b%", "anchors"),
    (r"%", "at least two characters"),
    (r"%a*", "at least two characters"),
    (r"%[", "not a valid regular expression"),
    (r"%é%", "printable ASCII"),
    ("%" + 500 * "(?:" + "a" + 500 * ")" + "%", "at most 200 characters"),
]


@pytest.mark.parametrize("pattern", ACCEPTED)
def test_patterns_of_usual_placeholders_are_accepted(pattern: str) -> None:
    check_pattern(pattern)


@pytest.mark.parametrize(("pattern", "reason"), REFUSED)
def test_other_patterns_are_refused_with_the_reason(pattern: str, reason: str) -> None:
    with pytest.raises(NotLinearError) as caught:
        check_pattern(pattern)
    assert reason in caught.value.message
    assert caught.value.hint.endswith(".")


HOSTILE = ["%", "%a", "a", "_", "~", "%%A", "@@dev.a", "{{ ", "<a", "__a", "~ab", "%a:0"]


@pytest.mark.parametrize("unit", HOSTILE)
@pytest.mark.parametrize("pattern", ACCEPTED)
def test_accepted_patterns_run_in_linear_time(pattern: str, unit: str) -> None:
    compiled = re.compile(pattern)
    text = unit * (40_000 // len(unit))
    assert is_linear(lambda given: [*compiled.finditer(given)], text)


ATOMS = st.sampled_from(["a", "b", "%", ".", r"\w", "[ab]", "[^a]", "a?", "(?:a|bb)", "(?:ab?)"])
REPEATS = st.sampled_from(["", "*", "+", "?", "{1,3}", "{2}", "*?", "++"])
PATTERNS = st.lists(st.tuples(ATOMS, REPEATS).map("".join), max_size=4).map(
    lambda parts: "%" + "".join(parts) + "%"
)


@settings(max_examples=25, deadline=None)
@given(pattern=PATTERNS)
def test_what_is_accepted_costs_no_more_than_its_text(pattern: str) -> None:
    try:
        check_pattern(pattern)
    except NotLinearError:
        return
    compiled = re.compile(pattern)
    for unit in ("%", "a", "b", "ab", "%a", "%ab"):
        text = "%" + unit * (1_000 // len(unit)) + "!"
        assert is_linear(lambda given: [*compiled.finditer(given)], text)
