"""Who writes a translation: the codec, or one of the translators that a user has installed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from conceptwriter.assistant.codec_use import EngineLike, Text, asked, by_pieces
from conceptwriter.bundles.confidence_part import ConfidencePart
from conceptwriter.bundles.translators import InstalledTranslator
from conceptwriter.engine import Decoded, DecodedFrom, DecodeOptions, TranslateOptions, TranslateTexts
from conceptwriter.job import Job
from conceptwriter.language import SegmentationLimits, Segmenter, is_language_code, language_name

MOST_SENTENCES = 100
"""Of a text that is translated: a longer one is data, and would take too long."""
_TOGETHER = 4
"""Translations of a text are asked for by this many: a beam finds them all at once."""
_MOST_HYPOTHESES = 16


class Writer(Protocol):
    """What translates texts. Everything around it (marks, numbers, checks) is the same for all writers."""

    @property
    def title(self) -> str:
        """Its name for the user; empty for the program's own model."""

    @property
    def licence(self) -> str:
        """SPDX, of a translator's model."""

    @property
    def most_pieces(self) -> int:
        """Maximum number of pieces of one text."""

    @property
    def confidence(self) -> ConfidencePart | None:
        """How likely its translations are usable, where that was measured."""

    def refuses(self, source: str, language: str) -> str:
        """Why it does not translate from one language into the other, for the user; empty when it does."""

    def pieces(self, text: Text) -> list[Text]:
        """The text as it can read it: whole, or split."""

    def way_of(self, wanted: DecodedFrom | None) -> DecodedFrom:
        """What its translations are made from."""

    def decode_written(
        self,
        texts: Sequence[Text],
        language: str,
        options: DecodeOptions,
        what: str = "",
        *,
        way: DecodedFrom | None = None,
        lasting: bool = True,
    ) -> list[list[Decoded]]:
        """Written texts in another language: a list of pieces for each."""


class TranslatorUse:
    """One translator behind the engine, as one job uses it."""

    most_pieces = MOST_SENTENCES
    confidence = None
    """Nobody has measured what a user brings along."""

    def __init__(self, engine: EngineLike, job: Job[Any], translator: InstalledTranslator) -> None:
        self._engine, self._job, self._translator = engine, job, translator
        self._segmenter = Segmenter(SegmentationLimits(translator.maximum_characters))
        self._known: dict[tuple[Text, str, int, int], list[Decoded]] = {}

    @property
    def title(self) -> str:
        """Its name and version."""
        return self._translator.shown

    @property
    def licence(self) -> str:
        """SPDX, of its model."""
        return self._translator.licence

    def refuses(self, source: str, language: str) -> str:
        """Why it does not translate from one language into the other; empty when it does."""
        if self._translator.translates(source, language):
            return ""
        return f"{self.title} does not translate {language_name(source)} into {language_name(language)}"

    def pieces(self, text: Text) -> list[Text]:
        """Its sentences: translators are trained on single ones, and leave some out where there are more."""
        if not is_language_code(text.language):
            return [text]
        found = self._segmenter.sentences(text.text, text.language)
        return [Text(sentence, text.language) for sentence in found] or [text]

    def way_of(self, wanted: DecodedFrom | None) -> DecodedFrom:
        """Always the text: there is no vector."""
        del wanted
        return DecodedFrom.TEXT

    def decode_written(
        self,
        texts: Sequence[Text],
        language: str,
        options: DecodeOptions,
        what: str = "",
        *,
        way: DecodedFrom | None = None,
        lasting: bool = True,
    ) -> list[list[Decoded]]:
        """The translation of each text, in pieces.

        Words are never sampled: with `options.sample` it is the alternative whose number is the seed, counted
        from the best, which is 0. So the same request gives the same answer.
        """
        del way, lasting
        number = min(options.seed, _MOST_HYPOTHESES - 1) if options.sample else 0

        def ask(batch: Sequence[Text], /, *, start: int) -> list[Decoded]:
            del start
            return [
                found[min(number, len(found) - 1)] for found in self._ask(batch, language, options, number)
            ]

        def report(done: int, total: int) -> None:
            if what:
                self._job.report(done, total, what)

        return by_pieces(texts, self.pieces, ask, report)

    def _ask(
        self, batch: Sequence[Text], language: str, options: DecodeOptions, number: int
    ) -> list[list[Decoded]]:
        """The best translations of each piece, at least `number` + 1 as far as the beam has so many."""
        wanted = 1 if number == 0 else -(-(number + 1) // _TOGETHER) * _TOGETHER
        keys = {text: (text, language, options.beam_size, wanted) for text in dict.fromkeys(batch)}
        missing = [text for text, key in keys.items() if key not in self._known]
        if missing:
            request = TranslateTexts(
                self._translator.folder,
                tuple(text.text for text in missing),
                missing[0].language,
                language,
                TranslateOptions(beam_size=options.beam_size, hypotheses=wanted),
            )
            answer = asked(self._engine, self._job, request)
            self._known.update({keys[text]: found for text, found in zip(missing, answer, strict=True)})
        return [self._known[keys[text]] for text in batch]
