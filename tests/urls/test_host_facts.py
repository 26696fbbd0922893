"""The tables of host names are what their readers take them for."""

from __future__ import annotations

from outbound_lint.facts import hosts
from outbound_lint.urls import judge

ROWS = (*hosts.PRIVATE, *hosts.METADATA, *hosts.RESOLVERS)
TABLES = (hosts.EXAMPLE, hosts.TUNNELS, hosts.REQUEST_BINS)


def test_every_name_has_its_source_and_its_plain_form() -> None:
    sources = {row.name: row.source for row in ROWS}
    assert len(sources) == len(ROWS)
    for table in (sources, *TABLES):
        for name, source in table.items():
            assert source
            assert name == name.lower().strip(".")


def test_no_special_name_escapes_the_proof_of_plain_soundness() -> None:
    for row in (*hosts.PRIVATE, *hosts.METADATA):
        for name in (row.name, f"a.{row.name}", f"A-b.c.{row.name.upper()}"):
            assert judge(f"https://{name}/x").not_public, name
    for resolver in hosts.RESOLVERS:
        assert judge(f"https://a.10.0.0.1.{resolver.name}:8443").not_public, resolver


def test_passing_hosts_are_public_names() -> None:
    for name in (*hosts.TUNNELS, *hosts.REQUEST_BINS, *hosts.EXAMPLE):
        assert judge(f"https://a.{name}/").host == f"a.{name}"
        assert judge(f"https://a.{name}/").not_public is None
