"""docs/providers.md, and the section about profiles of docs/settings.md, agree with the program."""

from __future__ import annotations

import re
from pathlib import Path

from outbound_lint import read_profiles
from outbound_lint.providers.describing import why_not
from outbound_lint.providers.reading import built_in, built_in_names
from tests.checkout import ROOT

PAGE = (ROOT / "docs" / "providers.md").read_text(encoding="utf-8")


def test_the_example_is_a_valid_profile(tmp_path: Path) -> None:
    section = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8").split("### Profiles")[1]
    example = re.search(r"^```yaml\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
    assert example
    (tmp_path / "acme.yaml").write_text(example[1], encoding="utf-8")
    (profile,) = read_profiles(str(tmp_path))
    assert why_not(profile) is None


def test_the_table_has_every_profile_with_its_sources() -> None:
    rows = {row.split("`")[1]: row for row in PAGE.splitlines() if row.startswith("| `")}
    assert list(rows) == built_in_names()
    for name, row in rows.items():
        assert all(f"]({url})" in row for _, url in built_in(name).sources)
