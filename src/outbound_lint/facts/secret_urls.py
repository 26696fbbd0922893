"""URLs that are secrets themselves: webhook paths and query parameters that authenticate.

Such receivers require nothing else, so anyone who reads the URL can call it. The sources are the
vendors' pages about their webhooks; the tests have an example of each row.
"""

from __future__ import annotations

from typing import Final

from outbound_lint.facts.secret_names import looks_secret_name
from outbound_lint.patterns import pattern

_UUID: Final = r"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}"

# Host (a name, or a suffix that starts with a dot; empty for any), and the path with the secret as
# group 1.
_WEBHOOKS: Final = (
    ("hooks.slack.com", pattern(r"/(?:services|workflows|triggers)/(.+)")),
    ("hooks.zapier.com", pattern(r"/hooks/(?:catch|standard)/(.+)")),
    (".make.com", pattern(r"/(.+)")),  # hook.eu1.make.com, hook.us2.make.com, hook.make.com
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
    ("webhook.site", pattern(r"/([^/]+)")),
    # n8n on any host
    ("", pattern(rf"/webhook(?:-test|-waiting)?/({_UUID})")),
)
_ALSO_IN_QUERIES: Final = frozenset({"code", "pw", "hash", "key"})


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
    return name.lower() in _ALSO_IN_QUERIES or looks_secret_name(name)
