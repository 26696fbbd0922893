"""`python -m outbound_lint` is `outbound-lint`."""

from __future__ import annotations

import sys

from outbound_lint.cli import main

if __name__ == "__main__":
    sys.exit(main())
