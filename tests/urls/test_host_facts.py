"""The tables of special host names, and what a URL with such a host is judged."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from outbound_lint.facts import hosts
from outbound_lint.facts.host_endings import SPECIAL_ENDINGS
from outbound_lint.urls import judge, names, remarks

ROWS = (*hosts.PRIVATE, *hosts.METADATA, *hosts.RESOLVERS)
TABLES = (hosts.EXAMPLE, hosts.TUNNELS, hosts.REQUEST_BINS)
NAMES = [*(row.name for row in ROWS), *(name for table in TABLES for name in table)]


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
    if not {last, f"{second}.{last}"} & SPECIAL_ENDINGS:
        url = judge(f"https://{host}/")
        assert names.why_not_public(host) is None
        assert remarks.documentation_host(url) is remarks.temporary(url) is None


def test_the_special_endings_are_those_of_the_tables() -> None:
    assert {".".join(name.split(".")[-2:]) for name in NAMES} == SPECIAL_ENDINGS
