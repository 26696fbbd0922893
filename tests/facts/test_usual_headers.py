"""Misspelled names of usual headers."""

from __future__ import annotations

import pytest

from outbound_lint.facts.http_fields import USUAL_NAMES, usual_name


@pytest.mark.parametrize("name", [name.lower() for name in USUAL_NAMES])
def test_the_usual_names_are_right(name: str) -> None:
    assert usual_name(name) is None


@pytest.mark.parametrize(
    ("name", "usual"),
    [
        ("authorizaton", "Authorization"),
        ("authorisation", "Authorization"),
        ("authroization", "Authorization"),
        ("authentification", "Authorization"),
        ("api-kye", "Api-Key"),
        ("contenttype", "Content-Type"),
        ("content_type", "Content-Type"),
        ("content.type", "Content-Type"),
        ("context-type", "Content-Type"),
        ("acept", "Accept"),
        ("user_agent", "User-Agent"),
        ("x-api-kye", "X-API-Key"),
        ("ocp-apim-subscripton-key", "Ocp-Apim-Subscription-Key"),
    ],
)
def test_a_misspelled_name_stands_for_a_usual_one(name: str, usual: str) -> None:
    assert usual_name(name) == usual


@pytest.mark.parametrize(
    "name",
    ["x-content-type", "x-authorization", "authority", "auth", "content-length", "content-language",
     "accept-language", "x-accept", "x-user-agent", "user-agent2", "api-key", "x-api-id", "x-agent",
     "authentication", "x-request-id", "x-tenant-id", ""],
)  # fmt: skip
def test_other_names_are_other_headers(name: str) -> None:
    assert usual_name(name) is None
