"""Hosts on which the path of a URL says whose receiver it is, each row with its source.

Names are in lower case, without a trailing dot; a row is about the name and all names below it.
"""

from __future__ import annotations

SHARED = {
    "activepieces.com": "activepieces.com/docs, webhooks",
    "airtable.com": "support.airtable.com, webhook trigger",
    "app.n8n.cloud": "docs.n8n.io, Webhook node",
    "azure-api.net": "learn.microsoft.com/azure/api-management, custom domains",
    "discord.com": "discord.com/developers/docs, webhooks",
    "discordapp.com": "discord.com/developers/docs, webhooks",
    "gateway.dev": "cloud.google.com/api-gateway/docs, deployment",
    "googleapis.com": "cloud.google.com/apis/docs/overview",
    "ifttt.com": "ifttt.com/docs, Webhooks service",
    "inn.gs": "inngest.com/docs/events, event API",
    "integrately.com": "integrately.com, webhook trigger",
    "integromat.com": "help.make.com/webhooks",
    "konghq.tech": "developer.konghq.com, serverless gateways",
    "leadconnectorhq.com": "help.gohighlevel.com, inbound webhook trigger",
    "logic.azure.com": "learn.microsoft.com/azure/logic-apps, Request trigger",
    "make.celonis.com": "docs.celonis.com, webhooks",
    "make.com": "help.make.com/webhooks",
    "office.com": "learn.microsoft.com/microsoftteams, incoming webhooks",
    "pabbly.com": "pabbly.com/connect, webhook trigger",
    "pagerduty.com": "developer.pagerduty.com, Events API",
    "powerplatform.com": "learn.microsoft.com/power-automate, HTTP trigger",
    "script.google.com": "developers.google.com/apps-script/guides/web",
    "slack.com": "api.slack.com/messaging/webhooks",
    "telegram.org": "core.telegram.org/bots/api",
    "twil.io": "twilio.com/docs/serverless",
    "twilio.com": "twilio.com/docs/usage/api",
    "webhook.site": "docs.webhook.site",
    "workato.com": "docs.workato.com, webhooks connector",
    "zapier.com": "help.zapier.com, webhooks",
    "zoho.com": "zoho.com/flow/help, webhook trigger",
}
_API_GATEWAY = (".execute-api.", ".amazonaws.com")
"""`ID.execute-api.REGION.amazonaws.com/STAGE` (docs.aws.amazon.com/apigateway, invoking an API)."""


def is_shared(host: str) -> bool:
    """Return whether many customers have receivers on this host, each under its own path."""
    labels = host.split(".")
    return any(".".join(labels[start:]) in SHARED for start in range(len(labels) - 1)) or (
        _API_GATEWAY[0] in host and host.endswith(_API_GATEWAY[1])
    )
