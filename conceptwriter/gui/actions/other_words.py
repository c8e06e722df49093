"""What other programs call our actions, and how else they are spelt; searches find them by these too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:

    def QT_TRANSLATE_NOOP(context: str, text: str) -> str: ...  # PySide's stub says object
else:
    from PySide6.QtCore import QT_TRANSLATE_NOOP

_CONTEXT = "OtherWords"

OTHER_WORDS = {
    "file.new": QT_TRANSLATE_NOOP("OtherWords", "create project"),
    "file.open": QT_TRANSLATE_NOOP("OtherWords", "load project"),
    "file.recent": QT_TRANSLATE_NOOP("OtherWords", "last history files"),
    "file.import": QT_TRANSLATE_NOOP("OtherWords", "load read Markdown text"),
    "file.export": QT_TRANSLATE_NOOP("OtherWords", "save as convert Markdown publish"),
    "file.save_copy": QT_TRANSLATE_NOOP("OtherWords", "save as duplicate"),
    "file.backups": QT_TRANSLATE_NOOP("OtherWords", "restore versions snapshots revert"),
    "file.quit": QT_TRANSLATE_NOOP("OtherWords", "exit close"),
    "edit.find": QT_TRANSLATE_NOOP("OtherWords", "search"),
    "edit.replace": QT_TRANSLATE_NOOP("OtherWords", "substitute find"),
    "edit.paste_plain": QT_TRANSLATE_NOOP("OtherWords", "paste without formatting plain unformatted"),
    "outline.new": QT_TRANSLATE_NOOP("OtherWords", "add row sentence concept enter"),
    "outline.note": QT_TRANSLATE_NOOP("OtherWords", "comment remark annotation"),
    "outline.indent": QT_TRANSLATE_NOOP("OtherWords", "demote nest"),
    "outline.outdent": QT_TRANSLATE_NOOP("OtherWords", "promote unindent"),
    "outline.delete": QT_TRANSLATE_NOOP("OtherWords", "delete remove"),
    "outline.trash": QT_TRANSLATE_NOOP("OtherWords", "deleted restore bin undelete"),
    "outline.collapse": QT_TRANSLATE_NOOP("OtherWords", "fold close hide"),
    "outline.expand": QT_TRANSLATE_NOOP("OtherWords", "unfold open show"),
    "outline.toggle_fold": QT_TRANSLATE_NOOP("OtherWords", "collapse expand unfold"),
    "outline.zoom_in": QT_TRANSLATE_NOOP("OtherWords", "hoist focus only this"),
    "outline.zoom_out": QT_TRANSLATE_NOOP("OtherWords", "unhoist whole document"),
    "outline.lock": QT_TRANSLATE_NOOP("OtherWords", "protect read-only freeze"),
    "concept.propose": QT_TRANSLATE_NOOP("OtherWords", "suggest continue idea next sentence"),
    "concept.wish": QT_TRANSLATE_NOOP("OtherWords", "wish prompt instruct tell what should happen steer"),
    "concept.continue": QT_TRANSLATE_NOOP("OtherWords", "go on several sentences next paragraph"),
    "concept.expand": QT_TRANSLATE_NOOP("OtherWords", "elaborate write out lengthen"),
    "concept.summarise": QT_TRANSLATE_NOOP("OtherWords", "summarize summary shorten abstract"),
    "concept.rewrite": QT_TRANSLATE_NOOP("OtherWords", "rephrase reword paraphrase variants"),
    "concept.manner": QT_TRANSLATE_NOOP("OtherWords", "sampler temperature options suggestions"),
    "concept.concept_model_only": QT_TRANSLATE_NOOP("OtherWords", "voice smollm2 drafts off without lcm"),
    "concept.reroll": QT_TRANSLATE_NOOP("OtherWords", "again retry more other suggestions"),
    "concept.confirm": QT_TRANSLATE_NOOP("OtherWords", "accept approve"),
    "concept.stop": QT_TRANSLATE_NOOP("OtherWords", "cancel reject abort"),
    "concept.stop_all": QT_TRANSLATE_NOOP("OtherWords", "cancel abort"),
    "translate.missing": QT_TRANSLATE_NOOP("OtherWords", "update outdated translation"),
    "translate.document": QT_TRANSLATE_NOOP("OtherWords", "everything all text"),
    "translate.reviewed": QT_TRANSLATE_NOOP("OtherWords", "approve checked"),
    "view.focus": QT_TRANSLATE_NOOP("OtherWords", "distraction free zen quiet"),
    "view.inspector": QT_TRANSLATE_NOOP("OtherWords", "side bar panel history details"),
    "view.larger": QT_TRANSLATE_NOOP("OtherWords", "zoom in bigger font size"),
    "view.smaller": QT_TRANSLATE_NOOP("OtherWords", "zoom out font size"),
    "view.normal_size": QT_TRANSLATE_NOOP("OtherWords", "reset zoom font size 100 %"),
    "view.dark": QT_TRANSLATE_NOOP("OtherWords", "night theme colours colors"),
    "view.light": QT_TRANSLATE_NOOP("OtherWords", "day theme colours colors"),
    "view.system": QT_TRANSLATE_NOOP("OtherWords", "automatic theme colours colors"),
    "tools.models": QT_TRANSLATE_NOOP("OtherWords", "install download languages"),
    "tools.shortcuts": QT_TRANSLATE_NOOP("OtherWords", "shortcuts hotkeys key bindings keyboard"),
    "tools.preferences": QT_TRANSLATE_NOOP("OtherWords", "settings options configuration"),
    "help.keys": QT_TRANSLATE_NOOP("OtherWords", "shortcuts cheat sheet keyboard"),
    "help.guide": QT_TRANSLATE_NOOP("OtherWords", "manual handbook tutorial documentation first steps"),
    "help.about": QT_TRANSLATE_NOOP("OtherWords", "version licence license"),
}
"""Action id -> words, lower case."""


def other_words(action_id: str) -> str:
    """The other words for an action in the language of the program; empty where there are none."""
    words = OTHER_WORDS.get(action_id, "")
    return QCoreApplication.translate(_CONTEXT, words) if words else ""
