"""The entry point of `outbound-lint` and `python -m outbound_lint`."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys

# A short run creates modules and reports, which live until its end, and little garbage.
_OBJECTS_BETWEEN_COLLECTIONS = 200_000

_INTERRUPTED, _TERMINATED = 130, 143  # 128 and the number of the signal, as shells report it


def run() -> None:
    """Run the program with the arguments of the process, and end the process."""
    # Immediately, and also as the first process of a container, where it would be ignored.
    signal.signal(signal.SIGTERM, lambda *_: os._exit(_TERMINATED))
    before = signal.getsignal(signal.SIGINT)
    if before is signal.default_int_handler:  # not ignored, as in the background of a script
        signal.signal(signal.SIGINT, lambda *_: os._exit(_INTERRUPTED))
    # Imports create most of the objects, so this comes first.
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    try:
        from outbound_lint.cli import main

        signal.signal(signal.SIGINT, before)
        status = main(sys.argv[1:])
    except KeyboardInterrupt:  # between the lines above, or a second time
        status = _INTERRUPTED
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):  # a closed pipe
            if stream is not None:
                stream.flush()
    os._exit(status)  # skips the slow destruction of modules: everything is written


if __name__ == "__main__":
    run()
