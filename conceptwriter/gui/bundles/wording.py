"""Display text for sizes, speeds, licences and the stages of an installation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from conceptwriter.editor.wording import data_size, language_name, number
from conceptwriter.translation_marks import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conceptwriter.install.catalogue import CatalogueEntry
    from conceptwriter.install.installing import InstallStep

CONTEXT = "Models"
MOST_NAMED = 8
"""Up to this many languages are named; more are counted."""
_MINUTE = 60

_STAGES = {
    "download": QT_TRANSLATE_NOOP("Models", "Download"),
    "verify": QT_TRANSLATE_NOOP("Models", "Verify"),
    "convert": QT_TRANSLATE_NOOP("Models", "Prepare for this computer"),
    "check": QT_TRANSLATE_NOOP("Models", "Test"),
    "install": QT_TRANSLATE_NOOP("Models", "Install"),
}
_SPEEDS = {
    "fast": QT_TRANSLATE_NOOP("Models", "fast on any computer"),
    "medium": QT_TRANSLATE_NOOP("Models", "slower without a graphics card"),
    "slow": QT_TRANSLATE_NOOP("Models", "very slow without a graphics card"),
}
_KINDS = {
    "codec": QT_TRANSLATE_NOOP("Models", "translation model (reads and writes languages)"),
    "lcm": QT_TRANSLATE_NOOP("Models", "concept model (proposes what comes next)"),
    "lens": QT_TRANSLATE_NOOP("Models", "lens (shows what a sentence is about)"),
    "voice": QT_TRANSLATE_NOOP(
        "Models", "voice (writes the sentences that are proposed; the concept model chooses among them)"
    ),
    "translator": QT_TRANSLATE_NOOP(
        "Models", "translator (Translate Again shows its translations; it can also be the default)"
    ),
    "splitter": QT_TRANSLATE_NOOP("Models", "sentence splitter (finds sentences when a text is imported)"),
}
_CONCERNS = {
    "the weights": QT_TRANSLATE_NOOP("Models", "the weights"),
    "the code": QT_TRANSLATE_NOOP("Models", "the code"),
    "the weights and the package": QT_TRANSLATE_NOOP("Models", "the weights and the package"),
}
_FREE = ("Apache", "MIT", "BSD", "ISC", "CC0", "CC-BY-4", "CC-BY-3")
_STAGE_NAMES = tuple(_STAGES)


def translated(text: str, **values: object) -> str:
    """`text` in the interface language, with its values inserted."""
    return QCoreApplication.translate(CONTEXT, text).format(**values)


def device_words(provider: str) -> str:
    """An execution provider's name for the user."""
    if provider == "CPUExecutionProvider":
        return translated(QT_TRANSLATE_NOOP("Models", "processor"))
    return translated(QT_TRANSLATE_NOOP("Models", "graphics card"))


def size_words(count: int | None) -> str:
    """Bytes in powers of ten, as download pages and disks are labelled."""
    if count is None:
        return translated(QT_TRANSLATE_NOOP("Models", "size unknown until the download starts"))
    digits = 0 if count < 10_000_000 else 1
    return data_size(count, digits)


def download_words(entry: CatalogueEntry) -> str:
    """Size of the download; approximate if only the server knows exactly."""
    if entry.download_bytes is None and entry.about_bytes is not None:
        words = QT_TRANSLATE_NOOP("Models", "about {size}; the exact size is known when the download starts")
        return translated(words, size=size_words(entry.about_bytes))
    return size_words(entry.download_bytes)


def left_words(seconds: float) -> str:
    """The remaining time, no more precise than the estimate."""
    if seconds < _MINUTE:
        return translated(QT_TRANSLATE_NOOP("Models", "less than a minute left"))
    minutes = round(seconds / _MINUTE)
    if minutes < 2 * _MINUTE:
        return translated(QT_TRANSLATE_NOOP("Models", "about {count} min left"), count=minutes)
    return translated(QT_TRANSLATE_NOOP("Models", "about {count} h left"), count=round(minutes / _MINUTE))


def stage_words(stage: str) -> str:
    """What a stage of an installation does."""
    return translated(_STAGES.get(stage, stage))


