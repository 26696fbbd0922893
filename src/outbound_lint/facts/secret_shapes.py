"""The shapes of secrets, as data: one row per shape.

A shape is a `lead`, the prefix that a vendor puts before every such secret, and the regular
expression of what follows. The lead is also all of a secret that may be shown.

The evidence of a row is DOCUMENTED if the vendor or its tools describe the shape (documentation,
secret-scanning partnership, checks in an SDK), OBSERVED if it is known from public samples only.
After an unmistakable lead, letters and lengths are matched loosely, because vendors change them
without notice. GitHub's table "Supported secret scanning patterns" (docs.github.com) lists most of
the documented ones.

Shapes also match dummies; `secrets.find` leaves them out.
"""

from __future__ import annotations

from typing import Final, NamedTuple

DOCUMENTED: Final = "documented"
OBSERVED: Final = "observed"


class Shape(NamedTuple):
    """Secrets of one vendor: what they start with, what follows, and the evidence."""

    vendor: str
    leads: tuple[str, ...]
    rest: str
    evidence: str = DOCUMENTED


class Marked(NamedTuple):
    """Secrets without a lead: `pattern` is tried in texts that contain `marker`.

    Group 1 of the pattern, if there is one, may be shown.
    """

    vendor: str
    marker: str
    pattern: str
    evidence: str = DOCUMENTED


class Contextual(NamedTuple):
    """Secrets without a unique shape: `word` in the name or the host identifies the vendor."""

    vendor: str
    word: str
    pattern: str


_A = "[0-9A-Za-z]"
_U = "[0-9A-Za-z_-]"
_H = "[0-9a-f]"
_X = "[0-9A-Fa-f]"
_UUID = f"{_X}{{8}}-(?:{_X}{{4}}-){{3}}{_X}{{12}}"
_END = "(?![0-9A-Za-z_-])"

