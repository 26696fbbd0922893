"""`--files-from`: paths from a list, as `git ls-files` and `find` write them."""

from __future__ import annotations

import codecs
import sys

from outbound_lint.cli.console import printable
from outbound_lint.cli.errors import CommandError
from outbound_lint.cli.reading import read_whole

_OPTION = "--files-from"


def read_list(file: str) -> dict[str, str]:
    """Read a list with a path on each line, or with NUL after each path.

    Args:
        file: The list, or `-` for standard input.

    Returns:
        For each path, where it is in the list, like `list.txt:3`.

    Raises:
        CommandError: The list can't be read.
    """
    data = read_whole(file, _OPTION)
    name = "<stdin>" if file == "-" else file
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise CommandError(f"{_OPTION}: {printable(name)} is UTF-16: write it in UTF-8")
    # Bytes that are not in the encoding of file names name the file all the same.
    text = data.removeprefix(codecs.BOM_UTF8).decode(sys.getfilesystemencoding(), "surrogateescape")
    if "\0" in text:
        items = text.split("\0")
    else:
        items = [line.removesuffix("\r") for line in text.split("\n")]
    places: dict[str, str] = {}
    for number, item in enumerate(items, 1):
        if item:
            path = "./-" if item == "-" else item  # a file, not standard input
            places.setdefault(path, f"{name}:{number}")
    return places
