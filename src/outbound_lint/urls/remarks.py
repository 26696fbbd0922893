"""Remarks on a valid URL: its host is an example, temporary, or looks like another."""

from __future__ import annotations

import re

from outbound_lint.facts import hosts, scripts
from outbound_lint.patterns import pattern
from outbound_lint.source import Span
from outbound_lint.urls.hosts import DOTS
from outbound_lint.urls.names import row_of
from outbound_lint.urls.values import HostRemark, Url

_PHONETIC = pattern(f"[{scripts.PHONETIC}]")


def documentation_host(url: Url) -> HostRemark | None:
    """Recognise an example host from documentation."""
    if url.host_span is None or not _is_example(_name(url)):
        return None
    why = "an example host from documentation: no server there starts your calls"
    return HostRemark(url.host_span, why)


def _is_example(name: str) -> bool:
    if not name or row_of(name, hosts.REAL) is not None:
        return False
    labels = name.split(".")
    domains = (".".join(labels[-count:]) for count in (2, 3))
    return (
        row_of(name, hosts.EXAMPLE) is not None
        or any(map(hosts.EXAMPLE_LABEL.fullmatch, labels))
        or any(map(hosts.EXAMPLE_DOMAIN.fullmatch, domains))
    )


def temporary(url: Url) -> HostRemark | None:
    """Recognise a tunnel, a request bin or a test URL, which work for a short time only."""
    name = _name(url)
    if url.host_span and row_of(name, hosts.TUNNELS):
        why = "a tunnel to a developer's machine: it stops working when the tunnel is closed"
        return HostRemark(url.host_span, why)
    if url.host_span and row_of(name, hosts.REQUEST_BINS):
        why = "a request bin: it only records or echoes requests, and starts no call"
        return HostRemark(url.host_span, why)
    if url.path_span and (found := hosts.TEST_PATH.search(url.text, *url.path_span)):
        why = "a test URL: it answers only while the workflow's editor waits for a request"
        return HostRemark(Span(*found.span()), why)
    return None


def homograph(url: Url) -> HostRemark | None:
    """Recognise a host whose letters look like others (UTS 39)."""
    if url.host is None or url.host_span is None or url.address is not None:
        return None
    spelling = url.text[slice(*url.host_span)]
    if spelling.isascii() and "xn--" not in url.host:
        return None
    import idna

    labels = [
        idna.ulabel(label) if label.startswith("xn--") else label for label in url.host.split(".")
    ]
    why = _why_look_alike(spelling, labels)
    return HostRemark(url.host_span, why) if why else None


def _name(url: Url) -> str:
    return url.host or (url.host_tail or "").removeprefix(".")


def _why_look_alike(spelling: str, labels: list[str]) -> str | None:
    import unicodedata

    pairs = zip(DOTS.split(spelling), labels, strict=False)
    if any(mapped.isascii() and not written.isascii() for written, mapped in pairs):
        return "it has characters that look like ASCII, and programs read them as ASCII"
    ascii_end = labels[-1].isascii()
    for label in labels:
        letters = {character for character in label if character.isalpha()}
        names = (unicodedata.name(letter, "UNKNOWN") for letter in letters)
        used = {re.split("[ -]", name)[0].replace("IDEOGRAPHIC", "CJK") for name in names}
        if len(used) > 1 and not any(used <= mix for mix in scripts.MIXES):
            return f"it mixes letters of different scripts in one label ({_listed(used)})"
        if _PHONETIC.search(label):
            return "it has phonetic letters that look like ordinary ones"
        if ascii_end and letters and letters <= scripts.LOOK_ALIKES:
            return f"it has a label of {_listed(used)} letters that look like Latin ones"
    return None


def _listed(used: set[str]) -> str:
    return ", ".join(script.title() for script in sorted(used))
