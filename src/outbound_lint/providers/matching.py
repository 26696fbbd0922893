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
