"""The template variables that the platform fills in, written `{{name}}`.

Sources: the platform's OpenAPI description as its SDKs contain it (create-agent request) for the
documented ones; its published skills and third-party notes for other spellings in use. Nothing
public says which of them work in outbound connections, so a rule may only inform.
"""

from __future__ import annotations

from typing import Final

DOCUMENTED: Final = frozenset({"sessionId", "simulation_output_id", "messages", "latest_message"})
# These have a path: {{persona.name}}, {{init_response.call.id}}.
DOCUMENTED_ROOTS: Final = frozenset({"init_response", "persona", "custom_data"})
# Used in public configurations, but not documented.
IN_USE: Final = frozenset({"simulation_id", "run_id", "session_id"})

CORRELATION: Final = IN_USE | {"simulation_output_id", "sessionId"}
"""What tells which simulation a call belongs to: names of variables, and of members with them."""


def is_platform_variable(name: str) -> bool:
    """Whether the platform is known to fill a variable.

    Args:
        name: The text between the braces, without outer spaces.
    """
    if name in DOCUMENTED or name in IN_USE:
        return True
    root, dot, path = name.partition(".")
    return root in DOCUMENTED_ROOTS and bool(dot) and all(path.split("."))
