"""What the models are and run on: a few plain lines for the writer, and technical figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from conceptwriter.gui.bundles.wording import device_words, size_words
from conceptwriter.gui.proposals.wording import variant_title
from conceptwriter.translation_marks import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from conceptwriter.gui.jobs.models import EngineHost

_CONTEXT = "Engine"


def _translated(text: str, count: int = -1, **values: object) -> str:
    return QCoreApplication.translate(_CONTEXT, text, "", count).format(**values)


def plain_lines(models: EngineHost) -> list[str]:
    """Which model, whether it is running, and how much memory it uses."""
    if not models.title:
        return [
            models.reason
            or _translated(QT_TRANSLATE_NOOP("Engine", "No model is installed; everything else works."))
        ]
    status, lines = models.status, [models.title]
    if status is None or status.pid is None:
        words = QT_TRANSLATE_NOOP("Engine", "Not loaded yet; it loads when first needed.")
        return [*lines, _translated(words)]
    if status.provider:
        words = QT_TRANSLATE_NOOP("Engine", "Runs on the {device} of this computer.")
        lines.append(_translated(words, device=device_words(status.provider)))
    if status.rss_bytes:
        words = QT_TRANSLATE_NOOP("Engine", "Uses {size} of memory.")
        lines.append(_translated(words, size=size_words(status.rss_bytes)))
    choice = models.choice
    if choice is not None and choice.bundles.lcm_codec is not None:
        lines.append(choice.why)
    return lines


def technical_lines(models: EngineHost) -> list[str]:
    """Provider, precision, threads, dimensions, variants: empty until the models are loaded."""
    status = models.status
    if not models.title or status is None or status.pid is None:
        return []
    device = (status.provider or "").removesuffix("ExecutionProvider") or "–"
    words = QT_TRANSLATE_NOOP("Engine", "{device}, {precision}, %Ln thread(s)")
    lines = [_translated(words, status.threads or 0, device=device, precision=status.precision or "–")]
    if status.codec is not None:
        words = QT_TRANSLATE_NOOP("Engine", "Codec {name}: %Ln dimension(s)")
        name = f"{status.codec.id} {status.codec.version}"
        lines.append(_translated(words, status.codec.dimension, name=name))
    if status.lcm is not None:
        variants = ", ".join(variant_title(variant) for variant in status.lcm.variants)
        name = f"{status.lcm.id} {status.lcm.version}"
        lines.append(
            _translated(QT_TRANSLATE_NOOP("Engine", "LCM {name}: {variants}"), name=name, variants=variants)
        )
    if (own := status.lcm_codec) is not None:
        state = (
            QT_TRANSLATE_NOOP("Engine", "loaded")
            if own.loaded
            else QT_TRANSLATE_NOOP("Engine", "loaded when first needed")
        )
        words = QT_TRANSLATE_NOOP("Engine", "Codec of the LCM, {name}: %Ln dimension(s), {size}, {state}")
        name = f"{own.id} {own.version}"
        lines.append(
            _translated(words, own.dimension, name=name, size=size_words(own.size), state=_translated(state))
        )
    if status.notice:
        lines.append(status.notice)
    return lines
