"""The agents that the platform's API lists, fetched with the guard and the bounds of the probe.

URL, header, paging and members are those of the SDKs that Coval generates from its OpenAPI
description (github.com/coval-ai/coval-examples, python-sdk/src/coval_sdk/api/agents_api.py).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple
from urllib.parse import quote

from outbound_lint import __version__, urls
from outbound_lint.connections.names import FIELD_NAMES, OUTBOUND_VOICE
from outbound_lint.connections.reading import MAX_CHARACTERS, ParsedFile, read
from outbound_lint.connections.request import Request
from outbound_lint.platform.failures import sentence
from outbound_lint.probe.network.transport import Limits, Means, fetch
from outbound_lint.probe.permissions import Authority, authority_of
from outbound_lint.probe.plan import Target
from outbound_lint.source import Source

DEFAULT_URL = "https://api.coval.dev/v1"
PATH = "<platform>"
"""What reports call the list of agents."""

_PAGE_SIZE = 100
_MOST_PAGES = 100
_MOST_SECONDS = 120.0
_MOST_BODY = 8 * 1024 * 1024
_LONGEST_TOKEN = 4096
_ACCEPTED = ("ok", "probe-slow", "probe-tls-expiring")
_KEPT = ("id", "display_name", "model_type", "endpoint")


class PlatformError(Exception):
    """Why the agents are not known: a sentence without a full stop, without text of the peer."""


class Api(NamedTuple):
    """The API of the platform.

    Attributes:
        url: The URL below which the resources are, without a slash at its end.
        authority: Its host and port.
        is_address: Whether the host is an IP address.
        allowed: Whether `--probe-allow-host` names the host and port.
    """

    url: str
    authority: Authority
    is_address: bool
    allowed: bool


class _Page(NamedTuple):
    agents: list[dict[str, Any]]
    next_token: str | None


def parse_url(text: str, allowed: frozenset[Authority]) -> Api:
    """Parse the URL of the API.

    Args:
        text: The URL.
        allowed: The hosts that may be private and may use http.

    Raises:
        PlatformError: It is not a URL that the key may be sent to; the message does not quote it.
    """
    url = urls.judge(text)
    authority = authority_of(url)
    if authority is None or url.userinfo_span or url.query_span or url.fragment_span:
        raise PlatformError(
            f"write a URL without user, query and fragment, like {DEFAULT_URL}: the path before "
            "/agents"
        )
    is_allowed = authority in allowed
    if url.scheme != "https" and not is_allowed:
        raise PlatformError(
            "write https: the key is sent over http only to a host of --probe-allow-host"
        )
    path = url.text[slice(*url.path_span)] if url.path_span else ""
    base = (
        f"{url.scheme}://{authority.with_port}{quote(path.rstrip('/'), safe='/%:@!$&()*+,;=~-._')}"
    )
    return Api(base, authority, url.address is not None, is_allowed)


def check_key(key: str) -> None:
    """Check that a key can be sent in a header.

    Raises:
        PlatformError: It is empty, or has characters that no key has; it is not quoted.
    """
    if not key:
        raise PlatformError("COVAL_API_KEY is not set: set it to an API key of the platform")
    if not (key.isascii() and key.isprintable() and " " not in key):
        raise PlatformError(
            "COVAL_API_KEY has spaces, line breaks or other characters that no key has: set it "
            "without them"
        )


def fetch_agents(api: Api, key: str, means: Means) -> ParsedFile:
    """Fetch the outbound voice agents.

    Args:
        api: The API.
        key: The key.
        means: Trust, limits, resolver and proxy.

    Returns:
        The agents as a file of the API's shape, of which only what makes a connection is kept.

    Raises:
        PlatformError: They could not be fetched.
    """
    with asyncio.Runner() as runner:
        agents = runner.run(_all_agents(api, key, means))
    text = json.dumps({"agents": agents}, indent=2, ensure_ascii=False)
    if len(text) > MAX_CHARACTERS:
        raise PlatformError(f"the agents are longer than {MAX_CHARACTERS:,} characters together")
    parsed = read(Source(text, PATH), as_json=True)
    if parsed.problems:  # a limit is exceeded
        raise PlatformError(f"the list of agents can't be used: {parsed.problems[0].message}")
    return parsed


async def _all_agents(api: Api, key: str, means: Means) -> list[dict[str, Any]]:
    clock = asyncio.get_running_loop().time
    end = clock() + _MOST_SECONDS
    agents: list[dict[str, Any]] = []
    tokens: set[str] = set()
    token: str | None = None
    while len(tokens) < _MOST_PAGES:
        total = min(means.limits.total, end - clock())
        if total <= 0:
            raise PlatformError(f"the list of agents was not complete after {_MOST_SECONDS:.0f} s")
        limits = Limits(total=total, body=_MOST_BODY, received=_MOST_BODY + 512 * 1024)
        page = await _page(api, key, token, replace(means, limits=limits))
        agents += page.agents
        token = page.next_token
        if token is None:
            return agents
        if token in tokens:
            raise PlatformError("the list of agents has no end: a page token was returned twice")
        tokens.add(token)
    raise PlatformError(f"the list of agents has more than {_MOST_PAGES} pages")


async def _page(api: Api, key: str, token: str | None, means: Means) -> _Page:
    query = f"page_size={_PAGE_SIZE}" + (f"&page_token={quote(token, safe='')}" if token else "")
    headers = (
        ("X-API-Key", key),
        ("Accept", "application/json"),
        ("User-Agent", f"outbound-lint/{__version__}"),
    )
    request = Request("GET", f"{api.url}/agents?{query}", headers, b"")
    scheme = api.url.partition(":")[0]
    host, port = api.authority
    target = Target(scheme, host, port, api.is_address, api.allowed, request)
    outcome, content = await fetch(target, means)
    if outcome.name == "interrupted":
        raise asyncio.CancelledError  # the runner makes it a KeyboardInterrupt
    if outcome.name not in _ACCEPTED:
        raise PlatformError(sentence(outcome, api.authority))
    if content is None:
        raise PlatformError(f"a page of agents is longer than {_MOST_BODY // 1024 // 1024} MiB")
    page = _parsed(content)
    if page is None:
        raise PlatformError(
            f"the response of {api.authority} is not a list of agents in JSON: check --api-url"
        )
    return page


def _parsed(content: bytes) -> _Page | None:
    """Parse a page; None if it is not what the platform documents."""
    try:
        page = json.loads(content, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None
    agents = page.get("agents") if isinstance(page, dict) else None
    token = page.get("next_page_token") if agents is not None else None
    if not isinstance(agents, list) or not all(isinstance(one, dict) for one in agents):
        return None
    if not isinstance(token, str | None) or len(token or "") > _LONGEST_TOKEN:
        return None
    return _Page([*_connections(agents)], token or None)


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _connections(agents: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield what makes a connection of the agents that are one."""
    for agent in agents:
        if agent.get("model_type") == OUTBOUND_VOICE:
            kept = {name: agent[name] for name in _KEPT if name in agent}
            metadata = agent.get("metadata")
            if isinstance(metadata, dict):
                fields = {name: metadata[name] for name in FIELD_NAMES if name in metadata}
                kept["metadata"] = {name: _as_text(value) for name, value in fields.items()}
            yield kept


def _as_text(value: object) -> object:
    """Return an object as the string that it is in a connection file."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value
