"""Template code is a placeholder in every position: of any engine, whatever is in it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from outbound_lint.engine import lint_text
from outbound_lint.findings.settings import Settings
from tests.rules.format import DEFAULTS

EXPRESSIONS = [
    # Ansible, Salt, dbt, Airflow, Home Assistant: Jinja
    "{{ lookup('env', 'URL') }}",
    '{{ lookup("env", "URL") }}',
    "{{ h | default('x') }}",
    "{{ host | lower | trim }}",
    "{{ token | default(omit) }}",
    "{{ a if b else c }}",
    "{{ not a }}",
    "{{ a ~ '-' ~ b }}",
    "{{ salt['pillar.get']('voice:x') }}",
    "{{ env_var('X') }}",
    "{{ ds_add(ds, 5) }}",
    "{{ get_env(name='HOST') }}",
    # Helm, chezmoi, Argo, consul-template, Packer: Go templates
    "{{ .Values.x | quote }}",
    '{{- required "set it" .Values.x -}}',
    '{{ include "voice.host" . | trim }}',
    '{{ index .Values.hosts "a" }}',
    "{{ toYaml .Values.x }}",
    '{{ printf "%s-x" .Values.x }}',
    '{{ (onepassword "item").password }}',
    "{{ env `X` }}",
    "{{inputs.parameters.x}}",
    "{{=sprig.trim(inputs.parameters.x)}}",
    # Handlebars, Mustache, Liquid, Twig, Blade
    "{{{raw}}}",
    "{{{json x}}}",
    "{{&x}}",
    "{{> partial}}",
    '{{formatDate date format="short"}}',
    "{{!-- a comment with {{x}} --}}",
    "{{! don't }}",
    '{{ "now" | date: "%I:%M %p", "America/New_York" }}',
    "{{ customer.name | default: 'you' }}",
    "{!! $x !!}",
    # n8n and Make
    "{{ $('Web hook').item.json.x }}",
    "{{ $json.a || 'x' }}",
    '{{formatDate(now; "YYYY")}}',
    "{{1.`First name`}}",
    # ERB and EJS
    "<%= ENV.fetch(:TOKEN) %>",
    '<%= ENV["TOKEN"] %>',
    "<%- x -%>",
    # Terraform, Spring, FreeMarker, Spinnaker, Serverless
    "${lower(var.host)}",
    "${ var.host }",
    '${join(",", var.hosts)}',
    '${var.env == "prod" ? "a" : "b"}',
    "${data.x.y[0].z}",
    "${voice.host:voice.acme.dev}",
    '${x!"default"}',
    "${ #stage('x')['outputs'] }",
    "${trigger['payload']}",
    "${opt:stage, 'dev'}",
    # The shell, envsubst, Compose
    "${A:-${B:-${C:-${D:-x}}}}",
    "${TOKEN:?set TOKEN}",
    "$env:TOKEN",
    # CI systems and deployment tools
    "$[[ inputs.host ]]",
    "$[[ inputs.host | expand_vars ]]",
    "${{ secrets.TOKEN }}",
    "${{ parameters.x }}",
    "$(Build.X)",
    '$(params["x"])',
    "$[variables['x']]",
    "<< parameters.x >>",
    "<+secrets.getValue('x')>",
    "<path:secret/data/voice#token>",
    "#{Voice.Key | Trim}",
    "__VOICE_TOKEN__",
    "%env.VOICE_TOKEN%",
    "%{hiera('x')}",
    "%(token)s",
    "@{variables('x')}",
    "((voice.key))",
    "[[ .host ]]",
]
BLOCKS = [
    "{% if x %}a{% else %}b{% endif %}",
    "{%- for x in y -%}{{ x }}{%- endfor -%}",
    "{{#if x}}a{{else}}b{{/if}}",
    "{{#each xs as |x|}}{{x}}{{/each}}",
    "{{^x}}a{{/x}}",
    '{{ if eq .x "a" }}a{{ else }}b{{ end }}',
    '{{ with secret "voice/x" }}{{ .Data.key }}{{ end }}',
    "%{ if x }a%{ else }b%{ endif }",
    "<% if x %>a<% end %>",
    "{# don't #}a",
    "{{/* don't */}}a",
]
SETTINGS = Settings()


def rules_of(changed: dict[str, Any], path: str = "a.json") -> list[str]:
    """Return the rules that report the connection with these fields."""
    text = json.dumps(DEFAULTS | changed, ensure_ascii=False)
    report = lint_text(text, path=path, settings=SETTINGS, now=0.0)
    return [diagnostic.rule for _, diagnostic in report.diagnostics()]


POSITIONS = {
    "the endpoint": lambda code: {"trigger_call_endpoint": code},
    "the host": lambda code: {"trigger_call_endpoint": f"https://{code}/outbound"},
    "a label of the host": lambda code: {"trigger_call_endpoint": f"https://{code}.acme.dev/x"},
    "the path and the query": lambda code: {
        "trigger_call_endpoint": f"https://voice.acme.dev/{code}/x?a={code}"
    },
    "the credential": lambda code: {
        "trigger_call_headers": headers("Authorization", f"Bearer {code}")
    },
    "the value of a header": lambda code: {"trigger_call_headers": headers("X-Campaign", code)},
    "a part of a header": lambda code: {"trigger_call_headers": headers("X-Campaign", f"a {code}")},
    "the headers": lambda code: {"trigger_call_headers": code},
    "the phone number key": lambda code: {"phone_number_key": code},
    "a string of the payload": lambda code: {
        "trigger_call_payload": json.dumps({"a": code, "b": [f"x {code} y"]})
    },
    "the payload": lambda code: {"trigger_call_payload": code},
}


def headers(name: str, value: str) -> str:
    usual = {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    return json.dumps(usual | {name: value})


@pytest.mark.parametrize("position", POSITIONS)
@pytest.mark.parametrize("code", [*EXPRESSIONS, *BLOCKS])
def test_template_code_is_silent_in_every_position(code: str, position: str) -> None:
    assert rules_of(POSITIONS[position](code)) == []


@pytest.mark.parametrize(
    "code",
    [
        "{{ h | }}",
        "{{ h | lower }",
        "{{ don't }}",
        "{{a, b}}",
        "{{customer name}}",
        "{{}}",
        "{{#if x}}a",
        "a{{/if}}",
        "{% if x %}a",
        "{% if x",
        "a{% endif %}",
        "{{ if .x }}a",
        "a{{ end }}",
        "%{ if x }a",
        "%{ if x }a%{ endif }%{ endif }",
        "<%=`date`%>",
        "<%= x",
        "<%= %>",
        "${lower(var.host)",
        "${VOICE-HOST}",
        "${ HOST }",
        "${A_${B}}",
        "${A${A${A}}}",
        "$(cat /run/token)",
        "`cat /run/token`",
    ],
)
def test_what_nothing_can_render_has_one_finding_for_a_value(code: str) -> None:
    """It is said once, although the mistake is there twice."""
    header = {"trigger_call_headers": headers("X-Campaign", code)}
    assert rules_of(header) == ["placeholder-malformed"]
    twice = {"trigger_call_payload": json.dumps({"a": f"{code}, {code}"})}
    in_prose = code.startswith("`")  # where backticks are Markdown
    assert len(rules_of(twice)) == (0 if in_prose else 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": {{ x | to_json }}}', []),
        ('{"a": {{ .Values.x | toJson }}, "b": [{{ .Values.y | int }}]}', []),
        ('{"a": {{ quote .Values.x }}}', []),
        ('{"a": ${jsonencode(x)}}', []),
        ('{"a": <%= x.to_json %>}', []),
        ('{"a": ${{ toJSON(x) }}}', []),
        ('{"a": {{ JSON.stringify($json.x) }}}', []),
        ('{"a": {{ x | default(3) }}}', []),
        ('{"a": ${var.on ? true : false}}', []),
        ('{"a": <%= Rails.env.production? %>}', []),
        ('{"a": {{ x | lower }}}', ["placeholder-unquoted"]),
        ('{"a": {{ $json.x || 3 }}}', ["placeholder-unquoted"]),
        ('{"a": {{ x }}}', ["placeholder-unquoted"]),
        ('{"a": ${X}}', ["placeholder-unquoted"]),
        ('{"a": ${json}, "b": {{ length }}}', ["placeholder-unquoted", "placeholder-unquoted"]),
        ('{"a": #{x | ToJson}}', []),
        ('{"a": "{{ x | default("y") }}"}', []),
        ('{"a": "<%= ENV["X"] %>"}', []),
        ('{"a": "{{ "now" | date: "%I" }}"}', ["payload-invalid-json"]),
        ('{"a": 1{% if x %}, "b": 2{% endif %}}', []),
        ('{"a": {% if x %}1{% else %}2{% endif %}}', []),
        ('{ {{- if .x }}"a": 1{{- end }} }', []),
        ('{"a": [{{#each xs}}"{{this}}"{{#unless @last}},{{/unless}}{{/each}}]}', []),
        ('{% if x %}{"a": 1}{% else %}{"a": 2}{% endif %}', []),
        ('{"a": 1,{{ include "voice.more" . }}}', []),
        ('{{"a": 1}}', ["payload-invalid-json"]),
        ('{{"a": "x|y"}}', ["payload-invalid-json"]),
        ('{"a": {{"b": "x(y)"}}}', ["payload-invalid-json"]),
        ('{"a": {{b: "x"}}}', ["payload-invalid-json"]),
        ('{"a": {{}}}', ["payload-invalid-json"]),
        ('{"a": "{{ x | lower }}" "b": 1}', ["payload-invalid-json"]),
        ('{"a": ${jsonencode(x)},}', ["payload-invalid-json"]),
        ('{"a": [[1, 2], [3]],}', ["payload-invalid-json"]),
        ("{{ x | to_json }},", ["payload-invalid-json"]),
    ],
)
def test_code_in_the_json_of_a_field(text: str, expected: list[str]) -> None:
    """What makes JSON needs no quotes; what only rendering shows is not judged."""
    assert rules_of({"trigger_call_payload": text}) == expected


def test_code_hides_only_itself() -> None:
    """Whatever is around it is judged as if a value were there."""
    text = '{"to": {{ x | to_json }}, "a": "{{ y | lower }}", "a": 2}'
    assert rules_of({"trigger_call_payload": text}) == [
        "payload-key-collision",
        "payload-duplicate-key",
    ]
    endpoint = "http://{{ host | lower }}/{{ path | lower }}"
    assert rules_of({"trigger_call_endpoint": endpoint}) == ["endpoint-scheme"]
    assert rules_of({"trigger_call_endpoint": f"{endpoint} x"}) == ["endpoint-invalid"]


@pytest.mark.parametrize(
    "url",
    [
        "{% if x %}https://a.acme.dev{% else %}https://b.acme.dev{% endif %}/calls",
        "https://{{#if x}}a b{{else}}c:d{{/if}}.acme.dev/calls",
        'https://voice.acme.dev/{{ if eq .x "a" }}a b{{ end }}',
    ],
)
def test_a_block_is_unknown_with_all_that_is_in_it(url: str) -> None:
    assert rules_of({"trigger_call_endpoint": url}) == []
    assert rules_of({"trigger_call_endpoint": f"{url} x"}) == ["endpoint-invalid"]


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("{{ host | }}", "neither a name nor complete template code"),
        ("{{customer name}}", "the variable's name contains spaces"),
        ("{{ host }", "the placeholder is opened with 2 braces and closed with 1"),
        ("{{host", "the placeholder is never closed"),
        ("${API-HOST}", "the variable's name contains a hyphen"),
        ("$(hostname -f)", "no shell runs this command"),
        ("<%=`hostname`%>", "no shell runs this command"),
    ],
)
@pytest.mark.parametrize("url", ["https://{}/calls", "{}"])
def test_what_nothing_can_render_in_the_host_is_said_in_its_own_words(
    code: str, problem: str, url: str
) -> None:
    """It is an error, because there is no host; that there is whitespace in it is no help."""
    text = json.dumps(DEFAULTS | {"trigger_call_endpoint": url.format(code)})
    report = lint_text(text, path="a.json", settings=SETTINGS, now=0.0)
    [(_, found)] = report.diagnostics()
    assert found.rule == "endpoint-invalid"
    assert found.message.startswith(f"the endpoint is not a valid URL: {problem}")
    assert text[found.span.start] == code[0]


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("{{ url }}", "Put the whole value in single quotes."),
        ("{{ url }}/calls", "Put the whole value in single quotes."),
        ('{{ lookup("env", "URL") }}', "Put the whole value in single quotes."),
        ("{{ lookup('env', 'URL') }}", "Put the whole value in double quotes."),
        ("{{ url | default('x') }}/calls", "Put the whole value in double quotes."),
        ("{% if x %}https://voice.acme.dev/x{% endif %}", "Put the whole value in single quotes."),
        ("%{ if x }https://voice.acme.dev/x%{ endif }", "Put the whole value in single quotes."),
        ("[[ .url ]]", "Put the whole value in single quotes."),
        ("{{ .Values.url | quote }}", "Render the template"),
        ("{{ url | to_json }}", "Render the template"),
    ],
)
def test_code_without_quotes_in_yaml_is_reported_with_what_to_type(written: str, hint: str) -> None:
    """Quotes help, unless rendering the code writes them."""
    text = f"trigger_call_endpoint: {written}\n"
    report = lint_text(text, path="a.yaml", settings=SETTINGS, now=0.0)
    [found] = [one for _, one in report.diagnostics() if one.rule != "auth-missing"]
    assert found.rule in ("syntax-error", "wrong-type")
    assert found.hint.startswith(hint)
    if hint.startswith("Put"):
        quote = "'" if "single" in hint else '"'
        fixed = text.replace(written, quote + written + quote)
        report = lint_text(fixed, path="a.yaml", settings=SETTINGS, now=0.0)
        assert {one.rule for _, one in report.diagnostics()} <= {"auth-missing"}


def test_a_template_of_json_is_reported_with_the_hint_to_render_it() -> None:
    text = '{"trigger_call_endpoint": "https://voice.acme.dev/x" {% if x %}, "a": 1{% endif %}}'
    [(_, found)] = lint_text(text, path="a.json", settings=SETTINGS, now=0.0).diagnostics()
    assert found.rule == "syntax-error"
    assert found.hint.startswith("Render the template")
