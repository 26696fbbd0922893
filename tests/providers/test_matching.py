"""Which profile is for a URL: host and path are certain, or none is."""

from __future__ import annotations

import pytest

from outbound_lint import urls
from outbound_lint.providers.matching import match
from outbound_lint.providers.model import Number, Profile, WrongEndpoint

GATEWAY = Profile(
    id="acme",
    name="Acme",
    api="Dial",
    page="https://docs.acme.dev/dial",
    hosts=("voice.acme.dev", "*.voice.acme.dev", "eu-*.acme.dev"),
    paths=("/v1/dial", "/v1/agents/*/dial", "/Accounts/*.json"),
    body="json",
    number=Number("to", "top-level"),
    wrong_endpoints=(WrongEndpoint("/v1/agents", "It lists agents."),),
)


def found(url: str) -> str | None:
    result = match(urls.judge(url), (GATEWAY,))
    return result and ("wrong" if result.wrong else result.profile.id)


@pytest.mark.parametrize(
    "url",
    [
        "https://voice.acme.dev/v1/dial",
        "https://voice.acme.dev/v1/dial/",
        "https://VOICE.acme.dev./v1/dial?x=1#y",
        "https://voice.acme.dev:8080/v1/dial",
        "https://voice.acme.dev/v1/dial?key=${KEY}",
        "https://eu.voice.acme.dev/v1/dial",
        "https://eu-1.acme.dev/v1/dial",
        "https://voice.acme.dev/v1/agents/${AGENT_ID}/dial",
        "https://voice.acme.dev/v1/agents/support-{{id}}/dial",
        "https://voice.acme.dev/Accounts/1.json",
    ],
)
def test_a_known_host_and_path_have_a_profile(url: str) -> None:
    assert found(url) == "acme"


@pytest.mark.parametrize(
    "url",
    [
        "https://acme.dev/v1/dial",
        "https://voice.acme.dev.evil.net/v1/dial",
        "https://xvoice.acme.dev/v1/dial",
        "https://a.b.voice.acme.dev/v1/dial",
        "https://eu-.acme.dev/v1/dial",
        "https://voice.acme.dev/",
        "https://voice.acme.dev/v1",
        "https://voice.acme.dev/V1/dial",
        "https://voice.acme.dev/v1/dial/x",
        "https://voice.acme.dev/v1/agents/a/b/dial",
        "https://voice.acme.dev/v1/agents//dial",
        "https://voice.acme.dev/${PATH}",
        "https://voice.acme.dev/v1/${NAME}",
        "https://${HOST}/v1/dial",
        "https://${REGION}.voice.acme.dev/v1/dial",
        "${URL}",
        "/v1/dial",
        "",
    ],
)
def test_an_unknown_host_or_path_has_none(url: str) -> None:
    assert found(url) is None


@pytest.mark.parametrize("path", ["/v1/agents", "/v1/agents/"])
def test_a_path_that_starts_no_call_is_known(path: str) -> None:
    assert found(f"https://voice.acme.dev{path}") == "wrong"
