"""Connections in Terraform: the findings are those of the same connection in YAML."""

from __future__ import annotations

import json

import pytest

from outbound_lint import fix_text, lint_text
from outbound_lint.connections import reading
from outbound_lint.findings.model import FileReport
from outbound_lint.findings.selection import select
from outbound_lint.findings.settings import Settings
from outbound_lint.reporters import RENDERERS
from outbound_lint.reporters.options import RenderOptions
from outbound_lint.run.files import assemble
from outbound_lint.source import Source
from outbound_lint.suppressions.adding import add_comments
from outbound_lint.syntax import hcl

ALL = Settings(select(None, ["all"], []))
URL = "https://voice.acme.dev/outbound"
HEADERS = '{"Content-Type": "application/json", "X-API-Key": "${API_KEY}"}'
PAYLOAD = '{\n  "campaign": "autumn",\n  "agent": {"id": 7, "simulation_output_id": "x"}\n}'
FIELDS = {
    "trigger_call_endpoint": URL,
    "trigger_call_headers": HEADERS,
    "phone_number_key": "to",
    "trigger_call_payload": PAYLOAD,
}
BREAKS: dict[str, list[str]] = {
    "trigger_call_endpoint": [
        "http://voice.acme.dev/outbound",
        "https://localhost/outbound",
        "https://voice.acme.dev/out bound",
        "https://mia.ngrok-free.app/x#y",
        "https://your-endpoint.com/webhook",
        "https://user:pass" + "word-k7Qm2Xp9@voice.acme.dev/",
        "https://voice.acme.dev:8443/" + "a" * 200,
    ],
    "trigger_call_headers": [
        HEADERS[:-1],
        HEADERS.replace('"X-API-Key"', "'X-API-Key'"),
        HEADERS.replace("X-API-Key", "Content-Length"),
        HEADERS.replace("X-API-Key", "Authorizaton"),
        HEADERS.replace('"${API_KEY}"', "5"),
        '{"Authorization": "Bearer: ${API_KEY}"}',
        '["Content-Type"]',
        HEADERS.replace("application/json", "text/plain"),
        HEADERS.replace("${API_KEY}", "sk_" + "live_" + "4eC39HqLyjWDarjtT1zdp7dc"),
    ],
    "phone_number_key": ["", " to", "customer.number", "+12025550123", "campaign"],
    "trigger_call_payload": [
        PAYLOAD.replace("7", "007"),
        PAYLOAD.replace("7", "90071992547409931"),
        PAYLOAD.replace("7", "${ID}"),
        PAYLOAD.replace('"id"', '"id": 1, "id"'),
        PAYLOAD.replace('"campaign"', '"to"'),
        PAYLOAD.replace('"agent"', '"from_number": "020 7946 0000", "agent"'),
        PAYLOAD.replace("autumn", "{{unknown.thing}}"),
        PAYLOAD.replace("autumn", r"\ud800"),
        PAYLOAD + ",",
        "null",
    ],
}
CASES = [(field, value) for field, values in BREAKS.items() for value in values]


def lint(text: str, path: str = "main.tf") -> FileReport:
    (file,) = lint_text(text, path=path, settings=ALL, now=0).files
    return file


def quoted(value: str) -> str:
    return json.dumps(value, ensure_ascii=False).replace("${", "$${")


def heredoc(value: str) -> str:
    return f"<<EOT\n{value.replace('${', '$${')}\nEOT"


def indented(value: str) -> str:
    lines = value.replace("${", "$${").split("\n")
    return "<<-EOT\n" + "".join(f"      {line}\n" for line in lines) + "    EOT"


WAYS = {"quoted": quoted, "heredoc": heredoc, "indented heredoc": indented}


def terraform(fields: dict[str, str], way: str = "quoted") -> str:
    endpoint, *others = fields.items()
    lines = [
        'resource "coval_agent" "support" {',
        '  display_name = "Support"',
        '  model_type   = "MODEL_TYPE_OUTBOUND_VOICE"',
        f"  endpoint     = {quoted(endpoint[1])}",
        "  metadata = {",
    ]
    for name, value in others:
        write = WAYS[way] if value.startswith(("{", "[")) else quoted
        lines.append(f"    {name} = {write(value)}")
    return "\n".join([*lines, "  }", "}", ""])


