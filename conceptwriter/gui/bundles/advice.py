"""What is needed for a language that the models in use do not support: another bundle, or a new one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from conceptwriter.editor.wording import language_name
from conceptwriter.gui.bundles.shelf import ShelfItem, translator_offer
from conceptwriter.gui.bundles.wording import (
    is_non_commercial,
    language_count,
    size_words,
    translated,
)
from conceptwriter.translation_marks import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Advice:
    """Two sentences and a button; `key` is the item of the shelf that would help."""

    text: str
    offer: str
    key: str
    installed: bool
    """Switching to it is enough."""


def advise(code: str, items: Sequence[ShelfItem], model: str, source: str = "") -> Advice | None:
    """What would provide a language; None when nothing on the shelf does. `model`: the one in use, if any.

    An installed bundle takes precedence over an offered one, and of those a translator from `source`, which
    is much smaller than a codec.
    """
    if model:
        words = QT_TRANSLATE_NOOP("Models", "{model} does not know {language}.")
    else:
        words = QT_TRANSLATE_NOOP("Models", "No available model knows {language}.")
    lack = translated(words, model=model, language=language_name(code))
    able = [item for item in items if code in item.languages and "codec" in item.kinds and not item.problem]
    for item in able:
        if item.bundle is not None:
            has = translated(
                QT_TRANSLATE_NOOP("Models", "{title}, which is installed, does ({facts})."),
                title=item.title,
                facts=_facts(item),
            )
            offer = translated(QT_TRANSLATE_NOOP("Models", "Switch to {title}"), title=item.title)
            return Advice(f"{lack} {has}", offer, item.key, installed=True)
    translator = translator_offer(source, code, items)
    for item in able if translator is None else [translator]:
        has = translated(
            QT_TRANSLATE_NOOP("Models", "{title} does ({facts})."), title=item.title, facts=_facts(item)
        )
        offer = translated(QT_TRANSLATE_NOOP("Models", "Show {title}..."), title=item.title)
        return Advice(f"{lack} {has}", offer, item.key, installed=False)
    return None


def _facts(item: ShelfItem) -> str:
    """Languages, size and the most important fact of the licence."""
    parts = [language_count(item.languages)]
    if item.bytes_on_disk is not None:
        parts.append(size_words(item.bytes_on_disk))
    if any(is_non_commercial(spdx) for spdx in item.licences):
        parts.append(translated(QT_TRANSLATE_NOOP("Models", "non-commercial licence")))
    return ", ".join(parts)
