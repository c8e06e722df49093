"""Regions of a language, as tags name them (BCP 47): Portuguese of Brazil is ``pt-BR``.

The program's languages have no regions; a document remembers which one it is for each of its languages.
"""

from __future__ import annotations

import re
from functools import lru_cache

from conceptwriter.language.table import UnknownLanguage, find_language

USUAL_REGIONS = {
    "arb_Arab": "EG SA MA AE",
    "cat_Latn": "ES AD",
    "deu_Latn": "DE AT CH",
    "eng_Latn": "US GB CA AU IE NZ IN ZA",
    "fra_Latn": "FR CA CH BE",
    "ita_Latn": "IT CH",
    "nld_Latn": "NL BE",
    "por_Latn": "BR PT AO MZ",
    "spa_Latn": "ES MX AR CO US",
    "swe_Latn": "SE FI",
    "zho_Hans": "CN SG",
    "zho_Hant": "TW HK",
}
"""Regions that are offered where a language is chosen, by language; a tag may name any other."""
_REGION = re.compile(r"[a-z]{2}|[0-9]{3}")


@lru_cache(maxsize=1000)
def regional_tag(tag: str) -> str | None:
    """The tag as it is usually written, ``zh-Hant-TW``; None where it names no region of a known language."""
    first, *rest = tag.strip().replace("_", "-").split("-")
    try:
        find_language(tag.replace("_", "-"))
    except UnknownLanguage:
        return None
    if not rest or not first.isalpha() or len(first) > 3:
        return None
    place = next((at for at, part in enumerate(rest) if _REGION.fullmatch(part.lower())), None)
    if place is None or not all(len(part) in {3, 4} and part.isalpha() for part in rest[:place]):
        return None
    shaped = [part.title() if len(part) == 4 else part.lower() for part in rest[:place]]
    return "-".join([first.lower(), *shaped, rest[place].upper(), *rest[place + 1 :]])


def region_of(tag: str) -> str:
    """The region in a tag, ``BR``; empty if there is none."""
    known = regional_tag(tag)
    parts = known.split("-")[1:] if known is not None else []
    return next((part for part in parts if _REGION.fullmatch(part.lower())), "")


def tags_with_region(code: str) -> list[str]:
    """The tags of a language (FLORES-200) with its usual regions: ``pt-BR``, ``pt-PT`` ...; none of most."""
    regions = USUAL_REGIONS.get(code, "").split()
    return [f"{find_language(code).bcp47}-{region}" for region in regions]


def name_with_region(tag: str, code: str) -> str:
    """The English name of a language (FLORES-200) with the region of a tag: "Portuguese (Brazil)"."""
    name, region = find_language(code).english_name, region_of(tag)
    return f"{name} ({_region_name(region)})" if region else name


@lru_cache(maxsize=200)
def _region_name(region: str) -> str:
    from babel import Locale  # reads large tables, so only when needed

    return str(Locale("en").territories.get(region) or region)
