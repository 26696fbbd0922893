"""The tables of special host names, and what a URL with such a host is judged."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from outbound_lint.facts import hosts
from outbound_lint.facts.host_endings import EXAMPLE_SIGNS, SPECIAL_ENDINGS
from outbound_lint.urls import judge, names, remarks

ROWS = (*hosts.PRIVATE, *hosts.METADATA, *hosts.RESOLVERS)
TABLES = (hosts.EXAMPLE, hosts.TUNNELS, hosts.REQUEST_BINS)
NAMES = [*(row.name for row in ROWS), *(name for table in TABLES for name in table)]
LABEL = re.compile(hosts.EXAMPLE_LABEL.pattern)
DOMAIN = re.compile(hosts.EXAMPLE_DOMAIN.pattern)


def test_every_name_has_a_source_and_is_in_its_plain_form() -> None:
    sources = {row.name: row.source for row in ROWS}
    assert len(sources) == len(ROWS)
    for table in (sources, *TABLES):
        for name, source in table.items():
            assert source
            assert name == name.lower().strip(".")


def test_no_special_name_is_public_in_any_spelling() -> None:
    for row in (*hosts.PRIVATE, *hosts.METADATA):
        for name in (row.name, f"a.{row.name}", f"A-b.c.{row.name.upper()}"):
            assert judge(f"https://{name}/x").not_public, name
    for resolver in hosts.RESOLVERS:
        assert judge(f"https://a.10.0.0.1.{resolver.name}:8443").not_public, resolver


def test_temporary_hosts_are_public_names() -> None:
    for name in (*hosts.TUNNELS, *hosts.REQUEST_BINS, *hosts.EXAMPLE):
        assert judge(f"https://a.{name}/").host == f"a.{name}"
        assert judge(f"https://a.{name}/").not_public is None


LABELS = sorted({label for name in NAMES for label in name.split(".")} | {"a", "x1", "com", "dev"})


@given(st.lists(st.sampled_from(LABELS), min_size=2, max_size=5).map(".".join))
def test_no_host_is_special_without_a_special_ending(host: str) -> None:
    *_, second, last = host.split(".")
    has_sign = any(sign in host for sign in EXAMPLE_SIGNS)
    if not has_sign and not {last, f"{second}.{last}"} & SPECIAL_ENDINGS:
        url = judge(f"https://{host}/")
        assert names.why_not_public(host) is None
        assert remarks.documentation_host(url) is remarks.temporary(url) is None


@given(st.from_regex(LABEL, fullmatch=True) | st.from_regex(DOMAIN, fullmatch=True))
def test_every_name_that_is_an_example_by_its_words_has_a_sign(name: str) -> None:
    assert any(sign in name for sign in EXAMPLE_SIGNS)


def test_the_exceptions_would_be_examples_without_the_table() -> None:
    assert all(LABEL.fullmatch(name.split(".")[0]) for name in hosts.REAL)


def test_the_special_endings_are_those_of_the_tables() -> None:
    assert {".".join(name.split(".")[-2:]) for name in NAMES} == SPECIAL_ENDINGS
