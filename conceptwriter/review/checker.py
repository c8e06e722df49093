"""All checks of one translation against its source, or of a text alone: strings in, findings out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from conceptwriter.assistant.checks import check_rendering, check_text
from conceptwriter.assistant.findings import Finding, Flag, Limits
from conceptwriter.assistant.marks import plain
from conceptwriter.assistant.masking import check_marks
from conceptwriter.glossary import Glossary, TermCheck
from conceptwriter.review.ending import check_ending
from conceptwriter.review.pair import Pair
from conceptwriter.review.pairing import check_brackets, check_quotation
from conceptwriter.review.words import (
    check_double_word,
    check_half_translated,
    check_spaces,
    check_unchanged,
)

_ANY_LENGTH = 1_000_000
_SUPERSEDED = {Flag.UNFINISHED: frozenset({Flag.ENDING, Flag.BRACKETS, Flag.QUOTATION})}
"""Findings that say less than others that are there."""


class PairChecker:
    """Checks pairs, with the terms of glossaries if there are any; remembers what each glossary needs."""

    def __init__(self, glossaries: Sequence[Glossary] = ()) -> None:
        self._glossaries = tuple(glossaries)
        self._terms: dict[tuple[str, str], list[TermCheck]] = {}

    def check(self, pair: Pair) -> tuple[Finding, ...]:
        """What is wrong with the text: at most one finding of each flag, and the findings of the terms."""
        bare = plain(pair.text)
        if bare.is_code_or_image or not bare.text.strip():
            return ()
        if not pair.source:
            return tuple(_of_source(pair, bare.text))
        source = plain(pair.source)
        found: dict[Flag, Finding] = {}
        for finding in _of_translation(pair, source.shown, bare.shown):
            found.setdefault(finding.flag, finding)
        for finding in self._of_terms(pair, source.shown, bare.shown):
            before = found.get(finding.flag)
            reason = finding.reason if before is None else f"{before.reason}; {finding.reason}"
            found[finding.flag] = Finding(finding.flag, reason)
        return tuple(
            finding
            for flag, finding in found.items()
            if not (_SUPERSEDED.get(flag, frozenset()) & set(found))
        )

    def check_terms(self, pair: Pair) -> tuple[Finding, ...]:
        """Only what the glossaries find."""
        if not pair.source:
            return ()
        return tuple(self._of_terms(pair, plain(pair.source).shown, plain(pair.text).shown))

    def _of_terms(self, pair: Pair, source: str, text: str) -> Iterator[Finding]:
        if not self._glossaries:
            return
        languages = (pair.source_language, pair.language)
        if languages not in self._terms:
            self._terms[languages] = [TermCheck(glossary, *languages) for glossary in self._glossaries]
        for check in self._terms[languages]:
            found = check.check(source, text)
            if found is not None:
                yield found


def _of_source(pair: Pair, text: str) -> list[Finding]:
    """A writer's own sentences may be short and end in any way."""
    limits = Limits()
    found = check_text(text, pair.language, limits, sentence=False)
    too_long = len(text) > limits.longest
    return [finding for finding in found if finding.flag is not Flag.LENGTH or too_long]


def _of_translation(pair: Pair, source: str, text: str) -> Iterator[Finding]:
    """`source` and `text`: without marks, as a reader sees them."""
    limits = Limits(longest=_ANY_LENGTH) if pair.is_human else Limits()
    rendering = check_rendering(source, pair.source_language, text, pair.language, limits)
    for finding in rendering:
        if not (pair.is_human and finding.flag is Flag.UNFINISHED):
            yield finding
    yield from check_marks(
        pair.source, pair.text, [one for one in rendering if one.flag in (Flag.PLACEHOLDERS, Flag.ADDRESSES)]
    )
    languages = pair.source_language, pair.language
    checks: tuple[Callable[[], Finding | None], ...] = (
        lambda: check_unchanged(source, languages[0], text, languages[1]),
        lambda: check_half_translated(source, languages[0], text, languages[1]),
        lambda: check_ending(source, languages[0], text, languages[1]),
        lambda: check_brackets(source, text),
        lambda: check_quotation(source, languages[0], text, languages[1]),
        lambda: check_double_word(source, text, languages[1]),
        lambda: check_spaces(pair.source, pair.text),
    )
    for check in checks:
        found = check()
        if found is not None:
            yield found
