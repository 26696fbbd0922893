"""The validator of JavaScript, in its strict mode."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.editors.conftest import SCHEMA

pytestmark = pytest.mark.registry

# The vocabulary of editors is known to no validator; anything else that is unknown is refused.
SCRIPT = """
const { default: Ajv } = require("ajv")
const { default: addFormats } = require("ajv-formats")
const { readFileSync } = require("fs")
const [, schema, documents] = process.argv
const complain = (...words) => { throw new Error(words.join(" ")) }
const logger = { log: complain, warn: complain, error: complain }
const ajv = addFormats(new Ajv({ strict: true, logger }))
ajv.addVocabulary(["errorMessage", "patternErrorMessage"])
const validate = ajv.compile(JSON.parse(readFileSync(schema, "utf-8")))
console.log(JSON.stringify(JSON.parse(documents).map((one) => validate(one))))
"""
URL = "https://voice.acme.dev/outbound"


def test_ajv_compiles_the_schema_and_agrees(packages: Path) -> None:
    verdicts = [
        ({"trigger_call_endpoint": URL}, True),
        ({"connections": {"support": {"trigger_call_endpoint": URL, "retries": 3}}}, True),
        ({"labels": ["a"]}, True),
        ({"trigger_call_endpoint": 1}, False),
        ({"connections": [{"phone_number_key": "to"}]}, False),
        ({"trigger_call_endpoint": URL, "phone_number_key": "to\n"}, False),
        ({"trigger_call_endpoint": URL, "triggerCallHeaders": "{}"}, False),
    ]
    documents = json.dumps([document for document, _ in verdicts])
    done = subprocess.run(
        ["node", "-e", SCRIPT, SCHEMA, documents],
        cwd=packages.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [verdict for _, verdict in verdicts]