# The rows are tried by the length of their lead, longest first, then in this order.
SHAPES: Final[tuple[Shape, ...]] = (
    # Voice and telephony
    Shape(
        "Retell AI",
        ("key_",),
        f"(?!0[0-9a-hjkmnp-tv-z]{{25}}{_END})(?=[a-z]*[0-9])[0-9a-z]{{24,64}}{_END}",
        OBSERVED,
    ),  # 28 hex digits; a TypeID (key_01h…) is an id
    Shape("Bland AI", ("org_",), f"{_H}{{40,128}}{_END}", OBSERVED),
    Shape("ElevenLabs", ("sk_",), f"{_H}{{32,64}}{_END}", OBSERVED),
    Shape("Sarvam AI", ("sk_",), f"[0-9a-z]{{8}}_{_A}{{20,40}}{_END}", OBSERVED),
    Shape("Cartesia", ("sk_car_",), f"{_U}{{16,}}"),
    Shape("Voiceflow", ("VF.DM.", "VF.WS."), f"{_A}{{24}}\\.{_A}{{12,}}", OBSERVED),
    Shape("Bolna", ("bn-",), f"[0-9a-z]{{32}}{_END}", OBSERVED),
    Shape("PlayHT", ("ak-",), f"[0-9a-z]{{32}}{_END}", OBSERVED),
    Shape("Murf", ("ap2_",), f"{_UUID}{_END}", OBSERVED),
    Shape("Telnyx", ("KEY",), f"{_A}{{32}}_{_A}{{16,}}", OBSERVED),
    Shape("Twilio", ("SK",), f"{_X}{{32}}{_END}"),
    Shape("SignalWire", ("PT",), f"{_H}{{48,50}}{_END}", OBSERVED),
    Shape("LiveKit", ("lk_secret_",), f"{_A}{{24,}}", OBSERVED),
    # Models
    Shape("OpenAI", ("sk-proj-", "sk-svcacct-", "sk-admin-", "sk-None-"), f"{_U}{{20,}}"),
    Shape("Anthropic", ("sk-ant-",), f"(?:[a-z]{{3,6}}[0-9]{{2}}-)?{_U}{{20,}}"),
    Shape("OpenRouter", ("sk-or-",), f"{_U}{{32,}}"),
    Shape("Langfuse", ("sk-lf-",), f"{_UUID}{_END}"),
    Shape("OpenAI or Bland AI", ("sk-",), f"(?=[A-Za-z]*[0-9]){_A}{{20,}}{_END}", OBSERVED),
    Shape("LangSmith", ("lsv2_pt_", "lsv2_sk_"), f"{_A}{{32}}_{_A}{{10}}{_END}"),
    Shape("Hugging Face", ("hf_", "api_org_"), f"{_A}{{30,}}{_END}"),
    Shape("Groq", ("gsk_",), f"{_A}{{32,}}{_END}"),
    Shape("Replicate", ("r8_",), f"{_A}{{32,}}{_END}"),
    Shape("xAI", ("xai-",), f"{_A}{{40,}}{_END}"),
    Shape("Perplexity", ("pplx-",), f"{_A}{{32,}}{_END}"),
    Shape("NVIDIA", ("nvapi-",), f"{_U}{{40,}}"),
    Shape("Tavily", ("tvly-",), f"{_U}{{24,}}"),
    Shape("Pinecone", ("pcsk_",), f"{_U}{{40,}}"),
    Shape("Together AI", ("tgp_v1_",), f"{_U}{{30,}}", OBSERVED),
    Shape("Fireworks AI", ("fw_",), f"{_A}{{22,}}{_END}", OBSERVED),
    # Clouds
    Shape("AWS", ("AKIA", "ASIA", "ABIA", "ACCA"), f"[0-9A-Z]{{16}}{_END}"),
    Shape("AWS Bedrock", ("ABSK",), "[0-9A-Za-z+/]{100,}={0,2}"),
    Shape("Google", ("AIza",), f"{_U}{{35}}{_END}"),
    Shape("Google OAuth", ("ya29.",), f"{_U}{{20,}}"),
    Shape("Google OAuth client", ("GOCSPX-",), f"{_U}{{24,32}}{_END}"),
    Shape("Firebase", ("APA91b",), f"{_U}{{100,}}", OBSERVED),
    Shape("Alibaba Cloud", ("LTAI",), f"{_A}{{12,24}}{_END}"),
    Shape("DigitalOcean", ("dop_v1_", "doo_v1_", "dor_v1_"), f"{_H}{{64}}{_END}"),
    Shape("Heroku", ("HRKU-",), f"{_U}{{36,}}"),
    Shape("Fly.io", ("fo1_", "fm1r_", "fm1a_", "fm2_"), "[0-9A-Za-z+/_-]{43,}"),
    Shape("Netlify", ("nfp_",), f"{_A}{{36,}}{_END}"),
    Shape("Render", ("rnd_",), f"{_A}{{28,}}{_END}", OBSERVED),
    Shape("Tailscale", ("tskey-",), f"{_U}{{24,}}"),
    Shape("Supabase", ("sbp_",), f"{_A}{{40}}{_END}"),
    Shape("Supabase", ("sb_secret_",), f"{_U}{{22,}}"),
    Shape("PlanetScale", ("pscale_tkn_", "pscale_pw_", "pscale_oauth_"), "[0-9A-Za-z_=.-]{32,64}"),
    Shape("Neon", ("napi_",), f"{_A}{{40,}}{_END}", OBSERVED),
    Shape("Databricks", ("dapi",), f"[0-9a-z]{{32}}(?:-[0-9])?{_END}"),
    Shape(
        "Doppler", ("dp.pt.", "dp.ct.", "dp.sa.", "dp.scim.", "dp.audit."), f"{_A}{{40,44}}{_END}"
    ),
    Shape("Doppler", ("dp.st.",), f"(?:[0-9a-z_-]{{2,35}}\\.)?{_A}{{40,44}}{_END}"),
    Shape("HashiCorp Vault", ("hvs.", "hvb.", "hvr."), f"{_U}{{24,}}"),
    Shape("HashiCorp Vault", ("s.",), f"{_A}{{24}}(?![0-9A-Za-z_.-])"),
    Shape("1Password", ("ops_eyJ",), "[0-9A-Za-z+/_-]{200,}"),
    Shape("age", ("AGE-SECRET-KEY-1",), "[0-9A-Z]{58}" + _END),
    Shape("Pulumi", ("pul-",), f"{_A}{{40}}{_END}"),
    # Code
    Shape("GitHub", ("ghp_", "gho_", "ghu_", "ghs_", "ghr_"), f"{_A}{{36,}}{_END}"),
    Shape("GitHub", ("github_pat_",), "[0-9A-Za-z_]{50,}"),
    Shape("GitLab", ("glpat-", "gldt-", "glrt-", "glft-", "glsoat-", "glimt-"), f"{_U}{{20,}}"),
    Shape("GitLab", ("glagent-", "gloas-", "glptt-", "glcbt-", "glffct-"), f"{_U}{{20,}}"),
    Shape("Atlassian", ("ATATT3", "ATCTT3", "ATBB"), f"{_U}{{24,}}"),
    Shape("npm", ("npm_",), f"{_A}{{36}}{_END}"),
    Shape("PyPI", ("pypi-",), f"{_U}{{50,}}"),
    Shape("RubyGems", ("rubygems_",), f"{_A}{{48}}{_END}"),
    Shape("Docker", ("dckr_pat_", "dckr_oat_"), f"{_U}{{20,}}"),
    Shape("Postman", ("PMAK-",), f"{_A}{{24}}-{_A}{{34}}{_END}"),
    Shape("Sourcegraph", ("sgp_",), f"(?:(?:{_H}{{16}}|local)_)?{_H}{{40}}{_END}"),
    Shape("Sentry", ("sntrys_", "sntryu_"), "[0-9A-Za-z+/=_-]{40,}"),
    Shape("Grafana", ("glsa_",), f"{_A}{{32}}_{_A}{{8}}{_END}"),
    Shape("Grafana", ("glc_",), "[0-9A-Za-z+/]{32,}={0,3}"),
    Shape("New Relic", ("NRAK-",), f"{_A}{{24,32}}{_END}"),
    Shape("Dynatrace", ("dt0c01.",), f"{_A}{{24}}\\.{_A}{{64}}{_END}"),
    # Messages
    Shape(
        "Slack",
        ("xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-", "xoxo-", "xoxe-", "xoxe.", "xoxc-", "xoxd-"),
        f"{_U}{{16,}}",
    ),
    Shape("Slack", ("xapp-",), f"[0-9]-{_A}+-[0-9]+-{_A}{{16,}}"),
    Shape("Discord", ("M", "N", "O"), f"{_U}{{22,27}}\\.{_U}{{6}}\\.{_U}{{27,40}}{_END}", OBSERVED),
    Shape("Telegram", ("AA",), f"(?<=[0-9]{{6}}:AA){_U}{{33}}{_END}"),
    Shape("SendGrid", ("SG.",), f"{_U}{{20,24}}\\.{_U}{{39,50}}{_END}"),
    Shape("Mailgun", ("key-",), f"[0-9a-z]{{32}}{_END}"),
    Shape("Brevo", ("xkeysib-", "xsmtpsib-"), f"{_A}{{64}}-{_A}{{16}}{_END}"),
    Shape("Resend", ("re_",), f"{_A}{{8}}_{_A}{{20,}}{_END}"),
    # Business
    Shape("Stripe", ("sk_live_", "sk_test_", "rk_live_", "rk_test_"), f"{_A}{{12,}}"),
    Shape("Stripe or Svix", ("whsec_",), "[0-9A-Za-z+/]{24,}={0,2}"),
    Shape("Shopify", ("shpat_", "shpca_", "shppa_", "shpss_"), f"{_X}{{32}}{_END}"),
    Shape("Square", ("sq0atp-", "sq0csp-"), f"{_U}{{22,60}}"),
    Shape("Square", ("EAAA",), f"{_U}{{40,64}}{_END}"),
    Shape("Meta", ("EAA",), f"{_A}{{90,}}{_END}", OBSERVED),
    Shape("Shippo", ("shippo_live_", "shippo_test_"), f"{_H}{{40}}{_END}"),
    Shape("EasyPost", ("EZAK", "EZTK"), f"{_A}{{54}}{_END}"),
    Shape(
        "Plaid", ("access-production-", "access-sandbox-", "access-development-"), f"{_UUID}{_END}"
    ),
    Shape("Linear", ("lin_api_", "lin_oauth_"), f"{_A}{{32,}}{_END}"),
    Shape("Notion", ("ntn_",), f"{_A}{{36,}}{_END}"),
    Shape("Notion", ("secret_",), f"{_A}{{40,50}}{_END}"),
    Shape("Airtable", ("pat",), f"{_A}{{14}}\\.{_A}{{64}}{_END}"),
    Shape("HubSpot", ("pat-na", "pat-eu", "pat-ap"), f"[0-9]-{_UUID}{_END}"),
    Shape("Figma", ("figd_",), f"{_U}{{36,}}"),
    Shape("Contentful", ("CFPAT-",), f"{_U}{{40,}}{_END}"),
    Shape("Typeform", ("tfp_",), "[0-9A-Za-z_.=-]{40,}"),
    Shape("Dropbox", ("sl.",), f"{_U}{{100,}}"),
    Shape("Cal.com", ("cal_live_",), f"{_A}{{24,}}{_END}"),
    # Not of one vendor. RFC 7519 and RFC 7516: base64url of `{"`, three parts or five.
    Shape(
        "JWT", ("eyJ",), f"{_U}{{8,}}\\.(?:(?:eyJ|e30){_U}*\\.{_U}{{4,}}|{_U}*(?:\\.{_U}+){{3}})"
    ),
    Shape(
        "an API whose secrets start with sk_", ("sk_",), f"(?=[A-Za-z_]*[0-9]){_U}{{24,}}", OBSERVED
    ),
)

