"""Small values stored in a project that are not text: the window's shape, the last place, the model."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from conceptwriter.storage.errors import StorageError
from conceptwriter.storage.reading import plain_json

if TYPE_CHECKING:
    import threading
    from pathlib import Path

MOST_CHARACTERS = 1 << 24
"""Maximum length of one setting; the folded nodes of the longest document take a tenth of it."""

Begin = Callable[[], AbstractContextManager[None]]


class ProjectSettings(MutableMapping[str, Any]):
    """JSON-able values by name, written immediately. Raises StorageError if that fails; not undoable."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        guard: threading.RLock,
        path: Path,
        *,
        read_only: bool,
        begin: Begin,
    ) -> None:
        """`begin` opens a transaction on the connection."""
        self._connection = connection
        self._guard = guard
        self._path = path
        self._read_only = read_only
        self._begin = begin
        self._values: dict[str, Any] = {}
        for key, value in connection.execute("SELECT key, value FROM settings"):
            if type(key) is not str or type(value) is not str or len(value) > MOST_CHARACTERS:
                continue
            try:
                self._values[key] = plain_json(value)
            except ValueError:
                continue  # an unreadable window size is no reason not to open a book

    def __getitem__(self, key: str) -> Any:
        return self._values[key]

    def __setitem__(self, key: str, value: Any) -> None:
        text = json.dumps(value, ensure_ascii=False)
        if self._values.get(key, self) != value:
            self._run("INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)", (key, text))
        self._values[key] = json.loads(text)

    def __delitem__(self, key: str) -> None:
        if key not in self._values:
            raise KeyError(key)
        self._run("DELETE FROM settings WHERE key = ?", (key,))
        del self._values[key]

    def __iter__(self) -> Iterator[str]:
        return iter(list(self._values))

    def __len__(self) -> int:
        return len(self._values)

    def move(self, connection: sqlite3.Connection, path: Path) -> None:
        """Continue in another file, which holds the same settings."""
        self._connection, self._path = connection, path

    def _run(self, statement: str, values: tuple[str, ...]) -> None:
        if self._read_only:
            raise StorageError(f"{self._path} is open read-only; its settings stay as they are.")
        try:
            with self._guard:
                self._connection.execute("PRAGMA synchronous = NORMAL")
                with self._begin():
                    self._connection.execute(statement, values)
        except sqlite3.Error as error:
            raise StorageError(f"The settings of {self._path} could not be written ({error}).") from error
