"""One loaded translation model. The only module that imports CTranslate2.

Its folder holds data only: weights, a vocabulary and settings in JSON, and SentencePiece models.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conceptwriter.bundles.translator_part import TranslatorPart
from conceptwriter.runtime.sessions import Interrupt
from conceptwriter.translators.contract import (
    Hypothesis,
    SourceTooLong,
    TranslateOptions,
    TranslatorError,
    require_ctranslate2,
)
from conceptwriter.translators.pieces import Pieces

if TYPE_CHECKING:
    import ctranslate2

BATCH = 8
"""Texts per call: between two calls a wish to stop is noticed."""
LEAST_LENGTH, MOST_TIMES_LONGER = 16, 3
"""Tokens that a translation may have, and how many for each token of its source beside."""

OnProgress = Callable[[int, int], None]


class Translator:
    """A translation model in memory. Raises TranslatorError where it cannot be loaded."""

    def __init__(self, folder: Path, part: TranslatorPart, *, threads: int) -> None:
        require_ctranslate2()
        import ctranslate2

        self._part = part
        self._pieces = Pieces(folder, part)
        try:
            self._model: ctranslate2.Translator = ctranslate2.Translator(
                str(folder), device="cpu", inter_threads=1, intra_threads=threads
            )
        except (RuntimeError, ValueError, IndexError) as error:
            raise TranslatorError(
                f"CTranslate2 cannot load the model in {folder}: {error}. Import it again, or update "
                "CTranslate2 if the model was converted by a newer version."
            ) from error

    def translate(
        self,
        texts: Sequence[str],
        source: str,
        target: str,
        options: TranslateOptions,
        *,
        interrupt: Interrupt | None = None,
        on_progress: OnProgress = lambda _done, _total: None,
    ) -> list[list[Hypothesis]]:
        """The best translations of each text, in the same order, each list best first.

        Raises SourceTooLong, TranslatorError, and Interrupted between two batches.
        """
        if not self._part.translates(source, target):
            raise TranslatorError(f"This translator does not translate {source} into {target}.")
        read = [self._pieces.of(text, source, target) for text in texts]
        for index, tokens in enumerate(read):
            if len(tokens) > self._part.maximum_tokens:
                raise SourceTooLong(index, len(tokens), self._part.maximum_tokens)
        # Texts of about the same length together: less padding, the same answers.
        order = sorted(range(len(read)), key=lambda index: len(read[index]))
        found: list[list[Hypothesis]] = [[] for _ in read]
        for start in range(0, len(order), BATCH):
            if interrupt is not None:
                interrupt.check()
            on_progress(start, len(order))
            rows = order[start : start + BATCH]
            for row, answer in zip(
                rows, self._batch([read[row] for row in rows], target, options), strict=True
            ):
                found[row] = answer
        on_progress(len(order), len(order))
        return found

    def _batch(
        self, batch: list[list[str]], target: str, options: TranslateOptions
    ) -> list[list[Hypothesis]]:
        prefix = self._pieces.prefix(target)
        # A translation that repeats itself is not worth waiting for.
        longest = min(options.maximum_tokens, LEAST_LENGTH + MOST_TIMES_LONGER * max(map(len, batch)))
        try:
            results = self._model.translate_batch(
                batch,
                [prefix] * len(batch) if prefix else None,
                beam_size=max(options.beam_size, options.hypotheses),
                num_hypotheses=options.hypotheses,
                max_decoding_length=longest,
                return_scores=True,
                return_end_token=True,
                disable_unk=True,
            )
        except (RuntimeError, ValueError, IndexError) as error:
            raise TranslatorError(f"CTranslate2 cannot run this model: {error}.") from error
        return [self._hypotheses(result) for result in results]

    def _hypotheses(self, result: Any) -> list[Hypothesis]:
        return [
            Hypothesis(self._pieces.text(tokens), float(score), len(tokens), tokens[-1:] == [self._part.end])
            for tokens, score in zip(result.hypotheses, result.scores, strict=True)
        ]
