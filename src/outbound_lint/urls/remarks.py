"""Remarks on a valid URL: its host is an example, temporary, or looks like another."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from outbound_lint.facts import hosts, scripts
from outbound_lint.patterns import pattern
from outbound_lint.source import Span
from outbound_lint.urls import names
from outbound_lint.urls.hosts import DOTS
from outbound_lint.urls.values import HostRemark, Url

if TYPE_CHECKING:
    from collections.abc import Iterable

_PHONETIC = pattern(f"[{scripts.PHONETIC}]")


def documentation_host(url: Url) -> HostRemark | None:
    """Recognise an example host from documentation."""
    name = _name(url)
    if url.host_span is None or not names.row_of(name, hosts.EXAMPLE):
        return None
    return HostRemark(url.host_span, "an example host from documentation: no service answers there")


def temporary(url: Url) -> HostRemark | None:
    """Recognise a tunnel, a request bin or a test URL, which work for a short time only."""
    name = _name(url)
    if url.host_span and names.row_of(name, hosts.TUNNELS):
        why = "a tunnel to a developer's machine: it stops working when the tunnel is closed"
        return HostRemark(url.host_span, why)
    if url.host_span and names.row_of(name, hosts.REQUEST_BINS):
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
    why = _why_mapped(spelling, labels) or _why_look_alike(labels)
    return HostRemark(url.host_span, why) if why else None


def _name(url: Url) -> str:
    return url.host or (url.host_tail or "").removeprefix(".")


def _why_mapped(spelling: str, labels: list[str]) -> str | None:
    for written, mapped in zip(DOTS.split(spelling), labels, strict=False):
        if not written.isascii() and mapped.isascii():
            return "it has characters that look like ASCII, and programs read them as ASCII"
    return None


def _why_look_alike(labels: list[str]) -> str | None:
    ascii_end = labels[-1].isascii()
    for label in labels:
        used = set(_scripts(label))
        if len(used) > 1 and not any(used <= mix for mix in scripts.MIXES):
            return f"it mixes letters of different scripts in one label ({_listed(used)})"
        if _PHONETIC.search(label):
            return "it has phonetic letters that look like ordinary ones"
        letters = {character for character in label if character.isalpha()}
        if ascii_end and letters and letters <= scripts.LOOK_ALIKES:
            return f"it has a label of {_listed(used)} letters that look like Latin ones"
    return None


def _scripts(label: str) -> Iterable[str]:
    import unicodedata

    for character in label:
        if character.isalpha():
            script = re.split("[ -]", unicodedata.name(character, "UNKNOWN"))[0]
            yield "CJK" if script == "IDEOGRAPHIC" else script


def _listed(used: set[str]) -> str:
    return ", ".join(script.title() for script in sorted(used))