def yaml(fields: dict[str, str]) -> str:
    endpoint, *others = fields.items()
    lines = [
        "display_name: Support",
        "model_type: MODEL_TYPE_OUTBOUND_VOICE",
        f"endpoint: {json.dumps(endpoint[1])}",
        "metadata:",
        *(f"  {name}: {json.dumps(value)}" for name, value in others),
    ]
    return "\n".join([*lines, ""])


def findings(file: FileReport) -> list[tuple[str, str, str | None, bool]]:
    return sorted(
        (one.rule, one.message, one.embedded_pointer, one.exact) for one in file.diagnostics
    )


@pytest.mark.parametrize("way", WAYS)
def test_a_valid_agent_has_no_findings(way: str) -> None:
    file = lint(terraform(FIELDS, way))
    assert (findings(file), file.connections) == ([], 1)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("field", "value"), CASES)
def test_a_broken_field_has_the_findings_of_its_twin_in_yaml(
    field: str, value: str, way: str
) -> None:
    fields = FIELDS | {field: value}
    twin = findings(lint(yaml(fields), "agents.yaml"))
    assert twin
    assert findings(lint(terraform(fields, way))) == twin


ENCODED = {
    "trigger_call_headers": [
        {"Content-Type": "application/json"},
        {"Authorization": "Bearer: ${API_KEY}", "Content-Type": "text/plain"},
        {"X-API-Key": 5, "x-api-key": "${API_KEY}", "Host": "a\u200bb"},
    ],
    "trigger_call_payload": [
        {"agent": [{"id": 90071992547409931}, "{{unknown.thing}}"]},
        {"to": None, "from_number": "0049", "simulation_output_id": '{{"'},
    ],
}


@pytest.mark.parametrize(
    ("field", "value"), [(field, value) for field, values in ENCODED.items() for value in values]
)
def test_an_encoded_object_has_the_findings_of_its_twin_in_yaml(
    field: str, value: dict[str, object]
) -> None:
    text = json.dumps(value, ensure_ascii=False)
    twin = findings(lint(yaml(FIELDS | {field: text}), "agents.yaml"))
    written = terraform(FIELDS | {field: "@"}).replace('"@"', f"jsonencode({quoted_object(text)})")
    assert twin
    assert findings(lint(written)) == twin


def quoted_object(text: str) -> str:
    return text.replace("${", "$${").replace('": ', '" = ')


def test_a_place_in_an_encoded_object_is_in_the_object() -> None:
    text = terraform(FIELDS | {"trigger_call_headers": "@"})
    text = text.replace(
        '"@"',
        'jsonencode({\n  Content-Type : "text/plain"\n  "X-Note" = "${var.key} a\\u0007b"\n})',
    )
    marked = {one.rule: text[slice(*one.span)] for one in lint(text).diagnostics}
    assert marked["content-type-not-json"] == "text/plain"
    assert marked["header-value"] == "\\u0007"


def test_metadata_may_be_an_encoded_object() -> None:
    text = terraform(FIELDS | {"phone_number_key": " to"})
    text = text.replace("metadata = {", "metadata = jsonencode({").replace("  }\n}", "  })\n}")
    (one,) = lint(text).diagnostics
    assert (one.rule, one.pointer) == (
        "phone-key-whitespace",
        "/coval_agent.support/metadata/phone_number_key",
    )


UNKNOWN = [
    "var.x",
    "local.x[0].y",
    'var.x ? "a" : "http://localhost/"',
    "jsonencode(local.x)",
    'format("http://%s", var.host)',
    'jsonencode(merge(local.headers, { Host = "x" }))',
    '"${var.x}"',
    '"%{ if var.x }{%{ endif }"',
    "<<-EOT\n  %{ for x in var.y }x%{ endfor }\n  EOT",
    "each.value",
    "null",
]


@pytest.mark.parametrize("expression", UNKNOWN)
@pytest.mark.parametrize("field", FIELDS)
def test_what_has_to_be_computed_is_not_judged(field: str, expression: str) -> None:
    text = terraform(FIELDS | {field: "@"}).replace('"@"', expression)
    rules = {one.rule for one in lint(text).diagnostics}
    if expression == "null":
        rules -= {"wrong-type", "missing-field", "auth-missing", "payload-correlation-missing"}
    assert rules == set()


