"""The judgement of a URL as a whole."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from outbound_lint.urls import Url, judge
from outbound_lint.urls.parameters import parameters
from tests.growth import is_linear
from tests.urls.samples import INVALID, NOT_PUBLIC, VALID


@pytest.mark.parametrize("text", NOT_PUBLIC)
def test_a_host_that_is_not_public_is_reported_at_the_host(text: str) -> None:
    url = judge(text)
    assert url.problem is None
    assert url.not_public
    assert url.not_public.span == url.host_span


@pytest.mark.parametrize("text", INVALID)
def test_the_problem_of_an_invalid_url_is_reported_at_its_place(text: str) -> None:
    problem = judge(text).problem
    assert problem
    assert text[slice(*problem.span)] == INVALID[text]


def test_the_right_one_of_several_places_is_reported() -> None:
    for text, start in (
        ("https://https://x.com/", 8),
        ("https://x.com:/", 13),
        ("https://x*y.com:0/0*", 9),
        ("https://x.com:0/", 14),
        ("https://a@b@c.com/@", 9),
        ("https://x.com\\y\\z", 13),
    ):
        problem = judge(text).problem
        assert problem
        assert problem.span[0] == start


@pytest.mark.parametrize("text", VALID)
def test_nothing_is_reported_about_a_valid_url(text: str) -> None:
    url = judge(text)
    assert url.problem is None
    assert url.not_public is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("https://2130706433/", "loopback address 127.0.0.1 written as a decimal number"),
        ("https://0177.0.0.1/", "loopback address 127.0.0.1 written in octal"),
        ("https://0x7f.0.0.1/", "loopback address 127.0.0.1 written in hexadecimal"),
        ("https://127.1/", "loopback address 127.0.0.1 written in short form"),
        ("https://１２７.0.0.1/", "loopback address 127.0.0.1 written in look-alike characters"),
        ("https://10.0.0.1/", "private address 10.0.0.1"),
        (
            "https://[::ffff:7f00:1]/",
            "IPv4-mapped address ::ffff:7f00:1, which contains the loopback address 127.0.0.1",
        ),
        (
            "https://x.lvh.me/",
            "`lvh.me` and all names under it are 127.0.0.1, the local machine itself",
        ),
        (
            "https://a.7f000001.nip.io",
            "`nip.io` resolves this name to the loopback address 127.0.0.1",
        ),
        ("https://metadata.google.internal/", "the cloud metadata service (Google Cloud)"),
        ("https://db.internal/", "names under `.internal` are reserved for private networks"),
        ("https://db/", "a name without a dot exists only in a private network"),
    ],
)
def test_the_reason_says_what_an_unusual_spelling_stands_for(text: str, why: str) -> None:
    reason = judge(text).not_public
    assert reason
    assert reason.why == why


@pytest.mark.parametrize("text", ["https://%31%32%37.0.0.1/", "https://127․0․0․1/"])
def test_the_address_of_a_host_with_a_problem_is_recognised(text: str) -> None:
    url = judge(text)
    assert url.problem
    assert url.not_public
    assert "127.0.0.1" in url.not_public.why


def test_each_part_of_a_url_has_its_span() -> None:
    text = "HTTPS://me:it@Api.Vapi.ai:8443/v1/call?a=b#top"
    url = judge(text)

    def part(span: tuple[int, int] | None) -> str | None:
        return text[slice(*span)] if span else None

    assert part(url.scheme_span) == "HTTPS"
    assert part(url.userinfo_span) == "me:it"
    assert part(url.host_span) == "Api.Vapi.ai"
    assert part(url.port_span) == "8443"
    assert part(url.path_span) == "/v1/call"
    assert part(url.query_span) == "a=b"
    assert part(url.fragment_span) == "#top"
    assert (url.scheme, url.host, url.port) == ("https", "api.vapi.ai", 8443)


def test_absent_parts_have_no_span() -> None:
    url = judge("https://x.com")
    assert url.userinfo_span is url.port_span is url.query_span is url.fragment_span is None
    assert url.path_span == (13, 13)


@pytest.mark.parametrize(
    ("text", "host", "address"),
    [
        ("https://MÜNCHEN.de./", "xn--mnchen-3ya.de", None),
        ("https://127.1/", "127.0.0.1", "127.0.0.1"),
        ("https://8.8.8.8/", "8.8.8.8", "8.8.8.8"),
        ("https://[2606:4700:0:0::1111]/", "[2606:4700::1111]", "2606:4700::1111"),
        ("https://[::ffff:1.2.3.4]/", "[::ffff:102:304]", "::ffff:102:304"),
        ("https://x.com:0/", "x.com", None),
    ],
)
def test_the_host_is_canonical(text: str, host: str, address: str | None) -> None:
    url = judge(text)
    assert (url.host, url.address) == (host, address)


@pytest.mark.parametrize(
    ("text", "tail"),
    [
        ("https://${HOST}/x", None),
        ("{{url}}", None),
        ("https://x.com${REST}/", None),
        ("https://api-${ENV}.x.com/", ".x.com"),
        ("https://{{a}}.db.internal./", ".db.internal"),
        ("https://127.0.0.${N}", None),
    ],
)
def test_placeholders_hide_the_host_except_its_known_end(text: str, tail: str | None) -> None:
    url = judge(text)
    assert url.unknown_host
    assert url.host is None
    assert url.host_tail == tail


@pytest.mark.parametrize(
    "text", ["https://x.com/{{a b}}?c=${D e}", "https://x.com/${A_${B}}#$(c d)"]
)
def test_malformed_placeholders_after_the_host_are_reported_by_their_own_rule(text: str) -> None:
    assert judge(text).problem is None


def test_placeholders_elsewhere_do_not_hide_the_host() -> None:
    url = judge("https://${USER}:${PASS}@api.x.com:${PORT}/${A:-b/c?d#e}?q=${Q}#${F}")
    assert (url.host, url.port, url.unknown_host) == ("api.x.com", None, False)
    assert url.text[slice(*url.path_span or ())] == "/${A:-b/c?d#e}"


def test_neither_messages_nor_the_repr_show_credentials() -> None:
    for text in ("https://u:hunter2@x*y.com/?k=hunter2", "https://u:hunter2/@x.com", "hunter2 x"):
        url = judge(text)
        assert url.problem
        assert "hunter2" not in repr(url) + url.problem.message + url.problem.hint


@given(st.one_of(st.text(), st.text().map("https://".__add__)))
@example("https://\ud800.com")
@example("https://[")
@example("https://%")
@example("https://xn--\u0660.com")
def test_any_text_can_be_judged_and_every_span_is_inside_it(text: str) -> None:
    url = judge(text)
    assert url == judge(text)
    spans = [value for name, value in zip(Url._fields, url, strict=True) if name.endswith("_span")]
    spans += [one.span for one in (url.problem, url.not_public) if one]
    for span in filter(None, spans):
        assert 0 <= span[0] <= span[1] <= len(text)


@pytest.mark.parametrize(
    "unit", ["a.", "-", "%31", "é", "${", "${A}", "[", "@", ":", "/", "\\", "1.", "1-", "xn--a."]
)
def test_long_texts_take_linear_time(unit: str) -> None:
    assert is_linear(lambda text: judge(f"https://{text}.nip.io/"), unit * 200_000)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("https://x.com/", []),
        ("https://x.com/?", []),
        ("https://x.com/?a", []),
        ("https://x.com/?a=&b=1&&c=d=e;f=2#g=3", [("b", "1"), ("c", "d=e"), ("f", "2")]),
        ("https://x.com/?a=1&a=2&=3", [("a", "1"), ("a", "2"), ("", "3")]),
        ("${URL}?a=1", []),
    ],
)
def test_the_parameters_of_the_query_have_their_places(
    text: str, values: list[tuple[str, str]]
) -> None:
    found = parameters(judge(text))
    assert [(one.name, text[one.start : one.end]) for one in found] == values


def test_hints_and_messages_are_written_as_in_all_findings() -> None:
    """A message starts in lower case and has no full stop; a hint is a whole sentence."""
    for text in INVALID:
        problem = judge(text).problem
        assert problem
        assert not problem.message.endswith(".")
        assert not problem.message[0].isupper() or problem.message.startswith(("U+", "IP"))
        assert re.fullmatch(r"[A-Z].*\.", problem.hint), problem.hint


def test_importing_the_package_costs_no_heavy_import() -> None:
    heavy = {"idna", "ipaddress", "validators", "unicodedata", "dataclasses", "urllib.parse"}
    code = f"import sys, outbound_lint.urls; print(*sorted({heavy!r} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": ":".join(filter(None, sys.path))},
    )
    assert done.stdout.split() == []
