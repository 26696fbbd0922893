"""Files around connections: what teams keep beside them, with the outcome that each must have.

An outcome is what `outbound-lint check` counts and reports: `2 connections`, and the rules of the
errors and warnings.
"""

from __future__ import annotations

from textwrap import dedent
from typing import NamedTuple

import pytest

from outbound_lint.findings.settings import Settings
from outbound_lint.run.files import Task, lint_bytes


class File(NamedTuple):
    """A file, how many connections are in it, and what is reported."""

    path: str
    text: str
    connections: int = 0
    rules: tuple[str, ...] = ()


FILES = {
    "OpenAPI": File(
        "openapi.yaml",
        """
        openapi: 3.1.0
        paths:
          /agents:
            post:
              requestBody:
                content:
                  application/json:
                    schema: {$ref: '#/components/schemas/Agent'}
                    examples:
                      metadata:
                        value: {trigger_call_headers: '{}', phone_number_key: to}
                      outbound:
                        value:
                          model_type: MODEL_TYPE_OUTBOUND_VOICE
                          endpoint: https://voice.acme.dev/outbound
                          metadata: {phone_number_key: to}
        components:
          schemas:
            Agent:
              type: object
              properties:
                trigger_call_endpoint: {type: string, format: uri}
                trigger_call_headers: {$ref: '#/components/schemas/Headers'}
                trigger_call_payload: {}
              required: [trigger_call_endpoint]
              example: {trigger_call_payload: '{}'}
        """,
    ),
    "a JSON Schema": File(
        "connection.schema.json",
        """
        {"$schema": "https://json-schema.org/draft/2020-12/schema",
         "properties": {"trigger_call_endpoint": true, "phone_number_key": {"type": "string"}},
         "$defs": {"fields": {"trigger_call_headers": {"title": "Headers"},
                              "trigger_call_payload": {"anyOf": [{"type": "string"}]}}},
         "dependentSchemas": {"trigger_call_payload": {"required": ["trigger_call_endpoint"]}},
         "examples": [{"trigger_call_payload": "{}"}]}
        """,
    ),
    "fields of a form": File(
        "form.json",
        """
        {"ui": {"trigger_call_headers": {"ui:widget": "textarea", "ui:help": "JSON"},
                "trigger_call_payload": {"ui:widget": "textarea"}},
         "fields": {"trigger_call_endpoint": {"label": "URL", "placeholder": "https://…"}}}
        """,
    ),
    "messages of a browser extension": File(
        "messages.json",
        """
        {"trigger_call_endpoint": {"message": "Webhook URL"},
         "trigger_call_headers": {"message": "Headers"}}
        """,
    ),
    "labels of one word with hyphens": File(
        "de.yaml",
        """
        de:
          trigger_call_endpoint: Webhook-Adresse
          trigger_call_headers: HTTP-Kopfzeilen
          trigger_call_payload: Auslöser-URL
          phone_number_key: Schlüssel der Rufnummer
        """,
    ),
    "columns of a table": File(
        "columns.json",
        """
        {"trigger_call_endpoint": "NOT NULL", "trigger_call_headers": "TEXT"}
        """,
    ),
    "references of CloudFormation": File(
        "stack.json",
        """
        {"trigger_call_endpoint": {"Ref": "Url"}, "trigger_call_headers": {"Fn::Sub": "x"}}
        """,
    ),
    "variables and outputs of Terraform": File(
        "variables.tf.json",
        """
        {"variable": {"trigger_call_endpoint": {"type": "string"},
                      "trigger_call_headers": {"sensitive": true, "default": "{}"},
                      "trigger_call_payload": {}},
         "output": {"trigger_call_endpoint": {"value": "${var.trigger_call_endpoint}"}}}
        """,
    ),
    "an agent of Terraform": File(
        "agent.tf.json",
        """
        {"resource": {"coval_agent": {"support": {
          "display_name": "Support", "model_type": "MODEL_TYPE_OUTBOUND_VOICE",
          "endpoint": "https://voice.acme.dev/outbound?key=${KEY}",
          "metadata": {"phone_number_key": "to", "trigger_call_payload": null}}}}}
        """,
        connections=1,
    ),
    "parameters of CloudFormation": File(
        "stack.yaml",
        """
        Parameters:
          TriggerCallEndpoint: {Type: String, Description: The webhook}
          TriggerCallHeaders:
            Type: String
            NoEcho: true
          PhoneNumberKey: {Type: String, Default: to}
        Resources:
          Function:
            Properties:
              Environment: {Variables: {TRIGGER_CALL_ENDPOINT: !Ref TriggerCallEndpoint}}
        """,
    ),
    "parameters of Azure Resource Manager": File(
        "azuredeploy.parameters.json",
        """
        {"parameters": {"trigger_call_endpoint": {"value": "https://voice.acme.dev/outbound"},
                        "trigger_call_headers": {"reference": {"secretName": "h"}, "type": "x"}}}
        """,
    ),
    "rules of a validator, columns with lengths, an order": File(
        "tables.yaml",
        """
        validation:
          trigger_call_endpoint: required|url|max:200
          trigger_call_headers: nullable|json
        columns: {trigger_call_endpoint: varchar(200), trigger_call_headers: jsonb}
        order: {trigger_call_endpoint: 1, trigger_call_headers: 2}
        """,
    ),
    "a single number, or a value in parentheses, is no declaration": File(
        "mistakes.yaml",
        """
        - trigger_call_endpoint: 1
        - trigger_call_endpoint: (url)
        """,
        connections=2,
        rules=("wrong-type", "auth-missing", "endpoint-invalid"),
    ),
    "messages of Rails": File(
        "es.yml",
        """
        es:
          errors:
            models: {connection: {attributes: {trigger_call_endpoint: {invalid: no es válido}}}}
          messages:
            trigger_call_endpoint: "%{attribute} no es válido"
        """,
    ),
    "messages with placeholders of ICU": File(
        "locales.json",
        """
        {"ru": {"trigger_call_endpoint": "{count, plural, one {# адрес} other {# адресов}}"},
         "pl": {"trigger_call_endpoint": "{field} jest nieprawidłowy"}}
        """,
    ),
    "help texts with examples and defaults": File(
        "help.yaml",
        """
        en:
          trigger_call_endpoint: The URL of your webhook, e.g. https://voice.acme.dev/outbound
          phone_number_key: Defaults to phone_number
        en-short:
          trigger_call_endpoint: "e.g. https://voice.acme.dev/outbound"
        de:
          trigger_call_endpoint: Die Adresse, z. B. https://voice.acme.dev/anruf
          phone_number_key: "Standard: phone_number"
        fr:
          trigger_call_endpoint: URL appelée par la plateforme, p. ex. https://voix.acme.dev
          trigger_call_headers: En-têtes de l'appel (JSON)
          phone_number_key: Clé du numéro ; par défaut « phone_number »
        pt:
          trigger_call_endpoint: Endereço (URL)
          trigger_call_headers: Cabeçalhos — {count} definidos
        zh: {trigger_call_endpoint: 触发呼叫的网址, phone_number_key: 默认为 phone_number}
        """,
    ),
    "a sentence for people": File(
        "tooltips.json",
        """
        {"tip": {"trigger_call_endpoint": "We send the request here."}}
        """,
    ),
    "other names of the fields": File(
        "names.yaml",
        """
        warehouse: {trigger_call_endpoint: endpoint_url, trigger_call_headers: headers_json}
        code: {trigger_call_endpoint: triggerCallEndpoint, trigger_call_headers: callHeaders}
        env: {trigger_call_endpoint: TRIGGER_URL, trigger_call_headers: TRIGGER_HEADERS}
        """,
    ),
    "a line of a log": File(
        "line.json",
        """
        {"level": "info", "trigger_call_endpoint": "***", "trigger_call_headers": "********"}
        """,
    ),
    "messages of an API in lower case": File(
        "response.json",
        """
        {"trigger_call_endpoint": ["this field may not be blank", "is not a valid url"]}
        """,
    ),
    "mappings under keys that describe the fields": File(
        "describing.yaml",
        """
        columns: {trigger_call_endpoint: endpoint_url}
        selectors: {trigger_call_endpoint: '#endpoint', trigger_call_headers: .headers}
        initialValues: {trigger_call_endpoint: '', trigger_call_headers: ''}
        """,
    ),
    "words of JSON Schema about several fields": File(
        "schema.json",
        """
        {"dependentRequired": {"trigger_call_headers": ["trigger_call_endpoint"]},
         "dependencies": {"trigger_call_payload": ["trigger_call_endpoint"]},
         "errorMessage": {"properties": {"trigger_call_endpoint": "must be an https URL"}},
         "uiSchema": {"trigger_call_endpoint": {"order": 1}}}
        """,
    ),
    "scripts of npm": File(
        "package.json",
        """
        {"scripts": {"trigger_call_endpoint": "node trigger.js", "trigger-call-headers": "exit 0"}}
        """,
    ),
    "choices of cookiecutter": File(
        "cookiecutter.json",
        """
        {"trigger_call_endpoint": ["https://voice.acme.dev/a", "https://voice.acme.dev/b"],
         "phone_number_key": ["phone_number", "to"]}
        """,
    ),
    "below `connections`, such a key is the name of a connection": File(
        "connections.yaml",
        """
        connections:
          labels: {trigger_call_endpoint: 'http://voice.acme.dev/outbound?key=${KEY}'}
        """,
        connections=1,
        rules=("endpoint-scheme",),
    ),
    "an action of GitHub": File(
        "action.yml",
        """
        name: coval-trigger
        inputs:
          trigger_call_endpoint:
            description: The webhook
            required: true
          trigger_call_headers:
            description: JSON
            default: '{"Content-Type": "application/json"}'
          trigger_call_payload:
          phone_number_key:
            default: phone_number
        runs: {using: composite, steps: []}
        """,
    ),
    "a workflow of GitHub": File(
        ".github/workflows/trigger.yml",
        """
        on:
          workflow_dispatch:
            inputs:
              trigger_call_endpoint: {description: The webhook, type: string}
        jobs:
          check:
            steps:
              - uses: ./.github/actions/trigger
                with:
                  trigger_call_endpoint: ${{ inputs.trigger_call_endpoint }}
                  trigger_call_headers: ${{ secrets.TRIGGER_CALL_HEADERS }}
        """,
        connections=1,
    ),
    "docker-compose": File(
        "docker-compose.yml",
        """
        x-voice: &voice
          TRIGGER_CALL_ENDPOINT: https://voice.acme.dev/outbound
        services:
          caller:
            environment: {<<: *voice, TRIGGER_CALL_HEADERS: '{}', PHONE_NUMBER_KEY: to}
            command: [trigger-call, --phone-number-key, to]
        """,
    ),
    "values of Helm": File(
        "values.yaml",
        """
        coval:
          endpoint: https://voice.acme.dev/outbound
          metadata:
            trigger_call_headers: '{"X-API-Key": "${KEY}", "Content-Type": "application/json"}'
            trigger_call_payload: '{"locale": "en"}'
        """,
    ),
    "labels": File(
        "locales/en.json",
        """
        {"fields": {"trigger_call_endpoint": "Trigger call endpoint",
                    "trigger_call_headers": "HTTP headers (JSON)",
                    "trigger_call_payload": "Payload", "phone_number_key": "Phone number key"},
         "help": {"trigger_call_endpoint": "The URL of your webhook."}}
        """,
    ),
    "labels in another script": File(
        "locales/ja.yaml",
        """
        fields:
          trigger_call_endpoint: エンドポイント
          trigger_call_headers: ヘッダー
        """,
    ),
    "error messages of an API": File(
        "fixtures/errors.json",
        """
        {"errors": {"trigger_call_endpoint": ["This field is required."],
                    "trigger_call_headers": ["Enter valid JSON.", "May not be empty."]}}
        """,
    ),
    "a type for each field": File(
        "columns.yaml",
        """
        columns: {trigger_call_endpoint: varchar, trigger_call_headers: json}
        visible: {trigger_call_endpoint: true, trigger_call_headers: false}
        """,
    ),
    "a ConfigMap of Kubernetes": File(
        "configmap.yaml",
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: voice, labels: {app: voice}}
        data:
          trigger_call_endpoint: https://voice.acme.dev/outbound
          trigger_call_headers: '{"X-API-Key": "${KEY}", "Content-Type": "application/json"}'
          connection.yaml: |
            trigger_call_endpoint: http://in-a-block.acme.dev
        """,
        connections=1,
    ),
    "Secrets of Kubernetes": File(
        "secret.yaml",
        """
        kind: Secret
        data:
          trigger_call_endpoint: aHR0cHM6Ly92b2ljZS5hY21lLmRldg==
          trigger_call_headers: e30=
        ---
        kind: SealedSecret
        spec: {encryptedData: {trigger_call_headers: AgBy3i4OJSWK}}
        ---
        kind: ExternalSecret
        spec: {data: [{secretKey: trigger_call_headers, remoteRef: {key: voice}}]}
        """,
    ),
    "a Postman collection": File(
        "collection.json",
        """
        {"info": {"name": "Coval"},
         "item": [{"request": {"method": "POST", "body": {"mode": "raw",
           "raw": "{\\"metadata\\": {\\"trigger_call_headers\\": 1}}"}}}],
         "variable": [{"key": "trigger_call_endpoint", "value": "http://localhost"}]}
        """,
    ),
    "ESLint": File(
        ".eslintrc.json",
        """
        {"rules": {"camelcase": ["error", {"allow": ["trigger_call_endpoint"]}]},
         "globals": {"trigger_call_endpoint": "readonly", "trigger_call_headers": "off"}}
        """,
    ),
    "a template of Backstage": File(
        "template.yaml",
        """
        apiVersion: scaffolder.backstage.io/v1beta3
        kind: Template
        spec:
          parameters:
            - required: [trigger_call_endpoint]
              properties: {trigger_call_endpoint: {title: Webhook, type: string}}
          steps:
            - input:
                values:
                  trigger_call_endpoint: ${{ parameters.trigger_call_endpoint }}
                  trigger_call_headers: ${{ parameters.headers }}
        """,
        connections=1,
    ),
    "mutations of the platform": File(
        "mutations.json",
        """
        [{"id": "m1", "agent_id": "a1", "display_name": "French",
          "config_overrides": {"trigger_call_payload": "{}", "phone_number_key": null},
          "parameter_values": {"trigger_call_payload": "{}"}},
         {"id": "m2", "config_overrides": {"metadata": {"trigger_call_payload": "{}"}}},
         {"id": "m3", "config_overrides": {"endpoint": "https://voice.acme.dev/eu",
                                           "metadata": {"trigger_call_payload": "{}"}}}]
        """,
    ),
    "a mutation with a mistake": File(
        "mutation.yaml",
        """
        config_overrides:
          trigger_call_payload: '{"language": "fr",}'
        """,
        rules=("payload-invalid-json",),
    ),
    "the body of a PATCH": File(
        "patch.json",
        """
        {"endpoint": "http://voice.acme.dev/outbound",
         "metadata": {"trigger_call_headers": "{\\"X-API-Key\\": \\"${KEY}\\"}"}}
        """,
        rules=("endpoint-scheme",),
    ),
    "the body of a PATCH without the endpoint": File(
        "patch.yaml",
        """
        display_name: Support
        metadata: {trigger_call_payload: '{"locale": "en"}'}
        """,
    ),
    "a file of agents for the command line of the platform": File(
        "agents.yaml",
        """
        agents:
          renewals:
            display_name: Renewals
            type: outbound-voice
            endpoint: https://voice.acme.dev/outbound
            metadata: {phone_number_key: to, trigger_call_payload: '{}'}
          survey:
            type: outbound-voice
            endpoint: http://voice.acme.dev/outbound
        """,
        rules=("endpoint-scheme",),
    ),
    "the metadata of an agent": File(
        "support.json",
        '{"trigger_call_headers": "{,}", "trigger_call_payload": null, "phone_number_key": "to"}',
        rules=("headers-invalid-json",),
    ),
    "the metadata of an agent, by the name of the file": File(
        "support.metadata.json",
        '{"trigger_call_payload": "{}", "media_ready_endpoint": "https://voice.acme.dev/ready"}',
    ),
    "an export of the API": File(
        "export.json",
        """
        {"agents": [
          {"id": "1", "display_name": "A", "model_type": "MODEL_TYPE_OUTBOUND_VOICE",
           "endpoint": "https://voice.acme.dev/a?key=${KEY}", "metadata": null},
          {"id": "2", "display_name": "B", "model_type": "MODEL_TYPE_OUTBOUND_VOICE",
           "endpoint": "https://voice.acme.dev/b?key=${KEY}",
           "metadata": {"trigger_call_headers": null, "phone_number_key": null}},
          {"id": "3", "display_name": "C", "model_type": "MODEL_TYPE_CHAT", "endpoint": null,
           "metadata": {"trigger_call_payload": null}}],
         "next_page_token": null}
        """,
        connections=2,
    ),
    "bases under usual keys": File(
        "bases.yaml",
        """
        .base: &base {trigger_call_endpoint: https://voice.acme.dev/outbound}
        _auth: &auth
          trigger_call_headers: '{"X-API-Key": "${KEY}", "Content-Type": "application/json"}'
        common: {trigger_call_payload: '{}'}
        templates:
          - trigger_call_endpoint: https://voice.acme.dev/outbound
        connections:
          base: &eu {trigger_call_endpoint: https://voice.acme.dev/eu}
          one: {<<: [*base, *auth]}
          two: {<<: [*eu, *auth]}
        """,
        connections=2,
    ),
    "an overlay, which nothing marks as such": File(
        "overlay.yaml",
        """
        connections:
          renewals:
            trigger_call_payload: '{"environment": "staging"}'
        """,
        connections=1,
        rules=("missing-field",),
    ),
    "a test case with the configuration of a connection": File(
        "case.yaml",
        """
        name: a call is triggered
        given:
          trigger_call_endpoint: https://voice.acme.dev/outbound
          trigger_call_headers: '{"X-API-Key": "${KEY}", "Content-Type": "application/json"}'
        expect: {status: 200, phone_number_key: to}
        """,
        connections=1,
    ),
}


def outcome(file: File) -> tuple[int, tuple[str, ...]]:
    task = Task(Settings(), 0.0, root=".")
    report = lint_bytes(dedent(file.text).encode(), path=file.path, task=task, named=True)
    return report.connections, tuple(one.rule for one in report.diagnostics)


@pytest.mark.parametrize("name", FILES)
def test_a_file_around_connections_has_no_false_finding(name: str) -> None:
    file = FILES[name]
    assert outcome(file) == (file.connections, file.rules)


@pytest.mark.parametrize(
    "text",
    [
        "trigger_call_endpoint: voice.acme.dev/outbound\ntrigger_call_headers: Bearer abc123",
        "trigger_call_endpoint: POST https://voice.acme.dev\ntrigger_call_headers: 'X-Key: abc'",
        "trigger_call_endpoint: not a url",
        "trigger_call_endpoint: https://voice.acme.dev/x\ntrigger_call_headers: Bearer token",
        "trigger_call_endpoint: localhost\nphone_number_key: to",
        "trigger_call_endpoint: voice/acme\ntrigger_call_headers: application/json",
        "trigger_call_endpoint: Voice.acme.dev\ntrigger_call_headers: 'Content-Type: text'",
        "trigger_call_endpoint: 1\ntrigger_call_headers: {Content-Type: application/json}",
        "trigger_call_headers: {Content-Type: application/json}",
        "trigger_call_headers: {X-Api-Key: 99812}",
        "trigger_call_headers: X-Api-Key",
        "trigger_call_endpoint: not a valid URL\ntrigger_call_headers: not json",
        "trigger_call_endpoint: My host\ntrigger_call_headers: Bearer abc",
        "connections:\n- trigger_call_endpoint: Your webhook URL",
        "connections:\n  a:\n    trigger_call_endpoint: string\n    trigger_call_headers: JSON",
        "trigger_call_endpoint: foo\ntrigger_call_headers: bar",
        "trigger_call_endpoint: true",
        "trigger_call_endpoint: TODO\ntrigger_call_headers: TODO",
        "connections: [{trigger_call_endpoint: voice, trigger_call_headers: none}]",
        "trigger_call_endpoint: e.g. https://voice.acme.dev\ntrigger_call_headers: '{}'",
        "trigger_call_endpoint: [https://a.acme.dev, https://b.acme.dev]",
        "trigger_call_endpoint: Please fill this in",
        "trigger_call_endpoint: https://voice.acme.dev/a\ntrigger_call_headers: Bearer a_b",
        "trigger_call_payload: {campaign: summer}\ntrigger_call_headers: {type: x}",
    ],
)
def test_mistakes_are_not_taken_for_labels_or_declarations(text: str) -> None:
    _, rules = outcome(File("a.yaml", text))
    assert {"endpoint-invalid", "endpoint-not-public", "headers-invalid-json", "wrong-type"} & {
        *rules
    }
