"""Remarks on the hosts of valid URLs."""

from __future__ import annotations

import pytest

from outbound_lint.urls import judge
from outbound_lint.urls.remarks import documentation_host, homograph, temporary


@pytest.mark.parametrize(
    "host",
    [
        "your-endpoint.com",
        "api.your-endpoint.com",
        "example.com",
        "a.b.EXAMPLE.org",
        "example.net.",
        "api.yourcompany.com",
        "your-app.herokuapp.com",
        "YOUR_DOMAIN.com",
        "your.domain.com",
        "example.io",
        "my-company.co.uk",
        "xxxx.acme.dev",
    ],
)
def test_example_hosts_are_recognised(host: str) -> None:
    url = judge(f"https://{host}/x")
    remark = documentation_host(url)
    assert remark
    assert remark.span == url.host_span


@pytest.mark.parametrize(
    "host",
    [
        "myexample.com",
        "example.com.evil.io",
        "endpoint.com",
        "yourmechanic.com",
        "your-move.co.uk",
        "static.1.2.3.4.clients.your-server.de",
        "example.acme.dev",
        "my-app.fly.dev",
    ],
)
def test_other_hosts_are_not_examples(host: str) -> None:
    assert documentation_host(judge(f"https://{host}/x")) is None


def test_the_known_end_of_a_host_is_enough() -> None:
    assert documentation_host(judge("https://${TENANT}.example.com/"))
    assert temporary(judge("https://${ID}.ngrok-free.app/"))
    assert temporary(judge("https://${ID}/")) is None


@pytest.mark.parametrize(
    "text",
    """https://ab12.ngrok.io https://ab12.ngrok-free.app/x https://ab.ngrok.app https://x.ngrok.dev
    https://a-b-c.trycloudflare.com https://x.loca.lt https://x.localtunnel.me https://x.serveo.net
    https://x.lhr.life https://x.pagekite.me https://x.tunnelmole.net https://bore.pub:1234
    https://x.share.zrok.io https://x-8080.euw.devtunnels.ms https://x-80.app.github.dev
    https://x.a.free.pinggy.link https://webhook.site/0e2c https://0e2c.webhook.site
    https://en12.x.pipedream.net https://x.free.beeceptor.com https://smee.io/x
    https://hookbin.com/x https://www.postb.in/x https://httpbin.org/post https://requestbin.com/r
    https://postman-echo.com/post https://x.oast.fun https://x.oastify.com https://run.mocky.io/v3
    """.split(),
)
def test_tunnels_and_request_bins_are_recognised(text: str) -> None:
    url = judge(text)
    remark = temporary(url)
    assert url.problem is url.not_public is None
    assert remark
    assert remark.span == url.host_span


def test_test_urls_are_reported_at_their_segment() -> None:
    text = "https://n8n.x.com/webhook-test/abc"
    remark = temporary(judge(text))
    assert remark
    assert text[slice(*remark.span)] == "/webhook-test"
    assert temporary(judge("https://n8n.x.com/webhook/abc")) is None
    assert temporary(judge("https://x.com/webhook-testing/abc")) is None


@pytest.mark.parametrize(
    "host",
    [
        "eo12.m.pipedream.net",
        "hooks.zapier.com",
        "hook.eu1.make.com",
        "mywebhook.site",
        "ngrok.com",
        "api.vapi.ai",
    ],
)
def test_lasting_hosts_are_not_temporary(host: str) -> None:
    assert temporary(judge(f"https://{host}/x")) is None


@pytest.mark.parametrize(
    "host",
    [
        "gооgle.com",  # two Cyrillic letters
        "аррӏе.com",  # all Cyrillic
        "xn--80ak6aa92e.com",
        "ɡoogle.com",
        "ｇoogle.com",
        "ⓥapi.ai",
        "vapı.ai.аi.com",
        "οοο.com",  # all Greek
    ],
)
def test_look_alike_hosts_are_recognised(host: str) -> None:
    url = judge(f"https://{host}/")
    assert url.problem is None
    remark = homograph(url)
    assert remark
    assert remark.span == url.host_span


@pytest.mark.parametrize(
    "host",
    [
        "api.vapi.ai",
        "münchen.de",
        "MÜNCHEN.DE",
        "kırmızı.com.tr",
        "日本語.jp",
        "東京tower.jp",
        "例え。jp",
        "한국어.kr",
        "кто.рф",
        "москва.com",
        "ελληνικά.gr",
        "עברית.co.il",
        "8.8.8.8",
        "１２７.0.0.1",
        "a_b.com",
        "x\u0430_y.com",
    ],
)
def test_ordinary_international_hosts_are_not_look_alikes(host: str) -> None:
    assert homograph(judge(f"https://{host}/")) is None
