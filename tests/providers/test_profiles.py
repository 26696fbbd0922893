"""The profiles in `schemas/providers`: valid, with a source for each claim, and one for a URL."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from itertools import combinations
from typing import Any

import pytest
from jsonschema import Draft7Validator
from ruamel.yaml import YAML

from outbound_lint import resources, urls
from outbound_lint.providers.matching import match, overlap
from outbound_lint.providers.reading import built_in, built_in_names
from outbound_lint.run.settings.linear import check_whole
from tests.checkout import ROOT

NAMES = built_in_names()
SCHEMA = json.loads(resources.schema("provider"))


@cache
def content(name: str) -> Any:
    return YAML(typ="safe", pure=True).load(resources.provider(name))


def claims(value: Any) -> Iterator[dict[str, Any]]:
    """Yield the mappings of a profile that name a source."""
    if isinstance(value, dict):
        if "source" in value:
            yield value
        for one in value.values():
            yield from claims(one)
    elif isinstance(value, list):
        for one in value:
            yield from claims(one)


def keys(claim: dict[str, Any]) -> list[str]:
    source = claim["source"]
    return [source] if isinstance(source, str) else source


def paths(name: str) -> list[str]:
    profile = built_in(name)
    return [*profile.paths, *(wrong.path for wrong in profile.wrong_endpoints)]


def test_every_profile_is_in_the_index_of_hosts() -> None:
    assert sorted(path.stem for path in (ROOT / "schemas/providers").iterdir()) == NAMES


def test_the_schema_is_valid() -> None:
    Draft7Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", NAMES)
def test_a_profile_is_valid_by_the_schema(name: str) -> None:
    errors = Draft7Validator(SCHEMA).iter_errors(content(name))
    assert [(error.json_path, error.message) for error in errors] == []


@pytest.mark.parametrize("name", NAMES)
def test_each_claim_has_a_source_and_each_source_a_claim(name: str) -> None:
    profile = content(name)
    used = {key for claim in claims(profile) for key in keys(claim)}
    assert used | {profile["page"]} == set(profile["sources"])


@pytest.mark.parametrize("name", NAMES)
def test_a_file_of_a_repository_has_a_permanent_link(name: str) -> None:
    for url in content(name)["sources"].values():
        host, *path = url.removeprefix("https://").split("/")
        assert host != "github.com" or (path[2] == "blob" and len(path[3]) == 40), url


@pytest.mark.parametrize("name", NAMES)
def test_reasons_fit_after_a_colon_and_facts_are_sentences(name: str) -> None:
    for claim in claims(content(name)):
        for key in ("why", "value"):
            assert not claim.get(key, "").endswith("."), claim
        assert claim.get("text", ".").endswith("."), claim


@pytest.mark.parametrize("name", NAMES)
def test_the_urls_of_a_profile_have_it(name: str) -> None:
    profile = built_in(name)
    for host in profile.hosts:
        for path in paths(name):
            url = f"https://{host}{path}".replace("*", "a1")
            found = match(urls.judge(url))
            assert found, url
            assert found.profile == profile, url
            assert (found.wrong is None) == (path in profile.paths), url


def test_no_url_has_two_profiles() -> None:
    profiles = [built_in(name) for name in NAMES]
    both = [(one.id, other.id) for one, other in combinations(profiles, 2) if overlap(one, other)]
    assert both == []


@pytest.mark.parametrize("name", NAMES)
def test_a_pattern_of_a_value_is_linear(name: str) -> None:
    for claim in claims(content(name)):
        if "pattern" in claim:
            check_whole(claim["pattern"])


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("/v1/calls", "/v1/calls/", True),
        ("/v1/*/calls", "/v1/a/calls", True),
        ("/v1/*/calls", "/v1/*/*", True),
        ("/v1/AC*/calls", "/v1/*9/calls", True),
        ("/v1/AC*/calls", "/v1/FW*/calls", False),
        ("/v1/AC*/calls", "/v1/AC/calls", False),
        ("/v1/*", "/v1/a/b", False),
    ],
)
def test_paths_that_a_url_can_match_are_recognized(one: str, other: str, *, expected: bool) -> None:
    profile = built_in("bolna")
    assert overlap(profile._replace(paths=(one,)), profile._replace(paths=(other,))) == expected
