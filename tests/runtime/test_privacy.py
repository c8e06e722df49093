from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

LOAD = "import conceptwriter.runtime.sessions as s; print(s.available_providers())"


def test_loading_the_runtime_leaves_nothing_behind_in_the_users_folders(tmp_path: Path) -> None:
    home = {name: str(tmp_path) for name in ("HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "LOCALAPPDATA")}
    environment = {name: value for name, value in os.environ.items() if name != "ORT_DISABLE_TELEMETRY"}
    done = subprocess.run(
        [sys.executable, "-c", LOAD],
        env=environment | home,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert "CPUExecutionProvider" in done.stdout
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
