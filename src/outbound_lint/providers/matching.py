"""Which profile is for a URL."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from outbound_lint.facts import placeholders
from outbound_lint.facts.host_endings import PROVIDER_ENDINGS, ending
from outbound_lint.providers.model import Profile, WrongEndpoint
from outbound_lint.urls import Url


class Match(NamedTuple):
    """A profile that is for a URL.

    Attributes:
        profile: the profile.
        wrong: the entry for a path that starts no call; None if the URL is that of the API.
    """

    profile: Profile
    wrong: WrongEndpoint | None = None


def match(url: Url, further: tuple[Profile, ...] = ()) -> Match | None:
    """Return the profile for a URL.

    Profiles are read only if one has the host of the URL.

    Args:
        url: The URL.
        further: Profiles of the user; no URL matches one of them and another profile.

    Returns:
        The profile; None where host or path are unknown, or none of a profile.
    """
    if url.host is None or url.path_span is None or url.problem:
        return None
    path = placeholders.hide(url.text)[slice(*url.path_span)]
    profiles = list(of_host(url.host, further))
    for profile in profiles:
        if any(is_path(path, one) for one in profile.paths):
            return Match(profile)
    for profile in profiles:
        for wrong in profile.wrong_endpoints:
            if is_path(path, wrong.path):
                return Match(profile, wrong)
    return None


def of_host(host: str, further: Iterable[Profile] = ()) -> Iterator[Profile]:
    """Yield the profiles of a host.

    Args:
        host: The host in lower case.
        further: Profiles of the user.
    """
    if ending(host) in PROVIDER_ENDINGS:
        from outbound_lint.facts.provider_hosts import HOSTS
        from outbound_lint.providers.reading import built_in

        names = (name for pattern, name in HOSTS if is_host(host, pattern))
        yield from map(built_in, dict.fromkeys(names))
    for profile in further:
        if any(is_host(host, pattern) for pattern in profile.hosts):
            yield profile


def is_host(host: str, pattern: str) -> bool:
    """Return whether a host matches a pattern: `*` is one or more characters of a label."""
    return host == pattern or (
        "*" in pattern and _regex(pattern, "[^.]+").fullmatch(host) is not None
    )


def is_path(path: str, pattern: str) -> bool:
    """Return whether a path matches a pattern: `*` is one or more characters of a segment.

    A `/` at the end makes no difference.

    Args:
        path: The path, each character of a placeholder hidden.
        pattern: The pattern.
    """
    path, pattern = path.rstrip("/"), pattern.rstrip("/")
    return path == pattern or _regex(pattern, "[^/]+").fullmatch(path) is not None


@lru_cache(maxsize=256)
def _regex(pattern: str, star: str) -> re.Pattern[str]:
    return re.compile(star.join(map(re.escape, pattern.split("*"))))


def overlap(one: Profile, other: Profile) -> bool:
    """Return whether a URL can match both profiles."""
    hosts = ((host, another) for host in one.hosts for another in other.hosts)
    return any(_parts_overlap(*pair, ".") for pair in hosts) and any(
        _parts_overlap(path, another, "/") for path in _paths(one) for another in _paths(other)
    )


def _paths(profile: Profile) -> list[str]:
    return [*profile.paths, *(wrong.path for wrong in profile.wrong_endpoints)]


def _parts_overlap(one: str, other: str, separator: str) -> bool:
    parts = one.strip("/").split(separator), other.strip("/").split(separator)
    return len(parts[0]) == len(parts[1]) and all(map(_patterns_overlap, *parts))


def _patterns_overlap(one: str, other: str) -> bool:
    """Return whether a text matches both patterns."""
    first, second = _tokens(one), _tokens(other)
    seen, waiting = set[tuple[int, int]](), [(0, 0)]
    while waiting:
        at = waiting.pop()
        if at == (len(first), len(second)):
            return True
        if at not in seen:
            seen.add(at)
            waiting += _next(first, second, *at)
    return False


_ANY, _MORE = "?", "*"  # one character, and any number of characters


def _tokens(pattern: str) -> str:
    return pattern.replace("*", _ANY + _MORE)


def _next(first: str, second: str, at: int, there: int) -> Iterator[tuple[int, int]]:
    """Yield how far two patterns can be read together, one step on."""
    one, other = first[at : at + 1], second[there : there + 1]
    if _MORE in (one, other):
        if one:
            yield at + 1, there
        if other:
            yield at, there + 1
    elif one and other and (one == other or _ANY in (one, other)):
        yield at + 1, there + 1
