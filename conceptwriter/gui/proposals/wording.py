"""Words for what the assistant found out about a candidate, and for the kinds of request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:
    from conceptwriter.outline import Draft, Proposal

if TYPE_CHECKING:

    def QT_TRANSLATE_NOOP(context: str, text: str) -> str: ...  # PySide's stub says object
else:
    from PySide6.QtCore import QT_TRANSLATE_NOOP

_CONTEXT = "Proposals"

_FLAGS = {
    "empty": (QT_TRANSLATE_NOOP("Proposals", "empty"), QT_TRANSLATE_NOOP("Proposals", "It says nothing.")),
    "garbled": (
        QT_TRANSLATE_NOOP("Proposals", "garbled"),
        QT_TRANSLATE_NOOP("Proposals", "It contains characters that cannot be read."),
    ),
    "loop": (
        QT_TRANSLATE_NOOP("Proposals", "repeats itself"),
        QT_TRANSLATE_NOOP("Proposals", "The same words come again and again."),
    ),
    "copy": (
        QT_TRANSLATE_NOOP("Proposals", "copy"),
        QT_TRANSLATE_NOOP("Proposals", "It repeats what stands earlier in the document."),
    ),
    "script": (
        QT_TRANSLATE_NOOP("Proposals", "wrong script"),
        QT_TRANSLATE_NOOP("Proposals", "It has letters this language is not written in."),
    ),
    "untranslated": (
        QT_TRANSLATE_NOOP("Proposals", "not translated"),
        QT_TRANSLATE_NOOP("Proposals", "It is still in the language it came from."),
    ),
    "numbers": (
        QT_TRANSLATE_NOOP("Proposals", "number lost"),
        QT_TRANSLATE_NOOP("Proposals", "A number of the source is missing or another one appeared."),
    ),
    "names": (
        QT_TRANSLATE_NOOP("Proposals", "name lost"),
        QT_TRANSLATE_NOOP("Proposals", "A name of the source is missing or changed."),
    ),
    "length": (
        QT_TRANSLATE_NOOP("Proposals", "odd length"),
        QT_TRANSLATE_NOOP("Proposals", "It is much longer or shorter than to be expected."),
    ),
    "unfinished": (
        QT_TRANSLATE_NOOP("Proposals", "unfinished"),
        QT_TRANSLATE_NOOP("Proposals", "The sentence breaks off."),
    ),
    "round-trip": (
        QT_TRANSLATE_NOOP("Proposals", "loose"),
        QT_TRANSLATE_NOOP("Proposals", "The text does not say quite what the model meant."),
    ),
    "marks": (
        QT_TRANSLATE_NOOP("Proposals", "marks lost"),
        QT_TRANSLATE_NOOP("Proposals", "Emphasis, links or other marks of the source are missing."),
    ),
    "extractive": (
        QT_TRANSLATE_NOOP("Proposals", "quoted"),
        QT_TRANSLATE_NOOP("Proposals", "A sentence of the document itself."),
    ),
}

_TITLES = {
    "propose": QT_TRANSLATE_NOOP("Proposals", "What could come next"),
    "plan": QT_TRANSLATE_NOOP("Proposals", "Headings that could come next"),
    "expand": QT_TRANSLATE_NOOP("Proposals", "As a paragraph"),
    "summarise": QT_TRANSLATE_NOOP("Proposals", "In short"),
    "rewrite": QT_TRANSLATE_NOOP("Proposals", "Said in another way"),
    "translate": QT_TRANSLATE_NOOP("Proposals", "In the other language"),
}

HARMLESS = frozenset({"extractive"})


def flag_words(flag: str) -> tuple[str, str]:
    """A short word and a sentence for a flag; an unknown flag is shown as it is."""
    name, _, reason = flag.partition(":")
    short, long = _FLAGS.get(name.strip(), (name, name))
    short = QCoreApplication.translate(_CONTEXT, short)
    return short, reason.strip() or QCoreApplication.translate(_CONTEXT, long)


def kind_title(kind: str) -> str:
    """What a card with proposals of this kind is headed with."""
    return QCoreApplication.translate(_CONTEXT, _TITLES.get(kind, kind))


def proposal_text(proposal: Proposal) -> str:
    """All the text of a proposal: one paragraph a line, its sentences joined."""
    if proposal.draft is None:
        return proposal.text
    return "\n".join(_paragraphs(proposal.draft)) or proposal.text


def _paragraphs(draft: Draft) -> list[str]:
    from conceptwriter.language import join_sentences

    if draft.kind == "section":
        lines = [draft.text] if draft.text else []
        return lines + [line for child in draft.children for line in _paragraphs(child)]
    if draft.kind == "paragraph":
        language = draft.source_language or next(
            (child.source_language for child in draft.children if child.source_language), ""
        )
        return [join_sentences([child.text for child in draft.children], language or "eng_Latn")]
    return [draft.text]
