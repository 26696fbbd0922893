"""The entry point of `outbound-lint` and `python -m outbound_lint`."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from typing import NoReturn

# A short run creates modules and reports, which live until its end, and little garbage.
_OBJECTS_BETWEEN_COLLECTIONS = 50_000


def run() -> NoReturn:
    """Run the program with the arguments of the process, and end the process."""
    # Imports create most of the objects, so this comes first.
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    from outbound_lint.cli import main

    status = main(sys.argv[1:])
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):  # a closed pipe
            if stream is not None:
                stream.flush()
    os._exit(status)  # skips the slow destruction of modules: everything is written


if __name__ == "__main__":
    run()
