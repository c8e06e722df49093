"""Display text for kinds, origins, states, operations, languages, moments and numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

from conceptwriter.language import find_language, is_language_code
from conceptwriter.language.regions import region_of
from conceptwriter.outline.model import Origin
from conceptwriter.outline.regional_tags import language_tag
from conceptwriter.translation_marks import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from datetime import datetime

    from conceptwriter.outline import Document

_CONTEXT = "Words"

_WORDS = {
    "section": QT_TRANSLATE_NOOP("Words", "Section"),
    "paragraph": QT_TRANSLATE_NOOP("Words", "Paragraph"),
    "concept": QT_TRANSLATE_NOOP("Words", "Concept"),
    "written": QT_TRANSLATE_NOOP("Words", "written"),
    "imported": QT_TRANSLATE_NOOP("Words", "imported"),
    "proposed": QT_TRANSLATE_NOOP("Words", "proposed and taken"),
    "machine": QT_TRANSLATE_NOOP("Words", "translated by the model"),
    "edited": QT_TRANSLATE_NOOP("Words", "edited"),
    "new": QT_TRANSLATE_NOOP("Words", "new"),
    "reviewed": QT_TRANSLATE_NOOP("Words", "reviewed"),
    "final": QT_TRANSLATE_NOOP("Words", "final"),
}

_BY_MACHINE = {
    Origin.MACHINE: (
        QT_TRANSLATE_NOOP("Words", "translated from the vector"),
        QT_TRANSLATE_NOOP(
            "Words",
            "The model saw only the concept vector of the source. Check names and numbers.",
        ),
    ),
    Origin.MACHINE_FROM_TEXT: (
        QT_TRANSLATE_NOOP("Words", "translated from the text"),
        QT_TRANSLATE_NOOP(
            "Words",
            "The model also saw the words of the source, so that it keeps names and numbers better.",
        ),
    ),
}

_OPERATIONS = (
    QT_TRANSLATE_NOOP("Operations", "Typing"),
    QT_TRANSLATE_NOOP("Operations", "Edit text"),
    QT_TRANSLATE_NOOP("Operations", "Edit note"),
    QT_TRANSLATE_NOOP("Operations", "Add"),
    QT_TRANSLATE_NOOP("Operations", "Split"),
    QT_TRANSLATE_NOOP("Operations", "Merge"),
    QT_TRANSLATE_NOOP("Operations", "Move"),
    QT_TRANSLATE_NOOP("Operations", "Move up"),
    QT_TRANSLATE_NOOP("Operations", "Move down"),
    QT_TRANSLATE_NOOP("Operations", "Indent"),
    QT_TRANSLATE_NOOP("Operations", "Outdent"),
    QT_TRANSLATE_NOOP("Operations", "Make heading"),
    QT_TRANSLATE_NOOP("Operations", "Make paragraph"),
    QT_TRANSLATE_NOOP("Operations", "Make list item"),
    QT_TRANSLATE_NOOP("Operations", "Make quote"),
    QT_TRANSLATE_NOOP("Operations", "Make code block"),
    QT_TRANSLATE_NOOP("Operations", "Insert rule"),
    QT_TRANSLATE_NOOP("Operations", "New list item"),
    QT_TRANSLATE_NOOP("Operations", "Nest list item"),
    QT_TRANSLATE_NOOP("Operations", "Unnest list item"),
    QT_TRANSLATE_NOOP("Operations", "Leave list"),
    QT_TRANSLATE_NOOP("Operations", "Leave quote"),
    QT_TRANSLATE_NOOP("Operations", "New section"),
    QT_TRANSLATE_NOOP("Operations", "New chapter"),
    QT_TRANSLATE_NOOP("Operations", "Start paragraph"),
    QT_TRANSLATE_NOOP("Operations", "Bold"),
    QT_TRANSLATE_NOOP("Operations", "Italic"),
    QT_TRANSLATE_NOOP("Operations", "Code"),
    QT_TRANSLATE_NOOP("Operations", "Link"),
    QT_TRANSLATE_NOOP("Operations", "Delete heading"),
    QT_TRANSLATE_NOOP("Operations", "Delete"),
    QT_TRANSLATE_NOOP("Operations", "Restore"),
    QT_TRANSLATE_NOOP("Operations", "Empty trash"),
    QT_TRANSLATE_NOOP("Operations", "Duplicate"),
    QT_TRANSLATE_NOOP("Operations", "Paste"),
    QT_TRANSLATE_NOOP("Operations", "Import translations"),
    QT_TRANSLATE_NOOP("Operations", "Take match"),
    QT_TRANSLATE_NOOP("Operations", "Correct spelling"),
    QT_TRANSLATE_NOOP("Operations", "Quotation mark"),
    QT_TRANSLATE_NOOP("Operations", "Quotation marks"),
    QT_TRANSLATE_NOOP("Operations", "Straight quotation marks"),
    QT_TRANSLATE_NOOP("Operations", "Add to document’s words"),
    QT_TRANSLATE_NOOP("Operations", "Remove from document’s words"),
    QT_TRANSLATE_NOOP("Operations", "Take proposal"),
    QT_TRANSLATE_NOOP("Operations", "Take proposals"),
    QT_TRANSLATE_NOOP("Operations", "Take summary"),
    QT_TRANSLATE_NOOP("Operations", "Take variant"),
    QT_TRANSLATE_NOOP("Operations", "Set language"),
    QT_TRANSLATE_NOOP("Operations", "Set source language"),
    QT_TRANSLATE_NOOP("Operations", "Set translation"),
    QT_TRANSLATE_NOOP("Operations", "Translate"),
    QT_TRANSLATE_NOOP("Operations", "Remove translation"),
    QT_TRANSLATE_NOOP("Operations", "Dismiss remark"),
    QT_TRANSLATE_NOOP("Operations", "Bring back remark"),
    QT_TRANSLATE_NOOP("Operations", "Confirm"),
    QT_TRANSLATE_NOOP("Operations", "Set status"),
    QT_TRANSLATE_NOOP("Operations", "Lock"),
    QT_TRANSLATE_NOOP("Operations", "Unlock"),
)


def word(name: str) -> str:
    """A kind, state or origin in the interface language; for how a machine made a text see `origin_word`."""
    return QCoreApplication.translate(_CONTEXT, _WORDS.get(name, name))


def origin_word(origin: Origin) -> str:
    """An origin in the interface language; of a translation, what the model made it from."""
    if origin not in _BY_MACHINE:
        return word(origin)
    return QCoreApplication.translate(_CONTEXT, _BY_MACHINE[origin][0])


def origin_tip(origin: Origin) -> str:
    """What an origin means for the user, where there is something to know."""
    return QCoreApplication.translate(_CONTEXT, _BY_MACHINE[origin][1]) if origin in _BY_MACHINE else ""


def operation_name(label: str) -> str:
    """The label of an operation in the interface language."""
    return QCoreApplication.translate("Operations", label)


def language_name(code: str) -> str:
    """The English name of a language; the code when the table does not have it."""
    return find_language(code).english_name if is_language_code(code) else code


def native_language_name(code: str) -> str:
    """The language's own name; the code when the table does not have it."""
    return find_language(code).native_name if is_language_code(code) else code


