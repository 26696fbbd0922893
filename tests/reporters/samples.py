"""Reports built by hand."""

from __future__ import annotations

from outbound_lint.findings.fixes import SourceFix
from outbound_lint.findings.model import Diagnostic, FileReport, RelatedSpan, Report, Suppressed
from outbound_lint.reporters import RENDERERS
from outbound_lint.reporters.options import RenderOptions
from outbound_lint.rules import find_rule
from outbound_lint.source import Source, Span
from outbound_lint.syntax.edits import SourceEdit

PATH = "agents/support.yaml"

TOKEN = "sk_" + "live_" + "T0ken" * 5

SUPPORT = f"""connections:
  - name: support-line
    trigger_call_endpoint: https://voice.acme.dev/calls
    trigger_call_headers: '{{"Authorization": "Bearer {TOKEN}", x}}'
    phone_number_key: phone_number
    trigger_call_payload: '{{"phone_number": "+12025550123"}}'
"""

BLOCK = """\
connections:
  - name: support-en
    phone_number_key: to
    trigger_call_endpoint: https://voice.acme.dev/calls

    # The receiver wants these
    # headers and members.
    trigger_call_headers: |
      {
        "Content-Type": "application/json",
        "Authorization": "Bearer ${TOKEN}"
      }
    trigger_call_payload: |
      {
        "to": "+12025550123"
      }
"""
"""The payload is a block scalar of several lines."""


def span_of(text: str, part: str, *, last: bool = False) -> Span:
    start = text.rindex(part) if last else text.index(part)
    return Span(start, start + len(part))


def collision() -> Diagnostic:
    key = span_of(SUPPORT, "phone_number\n")
    return Diagnostic(
        "payload-key-collision",
        "error",
        "the number to call overwrites `phone_number`",
        "Remove this member, or choose another `phone_number_key`.",
        span_of(SUPPORT, '"phone_number"'),
        connection="support-line",
        document=0,
        pointer="/connections/0/trigger_call_payload",
        embedded_pointer="/phone_number",
        fingerprint="4f1d0c7be2a96358",
        related=(RelatedSpan(Span(key.start, key.end - 1), "the number goes here"),),
    )


def collision_in_block() -> Diagnostic:
    key = span_of(BLOCK, "to\n")
    return collision()._replace(
        message="the number to call overwrites `to`",
        span=span_of(BLOCK, '"to"'),
        connection="support-en",
        related=(RelatedSpan(Span(key.start, key.end - 1), "the number goes here"),),
        inside=Span(BLOCK.rindex("|"), len(BLOCK)),
    )


def broken_headers() -> Diagnostic:
    end = span_of(SUPPORT, ", x}").end
    return Diagnostic(
        "headers-invalid-json",
        "error",
        "`trigger_call_headers` is not valid JSON: unquoted string",
        "",
        Span(end - 2, end - 1),
    )


def plain(span: Span, **changes: object) -> Diagnostic:
    return Diagnostic(
        **{
            "rule": "duplicate-key",
            "severity": "warning",
            "message": "the key is repeated",
            "hint": "",
            "span": span,
            **changes,
        }  # type: ignore[arg-type]
    )


def fix_of(*edits: tuple[int, int, str], **changes: object) -> SourceFix:
    """Return a fix with edits, each a start, an end and a new text."""
    found = tuple(SourceEdit(Span(start, end), text) for start, end, text in edits)
    fix = SourceFix("Do it.", found, safe=True, reshapes=False, withheld=False)
    return fix._replace(**changes)  # type: ignore[arg-type]


def fixable(**changes: object) -> Diagnostic:
    """Return the finding that the payload already has the number, with its fix."""
    start, end = span_of(BLOCK, '"to": "+12025550123"')
    fix = fix_of((start, end, ""), message="Remove this member.")
    return collision_in_block()._replace(fix=fix._replace(**changes))  # type: ignore[arg-type]


def file_report(
    text: str, *diagnostics: Diagnostic, sensitive: tuple[Span, ...] = (), path: str = PATH
) -> FileReport:
    return FileReport(path, 1, diagnostics, Source(text, path), sensitive)


def suppressed(reason: str) -> Report:
    """Return a report whose only finding is hidden by a comment."""
    file = file_report(SUPPORT)._replace(suppressed=(Suppressed(collision(), reason),))
    return with_rules(file)


def report_of(text: str, *diagnostics: Diagnostic, sensitive: tuple[Span, ...] = ()) -> Report:
    return with_rules(file_report(text, *diagnostics, sensitive=sensitive))


def with_rules(*files: FileReport) -> Report:
    """A report of files, with the metadata of the rules that their findings name."""
    names = {diagnostic.rule for file in files for diagnostic in file.diagnostics}
    names |= {one.diagnostic.rule for file in files for one in file.suppressed}
    return Report(files, tuple(find_rule(name).info() for name in sorted(names)))


def rendered(report: Report, format_name: str = "text", **options: object) -> str:
    return RENDERERS[format_name](report, RenderOptions("1.2.3", **options))  # type: ignore[arg-type]