def stage_names() -> tuple[str, ...]:
    """The stages in their order."""
    return _STAGE_NAMES


def step_words(step: InstallStep) -> str:
    """Progress of one step: bytes, speed and time left of a download, steps of a conversion."""
    if step.stage == "download":
        parts = [_bytes_words(step.done, step.total)]
        if step.bytes_per_second:
            parts.append(
                translated(
                    QT_TRANSLATE_NOOP("Models", "{size}/s"), size=size_words(int(step.bytes_per_second))
                )
            )
            if step.total is not None and step.total > step.done:
                parts.append(left_words((step.total - step.done) / step.bytes_per_second))
        return "  ·  ".join(parts)
    if step.stage == "verify":
        return _bytes_words(step.done, step.total)
    if not step.total:
        return ""
    return translated(
        QT_TRANSLATE_NOOP("Models", "{done} of {total}"), done=number(step.done), total=number(step.total)
    )


def _bytes_words(done: int, total: int | None) -> str:
    if total is None:
        return size_words(done)
    words = QT_TRANSLATE_NOOP("Models", "{done} of {total}")
    return translated(words, done=size_words(done), total=size_words(total))


def job_step_words(step: InstallStep) -> str:
    """One step for the status bar, short."""
    figures = step_words(step).split("  ·  ")[0]
    stage = stage_words(step.stage).lower()
    return f"{stage} {figures}".rstrip()


def speed_words(speed: str) -> str:
    """A speed class in terms of what the user experiences."""
    return translated(_SPEEDS.get(speed, speed))


def kinds_words(kinds: Sequence[str]) -> str:
    """What a bundle is for."""
    return "; ".join(translated(_KINDS.get(kind, kind)) for kind in kinds)


def languages_words(codes: Sequence[str]) -> str:
    """A few languages by name, many by number."""
    if len(codes) == 1:
        return language_name(codes[0])
    if len(codes) <= MOST_NAMED:
        return ", ".join(language_name(code) for code in codes)
    return language_count(codes)


def language_count(codes: Sequence[str]) -> str:
    """How many languages."""
    if len(codes) == 1:
        return translated(QT_TRANSLATE_NOOP("Models", "1 language"))
    return translated(QT_TRANSLATE_NOOP("Models", "{count} languages"), count=number(len(codes)))


def is_non_commercial(spdx: str) -> bool:
    """Whether a licence forbids commercial use."""
    return "-NC" in spdx.upper()


def licence_words(spdx: str) -> str:
    """A licence in a list: its id, and the most important fact about it."""
    if is_non_commercial(spdx):
        return translated(QT_TRANSLATE_NOOP("Models", "{spdx}, non-commercial"), spdx=spdx)
    if spdx.startswith("LicenseRef-"):
        return translated(QT_TRANSLATE_NOOP("Models", "custom licence"))
    return spdx


def licences_in_short(spdx: Sequence[str]) -> str:
    """Several licences in a narrow place: the most important fact, else their ids."""
    if any(is_non_commercial(each) for each in spdx):
        return translated(QT_TRANSLATE_NOOP("Models", "non-commercial"))
    return "; ".join(dict.fromkeys(licence_words(each) for each in spdx))


def licence_sentence(spdx: str, concerns: str) -> str:
    """What a licence means, in one plain sentence; the text below it is authoritative."""
    what = (
        translated(_CONCERNS.get(concerns, concerns))
        if concerns
        else translated(QT_TRANSLATE_NOOP("Models", "this model"))
    )
    if is_non_commercial(spdx):
        words = QT_TRANSLATE_NOOP(
            "Models",
            "Not for commercial use: {what} may not be used primarily for commercial advantage or "
            "payment. If you earn money with your texts, ask for legal advice.",
        )
    elif spdx.startswith(_FREE):
        words = QT_TRANSLATE_NOOP(
            "Models",
            "Free to use for any purpose, including commercial use, if the copyright notice is kept "
            "({what}).",
        )
    else:
        words = QT_TRANSLATE_NOOP("Models", "Read what the licence allows for {what}.")
    return translated(words, what=what)


def concerns_words(concerns: str) -> str:
    """What a licence covers, for a caption."""
    return translated(_CONCERNS.get(concerns, concerns))
