"""The widgets in which a document is read and written: outline and page, and the desk that they share.

Nothing here depends on models, files or windows.
"""

from __future__ import annotations

from conceptwriter.editor.overrides import guard_all_overrides

guard_all_overrides()
