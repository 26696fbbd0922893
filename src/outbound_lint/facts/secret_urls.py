"""Where a URL is itself the secret: webhook paths and query parameters that let a caller in.

Such receivers ask for nothing else, so whoever reads the URL can call it.  Sources are the
vendors' pages on their webhooks; each row's example is in the tests.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from outbound_lint.facts.secret_names import looks_secret_name

_UUID: Final = r"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}"

# Host (a name, or a suffix that starts with a dot), and the path with the secret as group 1.
_WEBHOOKS: Final = (
    ("hooks.slack.com", r"/(?:services|workflows|triggers)/(.+)"),
    ("hooks.zapier.com", r"/hooks/(?:catch|standard)/(.+)"),
    (".make.com", r"/(.+)"),  # hook.eu1.make.com, hook.us2.make.com, hook.make.com
    ("hook.integromat.com", r"/(.+)"),
    (".app.n8n.cloud", r"/(?:webhook|form)(?:-test|-waiting)?/(.+)"),
    ("maker.ifttt.com", r"/trigger/[^/]+/(?:json/)?with/key/([^/]+)"),
    ("discord.com", r"/api(?:/v[0-9]+)?/webhooks/[0-9]+/([^/]+)"),
    ("discordapp.com", r"/api(?:/v[0-9]+)?/webhooks/[0-9]+/([^/]+)"),
    (".webhook.office.com", r"/webhookb2/(.+)"),
    ("outlook.office.com", r"/webhook/(.+)"),
    ("api.telegram.org", r"/(?:file/)?bot([^/]+)"),
    ("services.leadconnectorhq.com", r"/hooks/(.+)"),
    ("webhooks.workato.com", r"/webhooks/rest/(.+)"),
    ("hooks.airtable.com", r"/workflows/v1/genericWebhook/(.+)"),
    ("events.pagerduty.com", r"/integration/([^/]+)"),
    ("cloud.activepieces.com", r"/api/v1/webhooks/([^/]+)"),
    ("webhook.site", r"/([^/]+)"),
    # n8n under a host of one's own
    ("", rf"/webhook(?:-test|-waiting)?/({_UUID})"),
)
_ALSO_IN_QUERIES: Final = frozenset({"code", "pw", "hash", "key"})

_compiled = cache(re.compile)


def secret_path(host: str, path: str) -> tuple[int, int] | None:
    """Return the span inside a URL's path that is itself the secret, or None.

    Args:
        host: The URL's host, in any letter case.
        path: Its path, from the first slash, without query and fragment.
    """
    lower = host.lower().rstrip(".")
    for name, pattern in _WEBHOOKS:
        if lower == name or not name or (name.startswith(".") and lower.endswith(name)):
            if name == ".make.com" and not lower.startswith("hook."):
                continue
            match = _compiled(pattern).match(path)
            if match:
                return match.span(1)
    return None


def secret_query(name: str) -> bool:
    """Tell whether the value of a URL's query parameter of this name may not be shown.

    Keys, tokens, signatures, passwords and kin; also `code`, with which Azure Functions lets in.
    """
    return name.lower() in _ALSO_IN_QUERIES or looks_secret_name(name)
