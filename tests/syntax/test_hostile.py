"""Files made to break a linter: none does; each takes at most 5 seconds and 512 MiB.

A report is at most 40 times as long as its file. The seconds are those of an ordinary machine:
what takes longer is compared with a piece of work that takes such a machine a tenth of one.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.checkout import ROOT
from tests.syntax import hostile

CASES = [
    *(("yaml", name) for name in hostile.YAML),
    *(("json", name) for name in hostile.JSON),
    *(("tf", name) for name in hostile.HCL),
]
# These are beyond the limits, or broken; all others are judged.
REFUSED = {
    "100,000 flow collections": "syntax-error",
    "100,000 aliases": "syntax-error",
    "500,000 keys": "syntax-error",
    "a NUL": "syntax-error",
    "an escape beyond Unicode": "syntax-error",
    "payload of 100,000 arrays": "payload-not-object",
    "payload of 100,000 open arrays": "payload-invalid-json",
    "payload of 100,000 open objects": "payload-invalid-json",
    "payload of one name 25,000 times": "payload-duplicate-key",
    "100,000 open arrays": "syntax-error",
    "16 MiB of numbers": "syntax-error",
    "16 MiB payload in a literal": "payload-invalid-json",
}


@pytest.mark.skipif(sys.platform == "win32", reason="it has no resource module")
@pytest.mark.parametrize(("kind", "name"), CASES)
def test_no_file_breaks_the_linter_or_takes_too_long(kind: str, name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.syntax.measure", kind, name],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"src{os.pathsep}."},
        capture_output=True,
        check=True,
        timeout=60,
    )
    took = json.loads(done.stdout)
    assert took["seconds"] <= 5 * max(1, took["pace"] / 0.1)
    assert took["mebibytes"] <= 512
    assert took["output"] <= 40 * max(took["input"], 500)
    assert "internal-error" not in took["rules"]
    if name in REFUSED:
        assert REFUSED[name] in took["rules"]
