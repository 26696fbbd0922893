"""The program as a process of its own: `outbound-lint` and `python -m outbound_lint`."""

from __future__ import annotations

import gc
import sys

# A run of a second makes modules and reports, which stay, and little waste: search for it rarely.
_OBJECTS_BETWEEN_COLLECTIONS = 50_000


def run() -> int:
    """Run the program with the arguments of the process.

    Returns:
        The exit status.
    """
    # Importing makes most of the objects, so this comes first.
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    from outbound_lint.cli import main

    status = main(sys.argv[1:])
    gc.freeze()  # the process ends here, so what is left need not be searched for cycles
    return status


if __name__ == "__main__":
    sys.exit(run())