def language_in_document(document: Document, code: str) -> str:
    """The English name of a language with the region that the document has for it: "Portuguese (Brazil)"."""
    return language_in_region(code, language_tag(document, code) if is_language_code(code) else "")


def language_in_region(code: str, tag: str) -> str:
    """The English name of a language with the region of a tag: "Portuguese (Brazil)"."""
    region = region_of(tag)
    name = language_name(code)
    if not region:
        return name
    territory = QLocale.codeToTerritory(region)
    is_known = territory != QLocale.Country.AnyTerritory
    return f"{name} ({QLocale.territoryToString(territory) if is_known else region})"


def native_language_in_document(document: Document, code: str) -> str:
    """The same in the language itself: "Português (Brasil)"."""
    return native_language_in_region(code, language_tag(document, code) if is_language_code(code) else "")


def native_language_in_region(code: str, tag: str) -> str:
    """The name in the language itself with the region of a tag: "Português (Brasil)"."""
    name = native_language_name(code)
    return f"{name} ({QLocale(tag).nativeTerritoryName()})" if region_of(tag) else name


def short_language(code: str) -> str:
    """The BCP-47 tag of a language, for narrow places."""
    return find_language(code).bcp47 if is_language_code(code) else code


def time_words(seconds: float) -> str:
    """A time in the system's format; only the clock time if it is today."""
    if seconds <= 0:
        return ""
    moment = QDateTime.fromSecsSinceEpoch(int(seconds))
    locale = QLocale()
    if moment.date() == QDateTime.currentDateTime().date():
        return locale.toString(moment.time(), QLocale.FormatType.ShortFormat)
    return locale.toString(moment, QLocale.FormatType.ShortFormat)


def moment_words(moment: datetime) -> str:
    """A date and time in the system's format; today and yesterday by name."""
    when, locale = QDateTime.fromSecsSinceEpoch(int(moment.timestamp())), QLocale()
    clock = locale.toString(when.time(), QLocale.FormatType.ShortFormat)
    days = when.date().daysTo(QDateTime.currentDateTime().date())
    if days == 0:
        return QCoreApplication.translate(_CONTEXT, "Today, {time}").format(time=clock)
    if days == 1:
        return QCoreApplication.translate(_CONTEXT, "Yesterday, {time}").format(time=clock)
    date = locale.toString(when.date(), QLocale.FormatType.LongFormat)
    return QCoreApplication.translate(_CONTEXT, "{date}, {time}").format(date=date, time=clock)


def number(count: int) -> str:
    """A number in the system's format."""
    return QLocale().toString(count)


def data_size(count: int, decimals: int = 1) -> str:
    """Bytes in powers of ten, as on disks and download pages, in the interface language."""
    return QLocale().formattedDataSize(count, decimals, QLocale.DataSizeFormat.DataSizeSIFormat)
