"""`python -m conceptwriter`, and what the launcher of a packaged app starts."""

from __future__ import annotations

import sys

from conceptwriter.child_process import RUN_MODULE, run_module

if __name__ == "__main__":
    if sys.argv[1:2] == [RUN_MODULE]:
        run_module(sys.argv[2:])
    else:
        from conceptwriter.cli.main import main

        sys.exit(main())
