"""The program as a process of its own: `outbound-lint` and `python -m outbound_lint`."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from typing import NoReturn

# A run of a second makes modules and reports, which stay, and little waste: search for it rarely.
_OBJECTS_BETWEEN_COLLECTIONS = 50_000


def run() -> NoReturn:
    """Run the program with the arguments of the process, and end the process."""
    # Importing makes most of the objects, so this comes first.
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    from outbound_lint.cli import main

    status = main(sys.argv[1:])
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):  # nobody reads any more
            if stream is not None:
                stream.flush()
    os._exit(status)  # all is said and closed; to take the modules apart would take a while


if __name__ == "__main__":
    run()
