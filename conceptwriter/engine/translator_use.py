"""Translators in the model process: each loaded on first use, the last ones kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

from conceptwriter.bundles.errors import BundleError
from conceptwriter.bundles.integrity import check_before_loading
from conceptwriter.bundles.manifest import load_manifest
from conceptwriter.bundles.places import verification_record
from conceptwriter.codec.contract import Decoded, TextTooLong
from conceptwriter.engine.requests import TranslateTexts
from conceptwriter.runtime.device import default_threads
from conceptwriter.runtime.sessions import Interrupt
from conceptwriter.translators.contract import Hypothesis, SourceTooLong, require_ctranslate2
from conceptwriter.translators.runtime import Translator

OnProgress = Callable[[int, int, str], None]
MOST = 2
"""Translators in memory: those of the two directions between two languages."""


class LoadedTranslators:
    """Answers `TranslateTexts`; a translator uses no memory before it is needed."""

    def __init__(self, threads: int | None) -> None:
        self._threads = threads
        self._loaded: OrderedDict[Path, Translator] = OrderedDict()

    def translate(
        self, request: TranslateTexts, interrupt: Interrupt, report: OnProgress
    ) -> list[list[Decoded]]:
        """Raises BundleError, TranslatorError, TextTooLong, Interrupted."""
        translator = self._get(request.folder, report)
        interrupt.check()
        try:
            found = translator.translate(
                request.texts,
                request.source,
                request.language,
                request.options,
                interrupt=interrupt,
                on_progress=lambda done, total: report(done, total, "decode"),
            )
        except SourceTooLong as error:
            raise TextTooLong(error.index, error.length, error.limit, "tokens") from error
        return [[_decoded(hypothesis) for hypothesis in each] for each in found]

    def _get(self, folder: Path, report: OnProgress) -> Translator:
        known = self._loaded.get(folder)
        if known is not None:
            self._loaded.move_to_end(folder)
            return known
        report(0, 1, "load")
        require_ctranslate2()
        manifest = load_manifest(folder)
        if manifest.translator is None:
            raise BundleError(f"The model {manifest.name} in {folder} has no translator.")
        check_before_loading(folder, manifest, verification_record())
        while len(self._loaded) >= MOST:
            self._loaded.popitem(last=False)
        threads = self._threads or default_threads()
        self._loaded[folder] = Translator(folder, manifest.translator, threads=threads)
        report(1, 1, "load")
        return self._loaded[folder]


def _decoded(hypothesis: Hypothesis) -> Decoded:
    return Decoded(hypothesis.text, hypothesis.score, hypothesis.tokens, hypothesis.finished)
