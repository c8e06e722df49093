"""The text before a place in the voice's language: as it is if possible, else translated by the codec.

A sentence that the codec cannot translate is left out: a voice continues in the manner of what it reads, and
nonsense before it makes nonsense of its drafts.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from conceptwriter.assistant.checks import check_text
from conceptwriter.assistant.codec_use import Text
from conceptwriter.assistant.findings import Limits
from conceptwriter.assistant.masking import MaskedText, masked
from conceptwriter.assistant.models import Models
from conceptwriter.assistant.places import ContextItem, Wording
from conceptwriter.assistant.rendering_checks import check_language, check_numbers, check_untranslated
from conceptwriter.assistant.stand_in_names import HiddenNames, hide_names, names_in, show_names
from conceptwriter.assistant.text_checks import ends_a_sentence, with_ending_of
from conceptwriter.assistant.vectors import paired_cosines
from conceptwriter.engine import Decoded, DecodeOptions, ItemKind
from conceptwriter.language.word_forms import has_unknown_words

BLOCK = 16
"""Number of sentences translated together, backwards from the place: as many as are decoded together."""
ENOUGH_READ = 10
LONGEST_READING = 3 * BLOCK
"""Maximum sentences translated while fewer than `ENOUGH_READ` succeeded. A small voice makes little use of
more, and each costs a decoding, once."""
FEWEST_READ = 1
"""Minimum sentences, if the text has them: from fewer a voice cannot tell what the text is about."""
READING_GATE = 0.85
"""Cosine of a sentence and its translation, in the codec's space; below, it is left out."""
READING_SURENESS = -1.0
"""Mean log-probability of the translation's tokens; below, it is left out."""
_GREEDY = DecodeOptions(beam_size=1)


@dataclass(frozen=True, slots=True)
class VoiceReading:
    """The text before a place as a voice can read it, and the names of its characters."""

    context: tuple[ContextItem, ...]
    """Empty where the voice cannot tell what the text is about."""
    language: str
    """The voice's language."""
    names: frozenset[str] = frozenset()
    """Not looked up where the voice writes the language of the text."""

    @property
    def texts(self) -> list[str]:
        """Its texts, in the language of the voice."""
        found = (item.wording.in_one_of((self.language,)) for item in self.context)
        return [text for _, text in filter(None, found)]


def voice_reading(
    models: Models,
    context: tuple[ContextItem, ...],
    following: Sequence[str],
    language: str,
    written_in: str,
) -> VoiceReading:
    """What a voice that writes `written_in` reads of a text in `language`; `following` comes after it."""
    if written_in == language:
        return VoiceReading(context, written_in)
    before = [text for item in context for text in item.wording.texts]
    names = names_in([*before, *((language, text) for text in following)])
    return VoiceReading(_read_for_voice(models, context, written_in, names), written_in, names)


def _read_for_voice(
    models: Models, context: Sequence[ContextItem], language: str, names: Collection[str]
) -> tuple[ContextItem, ...]:
    """The context in the voice's `language`; empty where that is too little.

    Items available in it are taken as they are; of the others the last sentences and all headings above, as
    far as they can be translated.
    """
    start = len(context)
    sentences = read = 0
    readings: dict[Text, str] = {}
    while start and sentences < LONGEST_READING and read < ENOUGH_READ:
        stop, start = start, _start_of_block(context, start)
        block = [_item_in(models, item, language) for item in context[start:stop]]
        new = [text for _, text in block if text is not None]
        readings |= _readings(models, new, language, names)
        readable = [
            _is_readable(item, text, readings) for item, text in block if item.kind is ItemKind.CONCEPT
        ]
        sentences += len(readable)
        read += sum(readable)
    if read < min(FEWEST_READ, sentences):
        return ()
    kept = [_item_in(models, item, language) for item in context]
    above = [text for item, text in kept if item.above and text is not None]
    readings |= _readings(models, above, language, names)
    found: list[ContextItem] = []
    for item, text in kept:
        if text is None:
            found.append(item)
        elif readings.get(text):
            found.append(replace(item, wording=Wording(((language, readings[text]),))))
    if context and context[-1].kind is ItemKind.CONCEPT and found and found[-1].kind is ItemKind.BREAK:
        found.pop()  # the paragraph continues, though nothing of it could be read
    return tuple(found)


def _start_of_block(context: Sequence[ContextItem], stop: int) -> int:
    """Where the last `BLOCK` sentences before an index begin."""
    sentences = 0
    for place in range(stop - 1, -1, -1):
        sentences += context[place].kind is ItemKind.CONCEPT
        if sentences == BLOCK:
            return place
    return 0


def _item_in(models: Models, item: ContextItem, language: str) -> tuple[ContextItem, Text | None]:
    """The item, and its text to translate; None if it is available in the language, or untranslatable."""
    known = item.wording.in_one_of((language,)) is not None
    return item, None if known else _foreign(models, item)


def _is_readable(item: ContextItem, text: Text | None, readings: Mapping[Text, str]) -> bool:
    """Whether there is anything to read of it."""
    return bool(readings[text]) if text is not None else bool(item.wording.texts)


def _foreign(models: Models, item: ContextItem) -> Text | None:
    """Its text, with its marks, in a language that the writer's codec can translate from."""
    for language, text in item.wording.texts:
        if language in models.words.languages and masked(text).source.has_words:
            return Text(text, language)
    return None


def _readings(
    models: Models, texts: Sequence[Text], language: str, names: Collection[str]
) -> dict[Text, str]:
    """The translation of each into `language`, "" where it failed; each is translated once."""
    memory = models.readings
    known = {text: memory.get(text, language) for text in texts}
    missing = [text for text, reading in known.items() if reading is None]
    if missing:
        for text, reading in zip(missing, _read(models, missing, language, names), strict=True):
            memory.put(text, language, reading)
            known[text] = reading
    return {text: reading or "" for text, reading in known.items()}


def _read(models: Models, texts: Sequence[Text], language: str, names: Collection[str]) -> list[str]:
    words = models.words
    masks = [masked(text.text) for text in texts]
    hidden = [hide_names(mask.text, names) for mask in masks]
    sources = [Text(each.text, text.language) for each, text in zip(hidden, texts, strict=True)]
    whole = [row for row, source in enumerate(sources) if len(words.pieces(source)) == 1]
    readable = [sources[row] for row in whole]
    vectors = words.encode(readable, lasting=False)
    decoded = words.decode_each(readable, vectors, language, _GREEDY, "reading")
    said = [row for row, item in enumerate(decoded) if any(map(str.isalnum, item.text))]
    again = words.encode([Text(decoded[row].text, language) for row in said], lasting=False)
    cosines = paired_cosines(vectors[said], again)
    found = [""] * len(texts)
    for place, row in enumerate(said):
        at = whole[row]
        if cosines[place] >= READING_GATE:
            found[at] = _sound(masks[at], hidden[at], sources[at], decoded[row], language)
    return found


def _sound(mask: MaskedText, hidden: HiddenNames, source: Text, decoded: Decoded, language: str) -> str:
    """The translation, with its names and marks; "" where anything is wrong with it."""
    text = with_ending_of(source.text, decoded.text)
    is_sentence = ends_a_sentence(source.text)
    faults = check_text(text, language, Limits(), finished=decoded.finished, sentence=is_sentence)
    others = (
        check_numbers(*source, text, language),
        check_untranslated(*source, text, language),
        check_language(text, language),
    )
    if decoded.score < READING_SURENESS or faults or any(others):
        return ""
    named = show_names(hidden, text)
    if named is None or has_unknown_words(text, language):
        return ""
    return mask.restored(named).shown
