"""A voice's input: the text before a place to continue, and the instructions.

The instructions' wording was chosen by reading SmolLM2's answers to several versions; they are in English,
which all voices of this kind were tuned in, and name the language to write if it is another one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from conceptwriter.assistant.places import ContextItem, Place, Position
from conceptwriter.engine import ItemKind
from conceptwriter.language import join_sentences, language_name

ENGLISH = "eng_Latn"
LONGEST_PROMPT = 3000
"""Characters of the text before the place, about 700 tokens of English: more would noticeably add to the
waiting time, and a small model makes little use of it."""
LONGEST_SHOWN = 1500
"""Characters of a text in an instruction to continue it."""
LONGEST_INSTRUCTION = 600
"""Characters of a heading, a plan or a wish that are passed on."""


@dataclass(frozen=True, slots=True)
class VoicePrompt:
    """A text for a voice to continue ("" to start one), and the instructions, if any."""

    text: str
    instruction: str = ""

    def followed_by(self, sentences: Sequence[str], language: str) -> VoicePrompt:
        """With more sentences at the end of its text."""
        return replace(self, text=self.text + join_sentences(sentences, language))


def prompt_of(context: Sequence[ContextItem], place: Place, language: str) -> str:
    """The text before a place as a voice reads it.

    It has at most the last `LONGEST_PROMPT` characters, starts with a whole item, and is preceded by the
    headings above it.

    Texts in other languages are left out: the voice would continue in them.
    """
    parts: list[tuple[str, bool]] = []
    sentences: list[str] = []

    def close() -> None:
        if sentences:
            parts.append((join_sentences(sentences, language), False))
            sentences.clear()

    for item in context:
        found = item.wording.in_one_of((language,))
        if item.kind is ItemKind.BREAK:
            close()
        elif item.kind is ItemKind.PLAN:
            close()
            if found is not None:
                parts.append((found[1], item.above))
        elif found is not None:
            sentences.append(found[1])
    open_paragraph = bool(sentences) and place.position is not Position.NEW_PARAGRAPH
    close()
    text = "\n\n".join(_fitted(parts))
    return text if open_paragraph or not text else text + "\n\n"


def to_propose(
    context: Sequence[ContextItem],
    place: Place,
    language: str,
    *,
    wish: str = "",
    instructs: bool = False,
    story: bool = False,
) -> VoicePrompt:
    """To write the sentence for a place. `wish`: what should happen there, in the writer's words.

    A voice that follows instructions gets the wish as one; any other reads it as a note before the text.
    """
    if wish and instructs:
        return to_continue(context, place, language, "sentence", wish=wish, story=story)
    text = prompt_of(context, place, language)
    return VoicePrompt(f"[{_cut(wish)}]\n\n{text}" if wish else text)


def to_continue(
    context: Sequence[ContextItem],
    place: Place,
    language: str,
    unit: str,
    *,
    wish: str = "",
    story: bool = False,
) -> VoicePrompt:
    """To write the next `unit` ("sentence", "paragraph"), for a voice that follows instructions.

    The text is put into the instruction: as the beginning of an answer, short plain sentences make a small
    model write ever shorter ones, and it forgets the wish.
    """
    text_before = _end_of(prompt_of(context, place, language).strip(), LONGEST_SHOWN)
    what = "What happens in it" if story else "What it says"
    wished = f" {what}: {_cut(wish)}" if wish else ""
    asked = f"Continue this {'story' if story else 'text'} with one {unit}.{wished}"
    return VoicePrompt("", _with_language(f"{text_before}\n\n{asked}" if text_before else asked, language))


def to_expand(
    context: Sequence[ContextItem],
    place: Place,
    language: str,
    *,
    of: ItemKind,
    wish: str = "",
    instructs: bool = False,
    story: bool = False,
) -> VoicePrompt:
    """A prompt to write a paragraph from the last item of the context.

    That item is a heading or the summary to replace (`of` is PLAN), or a sentence (CONCEPT) to elaborate.

    A `story` is continued. For another text the voice gets only the title: with more, a small model writes
    about what precedes, or about "this text", though the author's own paragraphs are more likely after it. A
    voice that does not follow instructions continues a text that ends in the plan.
    """
    found = context[-1].wording.in_one_of((language,))
    if found is None or not instructs:
        return to_propose(context, place, language, wish=wish, instructs=instructs)
    plan = _cut(found[1])
    if story:
        before = context[:-1]
        wished = f"{plan}. {wish}" if wish else plan
        return to_continue(before, place, language, "paragraph", wish=wished, story=True)
    title = _title(context[:-1], language)
    about = f" for a text about {title}" if title else ""
    detail = f'that tells this in more detail: "{plan}"' if of is ItemKind.CONCEPT else f'titled "{plan}"'
    further = f" {_cut(wish)}" if wish else ""
    return VoicePrompt("", _with_language(f"Write one short paragraph {detail}{about}.{further}", language))


def _with_language(instruction: str, language: str) -> str:
    return instruction if language == ENGLISH else f"{instruction} Write in {language_name(language)}."


def _title(context: Sequence[ContextItem], language: str) -> str:
    """The outermost heading above a place."""
    above = (item.wording.in_one_of((language,)) for item in context if item.above)
    return next((_cut(found[1]) for found in above if found is not None), "")


def _cut(text: str) -> str:
    """On one line, and no longer than a voice is given."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_INSTRUCTION else line[:LONGEST_INSTRUCTION].rpartition(" ")[0]


def _fitted(parts: Sequence[tuple[str, bool]]) -> list[str]:
    """The newest parts that fit; of the first that does not, the end. Headings above the place are kept."""
    kept: list[str] = []
    room = LONGEST_PROMPT - sum(len(text) for text, above in parts if above)
    for text, above in reversed(parts):
        if above:
            kept.append(text)
        elif room > 0:
            kept.append(text if len(text) <= room else _end_of(text, room))
            room -= len(text)
    return list(reversed(kept))


def _end_of(text: str, length: int) -> str:
    """Whole words at the end of a text; all of a short one."""
    if len(text) <= length:
        return text
    cut = text[-length:]
    return cut[cut.find(" ") + 1 :]
