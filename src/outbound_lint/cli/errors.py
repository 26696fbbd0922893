"""Errors that end the program with a message and exit status 2."""

from __future__ import annotations


class CommandError(Exception):
    """What can't be done, and what to do instead.

    Args:
        message: The message to print.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class UsageError(CommandError):
    """What was typed wrong, and what to type instead.

    Args:
        message: The message to print.
        command: The command whose help says more; by default the one that was typed.
    """

    def __init__(self, message: str, command: str | None = None) -> None:
        super().__init__(message)
        self.command = command
