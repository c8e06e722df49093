"""Project files of the first format, and files changed by somebody who keeps the checksums right."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from conceptwriter.storage.migrations import sign_rows
from conceptwriter.storage.schema import APPLICATION_ID, FIRST_SCHEMA, TEXT_TABLES


def make_first_format(path: Path) -> None:
    """Turn a closed project file into what the first release would have written."""
    old = path.with_name("first.part")
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(old)) as target:
        target.executescript(FIRST_SCHEMA)
        target.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        target.execute("PRAGMA user_version = 1")
        for table in (*TEXT_TABLES, "vectors"):
            columns = [row[1] for row in target.execute(f"PRAGMA table_info({table})")]
            marks = ", ".join("?" * len(columns))
            rows = source.execute(f"SELECT {', '.join(columns)} FROM {table}")
            target.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
        target.execute("DELETE FROM meta WHERE key = 'nodes'")
        target.commit()
    old.replace(path)


def tamper(path: Path, *statements: str, sign: bool = True) -> None:
    """Change a closed project file; with `sign`, so that the checksums agree with it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)
        if sign:
            sign_rows(connection)
