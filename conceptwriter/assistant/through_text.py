"""Converting between vector spaces through text, where the LCM's codec is not the writer's.

The LCM's vectors are decoded by its own codec, into the language asked for if it supports that, else into a
bridge language that both codecs support; the writer's codec then translates from there. Context that the
LCM's codec cannot read goes the other way.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from conceptwriter.assistant.codec_use import CodecUse, Text
from conceptwriter.assistant.findings import Finding, Flag
from conceptwriter.assistant.rendering_checks import check_names, check_numbers, check_untranslated
from conceptwriter.assistant.vectors import paired_cosines
from conceptwriter.engine import CodecStatus, Decoded, DecodeOptions
from conceptwriter.language import language_name

PREFERRED_BRIDGE = "eng_Latn"
"""The language that every codec has been trained on best."""
_MOST_REMEMBERED = 4000
_GREEDY = DecodeOptions(beam_size=1)
"""For what only the LCM reads: a context is long, and the gist is enough."""


def bridge_language(words: CodecUse, concepts: CodecUse, wanted: str) -> str | None:
    """The language the LCM's codec writes when `wanted` is wanted; None where there is none."""
    if wanted in concepts.languages:
        return wanted
    common = [language for language in concepts.languages if language in words.languages]
    return PREFERRED_BRIDGE if PREFERRED_BRIDGE in common else next(iter(common), None)


@dataclass(frozen=True, slots=True, eq=False)
class Taken:
    """A text translated by the writer's codec: its new wording, and how well the meaning was kept."""

    decoded: Decoded
    round_trip: float
    """Cosine, in the writer's codec's space, of its input text and its output text."""
    findings: tuple[Finding, ...]


def taken_up(
    words: CodecUse, texts: Sequence[Text], language: str, options: DecodeOptions, what: str
) -> list[Taken]:
    """The texts in another language, by the writer's codec."""
    if not texts:
        return []
    sources = words.encode(texts, lasting=False)
    decoded = words.decode_each(texts, sources, language, options, what)
    said = [row for row, item in enumerate(decoded) if any(map(str.isalnum, item.text))]
    again = words.encode([Text(decoded[row].text, language) for row in said], lasting=False)
    kept = dict(zip(said, map(float, paired_cosines(sources[said], again)), strict=True))
    return [
        Taken(item, kept.get(row, 0.0), _lost(texts[row], Text(item.text, language)))
        for row, item in enumerate(decoded)
    ]


def _lost(source: Text, text: Text) -> tuple[Finding, ...]:
    found = (
        check_numbers(*source, *text),
        check_names(*source, *text),
        check_untranslated(*source, *text),
    )
    return tuple(finding for finding in found if finding is not None)


def label(written_in: str, language: str, codec: CodecStatus) -> Finding:
    """What a writer should know about a text in `language` that was made this way."""
    how = f"written by {codec.id} {codec.version}" if written_in == language else language_name(written_in)
    return Finding(Flag.THROUGH_TEXT, f"through text: {how}")


class RememberedTranslations:
    """Context texts in a language that the LCM's codec can read; one cache for all jobs of an assistant."""

    def __init__(self, capacity: int = _MOST_REMEMBERED) -> None:
        self._capacity = capacity
        self._known: OrderedDict[tuple[Text, str], str] = OrderedDict()

    def get(self, text: Text, to: str) -> str | None:
        """The translation into `to`, if it is known."""
        return self._known.get((text, to))

    def put(self, text: Text, to: str, translated: str) -> None:
        """Remember it; the oldest are dropped when there are too many."""
        self._known[text, to] = translated
        while len(self._known) > self._capacity:
            self._known.popitem(last=False)


def readable_by(
    concepts: CodecUse, words: CodecUse, texts: Sequence[Text], memory: RememberedTranslations
) -> list[Text]:
    """The texts as the LCM's codec can read them.

    The writer's codec translates those whose language it does not support. The caller has checked that the
    writer's codec can, and that there is a bridge.
    """
    bridge = bridge_language(words, concepts, "")
    foreign = list(dict.fromkeys(text for text in texts if text.language not in concepts.languages))
    if not foreign or bridge is None:
        return list(texts)
    missing = [text for text in foreign if memory.get(text, bridge) is None]
    if missing:
        decoded = words.decode_each(missing, words.encode(missing), bridge, _GREEDY, "reading")
        for text, item in zip(missing, decoded, strict=True):
            memory.put(text, bridge, item.text if any(map(str.isalnum, item.text)) else text.text)
    translated = {text: Text(memory.get(text, bridge) or text.text, bridge) for text in foreign}
    return [translated.get(text, text) for text in texts]
