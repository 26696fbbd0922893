"""URLs that are secrets themselves: webhook paths and query parameters that authenticate.

Such receivers require nothing else, so anyone who reads the URL can call it. The sources are the
vendors' pages about their webhooks; the tests have an example of each row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from outbound_lint.facts.credential_names import looks_secret_name, names_credential
from outbound_lint.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

_UUID: Final = r"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}"

# Host (a name, or a suffix that starts with a dot; empty for any), and the path with the secret as
# group 1.
_WEBHOOKS: Final = (
    ("hooks.slack.com", pattern(r"/(?:services|workflows|triggers)/(.+)")),
    ("hooks.zapier.com", pattern(r"/hooks/(?:catch|standard)/(.+)")),
    (".make.com", pattern(r"/(.+)")),  # hook.eu1.make.com, hook.us2.make.com, hook.make.com
    (".make.celonis.com", pattern(r"/(.+)")),  # hook.us1.make.celonis.com
    ("hook.integromat.com", pattern(r"/(.+)")),
    (".app.n8n.cloud", pattern(r"/(?:webhook|form)(?:-test|-waiting)?/(.+)")),
    ("maker.ifttt.com", pattern(r"/trigger/[^/]+/(?:json/)?with/key/([^/]+)")),
    ("discord.com", pattern(r"/api(?:/v[0-9]+)?/webhooks/[0-9]+/([^/]+)")),
    ("discordapp.com", pattern(r"/api(?:/v[0-9]+)?/webhooks/[0-9]+/([^/]+)")),
    (".webhook.office.com", pattern(r"/webhookb2/(.+)")),
    ("outlook.office.com", pattern(r"/webhook/(.+)")),
    ("api.telegram.org", pattern(r"/(?:file/)?bot([^/]+)")),
    ("services.leadconnectorhq.com", pattern(r"/hooks/(.+)")),
    ("webhooks.workato.com", pattern(r"/webhooks/rest/(.+)")),
    ("hooks.airtable.com", pattern(r"/workflows/v1/genericWebhook/(.+)")),
    ("events.pagerduty.com", pattern(r"/integration/([^/]+)")),
    ("cloud.activepieces.com", pattern(r"/api/v1/webhooks/([^/]+)")),
    ("inn.gs", pattern(r"/e/([^/]+)")),  # Inngest, event keys
    ("webhook.site", pattern(r"/([^/]+)")),
    # n8n on any host
    ("", pattern(rf"/webhook(?:-test|-waiting)?/({_UUID})")),
)
# Azure Functions (code), Google (key), Azure Storage and Logic Apps (sig).
_CREDENTIALS_IN_QUERIES: Final = frozenset({"code", "key", "pw", "sig"})

_URL_IN_TEXT: Final = pattern(
    r"(?<![A-Za-z0-9+.-])[A-Za-z][A-Za-z0-9+.-]*+://([^\s\"'<>`/?#]*+)[^\s\"'<>`]*+"
)
_PARAMETER: Final = pattern(r"[?#&;]([^?#&;=]++)=([^?#&;]++)")
# `-u` and `--user` of curl.
_USER_OF_CURL: Final = pattern(
    r"(?<!\S)(?:-u\s*+|--user[\s=]\s*+)[\"']?[^\s:\"'\\]++:([^\s\"'\\]++)"
)
_PASSWORD: Final = pattern(r"[^:@]*+:(.+)@(?=[^@]*\Z)")


class NamedSecret(NamedTuple):
    """What in a URL may be a secret: its name, and its span in the text."""

    name: str
    start: int
    end: int


def secret_path(host: str, path: str) -> tuple[int, int] | None:
    """Return the span of the secret in the path of a URL, or None.

    Args:
        host: The URL's host, in any letter case.
        path: Its path, from the first slash, without query and fragment.
    """
    lower = host.lower().rstrip(".")
    for name, secret in _WEBHOOKS:
        if lower == name or not name or (name.startswith(".") and lower.endswith(name)):
            if name == ".make.com" and not lower.startswith("hook."):
                continue
            match = secret.match(path)
            if match:
                return match.span(1)
    return None


def secret_query(name: str) -> bool:
    """Whether the value of a query parameter of this name may be a secret.

    Keys, tokens, signatures, passwords and similar; also `code`, the key of Azure Functions.
    """
    return name.lower() in {*_CREDENTIALS_IN_QUERIES, "hash"} or looks_secret_name(name)


def credential_query(name: str) -> bool:
    """Whether a query parameter of this name holds a credential."""
    return name.lower() in _CREDENTIALS_IN_QUERIES or names_credential(name)


def credentials_in_urls(text: str) -> Iterator[NamedSecret]:
    """Yield the passwords, and the query parameters that hold credentials, of URLs in a text.

    Passwords of curl commands, which have a URL, too.
    """
    for user in _USER_OF_CURL.finditer(text) if "curl" in text else ():
        yield NamedSecret("password", *user.span(1))
    for url in _URL_IN_TEXT.finditer(text):
        if password := _PASSWORD.match(text, *url.span(1)):
            yield NamedSecret("password", *password.span(1))
        for parameter in _PARAMETER.finditer(text, url.end(1), url.end()):
            if credential_query(parameter[1]):
                yield NamedSecret(parameter[1], *parameter.span(2))