MARKED: Final[tuple[Marked, ...]] = (
    # RFC 7468 and RFC 4880 §6.2; up to the next dashes, because the END line may be missing.
    Marked(
        "private key",
        "-----BEGIN ",
        "(-----BEGIN )(?:[0-9A-Z]+ ){0,4}PRIVATE KEY(?: BLOCK)?-----"
        "(?=[^${}<>]{0,200}?[0-9A-Za-z+/]{16})(?:[^-]|-(?!----))*"
        "(?:-----END [0-9A-Z ]{0,60}-----)?",
    ),
    Marked("Azure Storage", "AccountKey=", "(AccountKey=)[0-9A-Za-z+/]{40,}={0,2}"),
    Marked("Azure", "SharedAccessKey=", "(SharedAccessKey=)[0-9A-Za-z+/]{40,}={0,2}"),
    Marked("Azure SAS", "sig=", "(?<![0-9A-Za-z_-])(sig=)(?:[0-9A-Za-z+/_-]|%2[BbFf]){40,}"),
    Marked("Azure Functions", "AzFu", f"(?<!{_U}){_U}{{44}}AzFu{_U}{{6}}(?:==|%3[Dd]%3[Dd])?"),
    Marked("Azure AI", "JQQJ99", f"(?<!{_U}){_A}{{44,56}}JQQJ99{_A}{{16,40}}"),
    Marked(
        "Microsoft Entra",
        "Q~",
        "(?<![0-9A-Za-z_~.-])[0-9A-Za-z_~.]{3}[0-9]Q~[0-9A-Za-z_~.-]{31,34}(?![0-9A-Za-z_~.-])",
    ),
    Marked("HCP Terraform", ".atlasv1.", f"(?<!{_U}){_A}{{14}}\\.atlasv1\\.{_U}{{60,70}}"),
    Marked("Mailchimp", "-us", f"(?<!{_U}){_H}{{32}}-us[0-9]{{1,2}}{_END}"),
    # Chat webhooks start no call, so unlike the webhook of a trigger they are always a leak.
    Marked(
        "Slack webhook",
        "hooks.slack.com/",
        "(hooks\\.slack\\.com/(?:services|workflows|triggers)/)[0-9A-Za-z/]{30,}",
    ),
    Marked(
        "Discord webhook",
        "/api/webhooks/",
        f"(discord(?:app)?\\.com/api/webhooks/)[0-9]{{17,20}}/{_U}{{40,}}",
    ),
    Marked(
        "Microsoft Teams webhook",
        ".webhook.office.com/",
        "(\\.webhook\\.office\\.com/webhookb2/)[0-9A-Za-z@/_-]{60,}",
    ),
)

