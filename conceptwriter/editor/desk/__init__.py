"""The open project and what a person looks at in it; views and commands share this one object."""

from __future__ import annotations

from conceptwriter.editor.desk.desk import Desk

__all__ = ["Desk"]
