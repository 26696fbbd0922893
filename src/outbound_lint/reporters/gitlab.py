"""The report for GitLab Code Quality (docs.gitlab.com/ci/testing/code_quality)."""

from __future__ import annotations

from collections import Counter

from outbound_lint.findings.model import Report, fingerprint
from outbound_lint.reporters.escaping import json_text, shown
from outbound_lint.reporters.options import RenderOptions

_SEVERITIES = {"error": "major", "warning": "minor", "info": "info"}


def render(report: Report, options: RenderOptions) -> str:  # noqa: ARG001 - as every renderer
    """Render the findings as a list in JSON in ASCII, with a final line feed."""
    issues = []
    seen: Counter[tuple[str, str, str]] = Counter()
    for file, diagnostic in report.diagnostics():
        # Unique in the whole report: the fingerprint of a finding does not depend on its file.
        about = (file.path, diagnostic.rule, diagnostic.fingerprint)
        seen[about] += 1
        start, end = file.position(diagnostic.span.start), file.position(diagnostic.span.end)
        issue = {
            "check_name": diagnostic.rule,
            "description": shown(
                f"{diagnostic.rule}: {diagnostic.message}. {diagnostic.hint}".rstrip()
            ),
            "severity": _SEVERITIES[diagnostic.severity],
            "fingerprint": fingerprint("gitlab", *about, number=seen[about]),
            "location": {
                # Half of a surrogate pair, of a name that is not UTF-8, is not JSON to GitLab.
                "path": file.path.encode("utf-8", "backslashreplace").decode(),
                "positions": {"begin": start._asdict(), "end": end._asdict()},
            },
        }
        issues.append(issue)
    return json_text(issues)
