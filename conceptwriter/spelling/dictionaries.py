"""Which dictionaries there are, and which one checks a language.

Files are named after languages in several ways: en_US, de_DE_frami, fr-classique, pt-BR. Their names are tags
of BCP-47 with other signs between the subtags, and `find_language` ignores what follows the language.
Where there are several for a language, the user's choice decides, then the country of the user, then a list.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from conceptwriter.language import UnknownLanguage, find_language
from conceptwriter.spelling.places import dictionary_folders

MOST_FILES = 2000
"""Of one folder, more are not looked at."""
_ELSEWHERE = {"no": "nob_Latn", "gug": "grn_Latn", "sh": "", "la": ""}
"""Names that the table of languages does not have, or takes for another language."""
_USUAL = {
    "deu_Latn": ("de_DE", "de_DE_frami", "de_DE_neu"),
    "eng_Latn": ("en_US", "en_GB"),
    "fra_Latn": ("fr", "fr_FR", "fr-toutesvariantes", "fr-classique"),
    "nld_Latn": ("nl", "nl_NL"),
    "por_Latn": ("pt_PT", "pt_BR"),
    "spa_Latn": ("es", "es_ES", "es_ANY"),
}
"""The dictionaries preferred where neither a choice nor a country decides; of others, the shortest name."""

_COUNTRIES_DIFFER: dict[str, dict[str, str]] = {
    "eng_Latn": {
        **dict.fromkeys(("au", "ie", "in", "nz", "za", "mt", "hk", "sg"), "en_gb"),
        **dict.fromkeys(("ph", "pr"), "en_us"),
    },
    "por_Latn": dict.fromkeys(("ao", "mz", "cv", "tl", "gw", "st"), "pt_pt"),
}
"""Where a country spells as another one does. A writer in Britain is not told that "harbour" is wrong."""


class Dictionary(NamedTuple):
    """A pair of files of Hunspell."""

    language: str
    """FLORES-200 code."""
    name: str
    """As the files are called, without their endings: en_US."""
    aff: Path
    dic: Path


def language_of(name: str) -> str | None:
    """The language that a dictionary with this name is for; None where the program has no such language.

    Serbian in Latin letters (`sr_Latn`) is none: the table of languages has it in Cyrillic only.
    """
    plain = name.replace("_", "-")
    base = plain.partition("-")[0].lower()
    if base in _ELSEWHERE and len(plain) <= len(base) + 3:
        return _ELSEWHERE[base] or None
    try:
        return find_language(plain).code if len(base) in (2, 3) else None
    except UnknownLanguage:
        return None


def find_dictionaries(folders: Iterable[Path] | None = None) -> dict[str, list[Dictionary]]:
    """All pairs in these folders (None: where dictionaries usually are) by language, in order of the folders.

    Of two with the same name, the first is kept. A folder that cannot be read is skipped.
    """
    found: dict[str, list[Dictionary]] = {}
    seen: set[str] = set()
    for folder in dictionary_folders() if folders is None else folders:
        for dic in _files(folder):
            code = language_of(dic.stem)
            aff = dic.with_suffix(".aff")
            if code is None or dic.stem.lower() in seen or not aff.is_file():
                continue
            seen.add(dic.stem.lower())
            found.setdefault(code, []).append(Dictionary(code, dic.stem, aff, dic))
    return found


def _files(folder: Path) -> list[Path]:
    try:
        files = [path for path, _ in zip(folder.glob("*.dic"), range(MOST_FILES), strict=False)]
    except OSError:
        return []
    return sorted(files)


def chosen_dictionaries(
    found: Mapping[str, Sequence[Dictionary]],
    wishes: Mapping[str, str] | None = None,
    locale: str = "",
    regions: Mapping[str, str] | None = None,
) -> dict[str, Dictionary]:
    """The dictionary of each language.

    `wishes`: names chosen by the user, by language; `locale`: the user's, en_GB; `regions`: those of the
    languages of a document, BR. A region comes before the wishes, which are meant for all documents.
    """
    wishes, regions = wishes or {}, regions or {}
    chosen = {
        code: _of_region(some, code, regions.get(code, ""))
        or _best(code, some, wishes.get(code, ""), _in_place(code, regions.get(code, ""), locale))
        for code, some in found.items()
    }
    return {code: one for code, one in chosen.items() if one is not None}


def _of_region(some: Sequence[Dictionary], code: str, region: str) -> Dictionary | None:
    """The dictionary for a region, or for one that spells like it: de_CH, de_CH_frami; en_GB for Ireland."""
    if not region:
        return None
    base = find_language(code).bcp47.partition("-")[0].lower()
    for name in (f"{base}_{region.lower()}", _COUNTRIES_DIFFER.get(code, {}).get(region.lower(), "")):
        fits = [one for one in some if name and f"{_plain(one.name)}_".startswith(f"{name}_")]
        if fits:
            return min(fits, key=lambda one: (len(one.name), one.name))
    return None


def _in_place(code: str, region: str, locale: str) -> str:
    """The user's locale, or that of the region a document has for a language."""
    return f"{find_language(code).bcp47.partition('-')[0]}_{region}" if region else locale


def _best(code: str, some: Sequence[Dictionary], wish: str, locale: str) -> Dictionary | None:
    by_name = {_plain(one.name): one for one in reversed(some)}
    own = _plain(locale.partition(".")[0].partition("@")[0])
    for name in (wish, own):
        if _plain(name) in by_name:
            return by_name[_plain(name)]
    country = own.partition("_")[2]
    if code in _COUNTRIES_DIFFER and country and language_of(own) == code:
        alike = _COUNTRIES_DIFFER[code].get(country, "")
        some = [one for one in some if _plain(one.name) == alike or "_" not in _plain(one.name)]
    for name in _USUAL.get(code, ()):
        if _plain(name) in {_plain(one.name) for one in some}:
            return by_name[_plain(name)]
    return min(some, key=lambda one: (len(one.name), one.name), default=None)


def _plain(name: str) -> str:
    return name.replace("-", "_").lower()
