"""The window: Qt widgets over the document and the assistant. Nothing else imports Qt."""

from __future__ import annotations

from conceptwriter.gui.overrides import guard_all_overrides

guard_all_overrides()  # before any class of the window is made
