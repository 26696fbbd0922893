"""From a keystroke to the diagnostics: `python benchmarks/keystrokes.py` prints the milliseconds.

A client types in a document of 100 connections and in one of 5,000, and waits after each key. The
editor's own time is not part of it.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])

from tests.lsp.client import Editor  # noqa: E402

CONNECTION = """\
  - name: agent-{0}
    trigger_call_endpoint: https://voice.acme.dev/outbound/{0}
    trigger_call_headers: '{{"X-API-Key": "${{VOICE_KEY}}", "Content-Type": "application/json"}}'
    trigger_call_payload: '{{"sequence_code": "ABC{0}"}}'
"""
SENTENCE = "please call me soon"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, Editor(Path(folder)) as editor:
        for connections in (100, 5_000):
            text = "connections:\n" + "".join(map(CONNECTION.format, range(connections)))
            uri = editor.show(f"{connections}.yaml", text)
            editor.findings(uri)
            print(f"{connections:,} connections")
            at = text.index("ABC", len(text) // 2)
            measure(editor, uri, at, "valid")
            endpoint = text.index("outbound/", len(text) // 2)
            editor.type(uri, endpoint, endpoint, "#")  # the fragment is a finding
            editor.findings(uri)
            measure(editor, uri, at + 1, "with a finding")


def measure(editor: Editor, uri: str, at: int, what: str) -> None:
    """Type a sentence, and print how long the findings take after each key."""
    times = []
    for number, key in enumerate(SENTENCE):
        start = time.perf_counter()
        editor.type(uri, at + number, at + number, key)
        sent = time.perf_counter() - start
        editor.findings(uri)
        times.append(time.perf_counter() - start - sent)
    times.sort()
    median = statistics.median(times)
    print(f"  {what}: median {1000 * median:.1f} ms, 90 %: {1000 * times[-2]:.1f} ms")


if __name__ == "__main__":
    main()
