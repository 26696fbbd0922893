"""An exception of outbound-lint itself, described without its text, which may hold a secret."""

from __future__ import annotations

import os

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class DescribedError(Exception):
    """A bug that was described where it happened; the text of the exception says how."""


def describe(error: BaseException) -> str:
    """Return the type of an exception and the innermost place in this package.

    Args:
        error: An exception that was raised; of a group, the first one is described.

    Returns:
        For example `KeyError at outbound_lint/urls/hosts.py:41`.
    """
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    if isinstance(error, DescribedError):
        return str(error)
    place = ""
    trace = error.__traceback__
    while trace:
        file = trace.tb_frame.f_code.co_filename
        if file.startswith(_PACKAGE + os.sep):
            shown = os.path.relpath(file, os.path.dirname(_PACKAGE)).replace(os.sep, "/")
            place = f" at {shown}:{trace.tb_lineno}"
        trace = trace.tb_next
    return type(error).__name__ + place
