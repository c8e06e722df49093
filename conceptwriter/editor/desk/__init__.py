"""The open project and the view state; views and commands share this one object."""

from __future__ import annotations

from conceptwriter.editor.desk.desk import Desk

__all__ = ["Desk"]
