"""A line of text as the sentences that a codec reads one by one."""

from __future__ import annotations

from conceptwriter.assistant.marks import plain
from conceptwriter.language import Segmenter
from conceptwriter.language.capping import capped
from conceptwriter.language.inline_marks import inline_marks


def readable_sentences(line: str, code: str, segmenter: Segmenter) -> list[str]:
    """The sentences of a line; a word or an address that no codec could take whole is cut."""
    longest = segmenter.limits.max_characters
    found: list[str] = []
    for span in segmenter.segment(line, code, inline_marks(line).protected):
        sentence = span.of(line)
        is_short = len(plain(sentence).text) <= longest
        cuts = [(0, len(sentence))] if is_short else capped(sentence, 0, len(sentence), longest)
        found += [sentence[start:end] for start, end in cuts]
    return found
