"""The template variables that the platform fills in, written `{{name}}`.

Sources: the platform's OpenAPI as its SDKs print it (create-agent request) for the documented
ones; its published skills and third-party notes for the other spellings in use.  Nothing public
says which of them outbound connections know, so a rule may only hint.
"""

from __future__ import annotations

from typing import Final

DOCUMENTED: Final = frozenset({"sessionId", "simulation_output_id", "messages", "latest_message"})
# These take a path: {{persona.name}}, {{init_response.call.id}}.
DOCUMENTED_ROOTS: Final = frozenset({"init_response", "persona", "custom_data"})
# Used in public configurations, and not in the documentation.
IN_USE: Final = frozenset({"simulation_id", "run_id", "session_id"})


def is_platform_variable(name: str) -> bool:
    """Tell whether the platform is known to fill a variable.

    Args:
        name: What stands between the braces, without its outer spaces.
    """
    if name in DOCUMENTED or name in IN_USE:
        return True
    root, dot, path = name.partition(".")
    return root in DOCUMENTED_ROOTS and bool(dot) and all(path.split("."))
