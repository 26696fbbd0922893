"""The report as one line a finding."""

from __future__ import annotations

from tests.reporters.samples import SUPPORT, broken_headers, collision, rendered, report_of


def test_each_finding_is_one_line() -> None:
    assert rendered(report_of(SUPPORT, broken_headers(), collision()), "concise") == (
        "agents/support.yaml:4:90: error[headers-invalid-json] "
        "a name in double quotes belongs here\n"
        "agents/support.yaml:6:29: error[payload-key-collision] the platform writes the number to "
        'call into "phone_number", so this value is lost\n'
    )


def test_a_sound_run_is_silent() -> None:
    assert rendered(report_of(SUPPORT), "concise") == ""
