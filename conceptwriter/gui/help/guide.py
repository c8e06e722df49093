"""The guide: a Markdown file of `resources/guide`, with the current keys inserted.

`{action.id}` in the file is replaced by the keys of that action, or by its menu path if it has none.
"""

from __future__ import annotations

import re
from html import escape, unescape
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from PySide6.QtCore import QLocale

from conceptwriter.bundles import resources_folder
from conceptwriter.gui.actions.spec import translated

if TYPE_CHECKING:
    from pathlib import Path

    from conceptwriter.gui.actions.registry import ActionRegistry

FALLBACK = "en"
_PLACE = re.compile(r"\{([a-z]+\.[a-z0-9_]+)\}")
_HEADING = re.compile(r"<h([1-6])>(.*?)</h\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")


def guide_file(locale: QLocale | None = None) -> Path:
    """The guide in the language of the system, else in English."""
    folder = resources_folder() / "guide"
    for name in (locale or QLocale()).uiLanguages():
        for candidate in (name, name.split("-")[0]):
            if (folder / f"{candidate}.md").is_file():
                return folder / f"{candidate}.md"
    return folder / f"{FALLBACK}.md"


def guide_html(text: str, registry: ActionRegistry) -> tuple[str, list[str]]:
    """The guide as HTML with an anchor `chapter-n` at each chapter, and the names of the chapters.

    Raises KeyError if the text names an action that does not exist.
    """
    html = MarkdownIt("commonmark").render(text)
    html = _PLACE.sub(lambda found: _key_html(found[1], registry), html)
    chapters: list[str] = []

    def anchored(found: re.Match[str]) -> str:
        level, inner = found[1], found[2]
        if level != "1":
            return found[0]
        chapters.append(unescape(_TAG.sub("", inner)))
        return f"<h1><a name='chapter-{len(chapters) - 1}'></a>{inner}</h1>"

    return _HEADING.sub(anchored, html), chapters


def _key_html(action_id: str, registry: ActionRegistry) -> str:
    spec = registry.specs[action_id]
    keys = registry.shown_keys(action_id).split(", ")[0]
    if keys:
        return f"<code>&nbsp;{escape(keys)}&nbsp;</code>"
    menu = translated(spec.menu).replace("&", "")
    return f"<i>{escape(menu)}&nbsp;› {escape(spec.title.rstrip('.'))}</i>"