def test_metadata_that_has_to_be_computed_is_not_judged() -> None:
    start, _, _ = terraform(FIELDS).partition("  metadata")
    for expression in (
        "var.x",
        "merge(local.x, { phone_number_key = 1 })",
        "{ for a in b : a => c }",
    ):
        file = lint(f"{start}  metadata = {expression}\n}}\n")
        assert (findings(file), file.connections) == ([], 1)


WRONG = 'trigger_call_headers = "{"\n'


@pytest.mark.parametrize(
    "text",
    [
        f"locals {{\n  {WRONG}}}\n",
        f'module "voice" {{\n  source = "./voice"\n  {WRONG}}}\n',
        f'resource "coval_agent" "a" {{\n  for_each = {{\n    b = {{ {WRONG} }}\n  }}\n}}\n',
        f'x "a" {{\n  dynamic "b" {{\n    content {{\n      {WRONG}    }}\n  }}\n}}\n',
    ],
)
def test_what_is_literal_is_judged_wherever_it_is_and_nothing_is_missing_to_it(text: str) -> None:
    assert [one.rule for one in lint(text).diagnostics] == ["headers-invalid-json"]


@pytest.mark.parametrize("block", ['data "coval_agent" "a"', 'variable "trigger_call_headers"'])
def test_a_block_that_sets_nothing_is_not_judged(block: str) -> None:
    text = f'{block} {{\n  model_type = "MODEL_TYPE_OUTBOUND_VOICE"\n  {WRONG}}}\n'
    file = lint(text)
    assert (file.diagnostics, file.connections) == ((), 0)


def test_variables_are_judged_by_their_names() -> None:
    text = f'trigger_call_endpoint = "{URL}"\n\nagents = {{\n  {WRONG}}}\n'
    assert [one.rule for one in lint(text, "prod.tfvars").diagnostics] == ["headers-invalid-json"]


def test_agents_beside_a_broken_one_are_judged() -> None:
    wrong = terraform(FIELDS | {"phone_number_key": " to"})
    file = lint(wrong.replace("metadata = {", "metadata = [") + wrong)
    assert [one.rule for one in file.diagnostics] == ["syntax-error", "phone-key-whitespace"]


def test_equal_blocks_are_no_duplicates() -> None:
    text = terraform(FIELDS)
    both = text + text.replace('"support"', '"sales"').replace('"Support"', '"Sales"')
    file = lint(both + "locals {}\nlocals {}\n")
    assert (findings(file), file.connections) == ([], 2)


@pytest.mark.parametrize("sign", ["#", "//"])
def test_ignore_comments(sign: str) -> None:
    comment = f"{sign} outbound-lint: ignore[phone-key-whitespace] the receiver trims it"
    text = terraform(FIELDS | {"phone_number_key": " to"})
    for commented in (
        text.replace('" to"', f'" to" {comment}'),
        text.replace("    phone_number_key", f"    {comment}\n    phone_number_key"),
    ):
        file = lint(commented)
        assert not file.diagnostics
        assert [one.reason for one in file.suppressed] == ["the receiver trims it"]


def test_an_ignore_comment_in_an_encoded_object() -> None:
    text = terraform(FIELDS | {"trigger_call_headers": "@"}).replace(
        '"@"',
        "jsonencode({\n  # outbound-lint: ignore[header-reserved] for an old proxy\n"
        '  Host = "x"\n  X-API-Key = var.key\n  Content-Type = "application/json"\n})',
    )
    file = lint(text)
    assert ([one.rule for one in file.diagnostics], len(file.suppressed)) == ([], 1)


def test_text_that_looks_like_an_ignore_comment_is_none() -> None:
    comment = "# outbound-lint: ignore[phone-key-whitespace] x"
    for text in (f"/*\n{comment}\n*/\n", f'locals {{\n  a = "{comment}"\n}}\n'):
        file = lint(text + terraform(FIELDS | {"phone_number_key": " to"}))
        assert [one.rule for one in file.diagnostics] == ["phone-key-whitespace"]


