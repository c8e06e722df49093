"""`python -m conceptwriter`."""

from __future__ import annotations

import sys

from conceptwriter.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
