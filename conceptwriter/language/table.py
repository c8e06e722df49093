"""The table of languages: the name of each FLORES-200 code, its script, and how its sentences are joined.

Inside ConceptWriter a language is always its FLORES-200 code (``fra_Latn``), the code that SONAR and NLLB
use. Other names (BCP-47 tags, English names, names in the language itself) are converted to it only here.

The rows are in ``languages.tsv``: the 202 languages of SONAR. Santali keeps its FLORES code ``sat_Olck``; the
name ``sat_Beng`` that SONAR's tokenizer uses for it is accepted as another name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from conceptwriter.errors import ConceptWriterError
from conceptwriter.language.scripts import is_wide

Direction = Literal["ltr", "rtl"]

STARTER_LANGUAGES: tuple[str, ...] = (
    "eng_Latn",
    "fra_Latn",
    "deu_Latn",
    "spa_Latn",
    "ita_Latn",
    "por_Latn",
    "zho_Hans",
    "zho_Hant",
    "rus_Cyrl",
    "nld_Latn",
    "jpn_Jpan",
    "arb_Arab",
    "tur_Latn",
    "hin_Deva",
)

_RIGHT_TO_LEFT_SCRIPTS = frozenset({"Arab", "Hebr", "Syrc", "Thaa", "Nkoo"})

# Thai, Lao, Khmer, Burmese and Tibetan write no space between words, but they do write one between sentences.
_SCRIPTS_WITHOUT_SPACES = frozenset({"Hans", "Hant", "Jpan"})


class UnknownLanguage(ConceptWriterError):
    """A name of no language in the table; the message lists near matches."""


@dataclass(frozen=True, slots=True)
class Language:
    """One language in one script."""

    code: str
    """FLORES-200 code, such as ``fra_Latn``."""
    bcp47: str
    """BCP-47 tag, such as ``fr`` or ``zh-Hant``; unique in the table."""
    english_name: str
    native_name: str
    other_names: tuple[str, ...] = ()
    """Further names and tags under which :func:`find_language` finds it."""

    @property
    def script(self) -> str:
        """ISO 15924 code of the script, such as ``Latn``."""
        return self.code.partition("_")[2]

    @property
    def direction(self) -> Direction:
        """The direction of writing, which follows from the script."""
        return "rtl" if self.script in _RIGHT_TO_LEFT_SCRIPTS else "ltr"

    @property
    def spaces(self) -> bool:
        """Whether a space separates two sentences of a paragraph."""
        return self.script not in _SCRIPTS_WITHOUT_SPACES

    def join(self, sentences: Iterable[str]) -> str:
        """Join the sentences of a paragraph as this language writes them."""
        return join_sentences(sentences, self.code)


@cache
def all_languages() -> tuple[Language, ...]:
    """Every language of the table, in the order of its codes."""
    # the costliest import of this package, so only when the table is read
    from importlib import resources

    text = resources.files(__package__).joinpath("languages.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    languages = (
        Language(code, tag, english, native, tuple(name for name in others.split(",") if name))
        for code, tag, english, native, others in rows
    )
    return tuple(sorted(languages, key=lambda language: language.code))


def starter_languages() -> tuple[Language, ...]:
    """The 14 languages that the segmenter has specific rules for."""
    return tuple(find_language(code) for code in STARTER_LANGUAGES)


def find_language(name: str) -> Language:
    """The language that ``name`` denotes.

    ``name`` may be a FLORES-200 code, a BCP-47 tag (a region is ignored: ``fr-CA`` is French), an ISO 639-3
    code that has one script in the table, or a name of the language in English or in itself. Case does not
    matter.

    Raises UnknownLanguage, with near matches in the message.
    """
    index = _languages_by_name()
    wanted = _folded(name)
    found = index.get(wanted)
    if found is None and re.fullmatch(r"[a-z]{2,3}(-[a-z0-9]+)+", wanted):
        found = _without_region(wanted, index)
    if found is None:
        raise UnknownLanguage(_unknown_message(name, wanted, index))
    return found


def language_name(code: str) -> str:
    """The English name of a language; the code itself where it is in no table."""
    language = _languages_by_code().get(code)
    return code if language is None else language.english_name


def is_language_code(code: str) -> bool:
    """Whether ``code`` is exactly a FLORES-200 code of the table."""
    return code in _languages_by_code()


def sentence_gap(before: str, after: str, code: str) -> str:
    """The default separator of two sentences in the language ``code``.

    A space, or nothing in Chinese and Japanese; but the adjacent letters decide: two Latin sentences in a
    Chinese text are separated (``...OK.`` before ``Hello``), two Chinese ones in an English text are not. An
    unknown code counts as a language with spaces.
    """
    if not before or not after:
        return " " if _has_spaces(code) else ""
    if _has_spaces(code):
        return "" if is_wide(before[-1]) and is_wide(after[0]) else " "
    return " " if _needs_space(before[-1]) and _needs_space(after[0]) else ""


def join_sentences(sentences: Iterable[str], code: str) -> str:
    """Join sentences into a paragraph of the language ``code``, with ``sentence_gap`` between them."""
    parts: list[str] = []
    for sentence in sentences:
        if sentence:
            if parts:
                parts.append(sentence_gap(parts[-1], sentence, code))
            parts.append(sentence)
    return "".join(parts)


@cache
def _has_spaces(code: str) -> bool:
    language = _languages_by_code().get(code)
    return language is None or language.spaces


def _needs_space(character: str) -> bool:
    return character.isascii() or (character.isalnum() and not is_wide(character))


@cache
def _languages_by_code() -> dict[str, Language]:
    return {language.code: language for language in all_languages()}


@cache
def _languages_by_name() -> dict[str, Language]:
    """Folded names; an exact code or tag wins over a name, a name over an ISO 639-3 code without script."""
    index: dict[str, Language] = {}
    languages = all_languages()
    for language in languages:
        index[_folded(language.code)] = language
        index[_folded(language.bcp47)] = language
    for language in languages:
        for name in (language.english_name, *language.other_names, language.native_name):
            index.setdefault(_folded(name), language)
    of_iso_code: dict[str, list[Language]] = {}
    for language in languages:
        of_iso_code.setdefault(language.code[:3], []).append(language)
    for iso_code, candidates in of_iso_code.items():
        if len(candidates) == 1:
            index.setdefault(iso_code, candidates[0])
    return index


def _without_region(tag: str, index: dict[str, Language]) -> Language | None:
    """Drop subtags from the end until a language is left, whose script a script subtag must name."""
    subtags = tag.split("-")
    for kept in range(len(subtags) - 1, 0, -1):
        found = index.get("-".join(subtags[:kept]))
        if found is not None:
            scripts = [subtag for subtag in subtags[kept:] if len(subtag) == 4 and subtag.isalpha()]
            return found if all(script == found.script.lower() for script in scripts) else None
    return None


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).strip().casefold().replace("_", "-")


def _unknown_message(name: str, wanted: str, index: dict[str, Language]) -> str:
    if not wanted:
        return "No language given. Use a code such as fra_Latn or fr, or a name such as French."
    import difflib

    near = [index[match] for match in difflib.get_close_matches(wanted, index, n=5, cutoff=0.6)]
    suggestions = ", ".join(dict.fromkeys(f"{language.english_name} ({language.code})" for language in near))
    hint = f" Did you mean {suggestions}?" if suggestions else ""
    return f"Unknown language {name!r}.{hint} Use a code such as fra_Latn or fr, or a name such as French."