# For names of credentials with this word in them, or in the host that the value is sent to.
CONTEXTUAL: Final[tuple[Contextual, ...]] = (
    Contextual("Twilio", "twilio", f"{_H}{{32}}|{_A}{{32}}"),
    Contextual("Vapi", "vapi", _UUID),
    Contextual("Synthflow", "synthflow", f"[0-9]{{13}}x[0-9]{{12,20}}|{_U}{{32,}}"),
    Contextual("Plivo", "plivo", f"{_A}{{40}}|{_U}{{53,}}={{0,2}}"),
    Contextual("Vonage", "vonage", f"{_A}{{16}}|{_UUID}"),
    Contextual("Vonage", "nexmo", f"{_A}{{16}}|{_UUID}"),
    Contextual("LiveKit", "livekit", f"{_A}{{32,}}"),
    Contextual("Daily", "daily", f"{_H}{{64}}"),
    Contextual("Deepgram", "deepgram", f"{_H}{{40}}"),
    Contextual("AssemblyAI", "assemblyai", f"{_H}{{32}}"),
    Contextual("PlayHT", "play", f"{_H}{{32}}"),
    Contextual("ElevenLabs", "elevenlabs", f"{_H}{{32}}"),
    Contextual("ElevenLabs", "xi", f"{_H}{{32}}"),
    Contextual("Ultravox", "ultravox", f"{_A}{{8}}\\.{_A}{{32}}"),
    Contextual("Hume", "hume", f"{_A}{{48,64}}"),
    Contextual("Millis AI", "millis", f"{_A}{{20,}}"),
    Contextual("Gladia", "gladia", _UUID),
    Contextual("Rime", "rime", f"{_U}{{32,}}"),
    Contextual("Speechmatics", "speechmatics", f"{_A}{{32}}"),
    Contextual("Sinch", "sinch", f"{_UUID}|[0-9A-Za-z+/]{{22}}=="),
    Contextual("Infobip", "infobip", f"{_H}{{32}}-{_UUID}"),
    Contextual("Aircall", "aircall", f"{_H}{{32}}"),
    Contextual("MessageBird", "messagebird", f"{_A}{{25}}"),
    Contextual("Cohere", "cohere", f"{_A}{{40}}"),
    Contextual("Mistral AI", "mistral", f"{_A}{{32}}"),
    Contextual("Heroku", "heroku", _UUID),
    Contextual("AWS", "aws", "[0-9A-Za-z+/]{40}"),
    Contextual("Datadog", "datadog", f"{_H}{{32}}|{_H}{{40}}"),
    Contextual("Cloudflare", "cloudflare", f"{_U}{{40}}|{_H}{{37}}"),
    Contextual("Zendesk", "zendesk", f"{_A}{{40}}"),
    Contextual("Okta", "okta", "00[0-9A-Za-z_-]{40}"),
    Contextual("Postmark", "postmark", _UUID),
)