def fixed(text: str) -> str:
    return fix_text(text, path="main.tf", settings=Settings(), now=0, unsafe=True).text


def test_fixes_of_quoted_strings_and_names() -> None:
    text = terraform(FIELDS | {"trigger_call_endpoint": URL.replace("https", "http")})
    text = text.replace("trigger_call_payload =", "trigger_call_paylaod =")
    assert fixed(text) == terraform(FIELDS)
    wrong = HEADERS.replace('"Content-Type"', "'Content-Type'")
    assert fixed(terraform(FIELDS | {"trigger_call_headers": wrong})) == terraform(FIELDS)


def test_a_fix_keeps_the_expressions_in_a_string() -> None:
    text = terraform(FIELDS | {"trigger_call_headers": "@"})
    before = text.replace('"@"', r'"{\"X-API-Key\": \"${var.x}\"}"')
    added = r'"{\"Content-Type\": \"application/json\", \"X-API-Key\": \"${var.x}\"}"'
    assert fixed(before) == text.replace('"@"', added)


@pytest.mark.parametrize(
    "value",
    [
        heredoc(HEADERS.replace('"X-', "'X-")),
        'jsonencode({ X-API-Key = " ${var.x}", Content-Type = "text/json " })',
        "{ X-API-Key = var.x }",
    ],
)
def test_nothing_is_fixed_where_a_fix_is_not_sure(value: str) -> None:
    text = terraform(FIELDS | {"trigger_call_headers": "@"}).replace('"@"', value)
    after = fix_text(text, path="main.tf", settings=Settings(), now=0, unsafe=True)
    assert after.text == text
    assert not after.withdrawn


def test_comments_are_added_for_findings() -> None:
    wrong = FIELDS | {"phone_number_key": " to", "trigger_call_payload": PAYLOAD + ","}
    text = terraform(wrong, "indented heredoc").replace("metadata = {", 'metadata = { # "{"')
    parsed = reading.parse(Source(text, "main.tf"), as_json=False)
    added = add_comments(parsed, lint(text).diagnostics, "known")
    assert added
    assert (added.comments, added.findings) == (2, 2)
    after = lint(added.text)
    assert (after.diagnostics, len(after.suppressed)) == ((), 2)


SECRET = "k7Qm2Xp9Rz4Wv1Tn8Yb3"
WORD = "hunter-winter-cookie"


@pytest.mark.parametrize("secret", [SECRET, WORD])
@pytest.mark.parametrize(
    "value",
    [
        'jsonencode({ Authorization = "Bearer @", Host = "x" })',
        '"{\\"Authorization\\": \\"Bearer @\\", \\"Host\\": \\"x\\"}"',
        "<<-EOT\n  {'Authorization': 'Bearer @'}\n  EOT",
        'jsonencode({ Host = "", Authorization = "Bearer ${var.y == "" ? "@" : var.y}" })',
        'jsonencode({ Host = "", Authorization = var.x ? "@" : var.y })',
        'merge({ Authorization = "Bearer @" }, x)',
        '{ Authorization = "Bearer @", Host = "x" }',
        '[for x in y : { token = "@" }]',
        '"%{ if x }{\\"Authorization\\": \\"Bearer @\\"}%{ endif }"',
        '"x" // Authorization: Bearer @',
        '"x" /*\n api_key: @\n*/',
        'jsonencode({ Authorization = "Bearer @" Host = "x" })',
        '"{\\"Authorization\\": \\"Bearer @\\"',
    ],
)
def test_secrets_are_in_no_report(value: str, secret: str) -> None:
    text = terraform(FIELDS | {"trigger_call_headers": "@", "phone_number_key": " to"})
    file = lint(text.replace('"@"', value.replace("@", secret)))
    assert file.diagnostics
    for name, render in RENDERERS.items():
        output = render(assemble([file]), RenderOptions("0", verbose=True))
        assert not any(secret[at : at + 8] in output for at in range(len(secret) - 8)), name


def test_a_file_without_a_marker_is_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hcl, "parse_hcl", lambda _: pytest.fail("it was parsed"))
    assert lint('resource "x" "y" {\n  z = {\n').connections == 0
