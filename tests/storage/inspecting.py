"""A database in which SQLite's checks find what a test wants them to find."""

from __future__ import annotations

import sqlite3
from typing import Any


class Complaining(sqlite3.Connection):
    """What each check finds, or how it fails; and what was asked, in order."""

    finds: dict[str, list[str]]
    fails: dict[str, Exception]
    asked: list[str]

    def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
        self.asked.append(sql)
        check = sql.removeprefix("PRAGMA ")
        if check in self.fails:
            raise self.fails[check]
        if "_check" in check:
            found = self.finds.get(check, ["ok"])
            return super().execute(" UNION ALL ".join("SELECT ?" for _ in found), found)
        return super().execute(sql, *values)


def complaining_database() -> Complaining:
    """One that is whole as yet."""
    connection = sqlite3.connect(":memory:", isolation_level=None, factory=Complaining)
    connection.finds, connection.fails, connection.asked = {}, {}, []
    return connection
