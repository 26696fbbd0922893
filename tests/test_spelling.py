"""Suggestions for misspelled names."""

from __future__ import annotations

import pytest

from outbound_lint.spelling import did_you_mean


@pytest.mark.parametrize("word", ["paylod", "PAYLOAD", "payloads"])
def test_the_most_similar_name_is_suggested(word: str) -> None:
    assert did_you_mean(word, ["payload", "headers", "path"]) == " — did you mean payload?"


@pytest.mark.parametrize("word", ["", "xyzzy", "check"])
def test_nothing_is_suggested_if_no_name_is_similar(word: str) -> None:
    assert did_you_mean(word, ["payload", "headers"]) == ""
