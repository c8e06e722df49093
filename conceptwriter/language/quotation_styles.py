"""Which quotation marks a language uses: CLDR's, and what is as usual beside them.

The rows are in ``quotation_styles.tsv`` (tools/quotation_styles.py); what CLDR lacks is here: the space
inside French guillemets, other marks that books have, and words that begin with an apostrophe.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

APOSTROPHE = "\u2019"
NARROW_SPACE = "\u202f"
_GUILLEMETS = frozenset("«»‹›")


class Quotes(NamedTuple):
    """A pair of quotation marks."""

    opening: str
    closing: str

    def around(self, text: str) -> str:
        """A text in these marks."""
        return f"{self.opening}{text}{self.closing}"


ENGLISH, ENGLISH_INNER = Quotes("“", "”"), Quotes("‘", "’")
_FRENCH = Quotes("«", "»")
_OTHERWISE = {
    "fra_Latn": (_FRENCH, ENGLISH),  # CLDR repeats the outer ones, so that nobody sees which is closed
    "oci_Latn": (_FRENCH, ENGLISH),
    "nld_Latn": (ENGLISH, ENGLISH_INNER),  # CLDR has single marks for both
}
_CHEVRONS = (_FRENCH, Quotes("‹", "›"))
_NOT_BRAZIL = ("PT", "AO", "CV", "GW", "MO", "MZ", "ST", "TL")
_IN_REGION = {
    ("deu_Latn", "CH"): _CHEVRONS,
    ("deu_Latn", "LI"): _CHEVRONS,
    ("fra_Latn", "CH"): _CHEVRONS,
    ("ita_Latn", "CH"): _CHEVRONS,
    **{("por_Latn", region): (_FRENCH, ENGLISH) for region in _NOT_BRAZIL},
}
"""Where a region has others than its language; CLDR has them, and for German what newspapers there print."""
_SPACED_ELSEWHERE_ONLY = frozenset({("fra_Latn", "CH")})
"""Regions that set guillemets without the space their language has in them."""
_SAME_AS = {
    **dict.fromkeys(
        ["acm_Arab", "acq_Arab", "aeb_Arab", "ajp_Arab", "apc_Arab", "ars_Arab", "ary_Arab", "arz_Arab"],
        "arb_Arab",
    ),
    **dict.fromkeys(["lmo_Latn", "scn_Latn", "vec_Latn"], "ita_Latn"),
    "prs_Arab": "pes_Arab",
    "tat_Cyrl": "rus_Cyrl",
}
_SPACED = frozenset({"fra_Latn"})
_ALSO_USUAL = {
    "eng_Latn": "",
    "deu_Latn": "»« ›‹ «» ‹›",  # books, and Switzerland
    "ltz_Latn": "«» ‹›",
    "fra_Latn": "‹› ‘’",
    "ita_Latn": "‘’ ‹›",  # the latter in Switzerland
    "spa_Latn": "«» ‘’",
    "cat_Latn": "‘’",
    "glg_Latn": "«»",
    "por_Latn": "«»",
    "nld_Latn": "„” ‚’ «»",
    "dan_Latn": "»« ›‹ „“ ”” ’’",
    "nob_Latn": "“” „“ ”” ’’",
    "nno_Latn": "“” „“ ”” ’’",
    "swe_Latn": "»» »« “” ››",
    "fin_Latn": "»» »« “” ››",
    "isl_Latn": "”“",
    "est_Latn": "„” «»",
    "ces_Latn": "»« ›‹",
    "slk_Latn": "»« ›‹",
    "slv_Latn": "»« ›‹ “”",
    "hrv_Latn": "„” »« ‘’",
    "bos_Latn": "“” »« ’’",
    "srp_Cyrl": "„“ »« ‘’ ‚‘",
    "pol_Latn": "»« ‚’ ‘’",
    "hun_Latn": "’’ ‚’",
    "ron_Latn": "“” ‘’",
    "bul_Cyrl": "«» ‚‘ ’’",
    "rus_Cyrl": "“” ‘’",
    "ukr_Cyrl": "“” ‘’",
    "bel_Cyrl": "“” ‘’",
    "ell_Grek": "‘’",
    "tur_Latn": "«»",
    "heb_Hebr": "“” „” ‘’ ‚’",
    "arb_Arab": "«» “” ‘’ ‹›",
    "pes_Arab": "“” ‘’ ”“",
    "urd_Arab": "“” ‘’",
    "jpn_Jpan": "“” ‘’ 〝〟 〝〞",
    "zho_Hans": "「」 『』",
    "zho_Hant": "“” ‘’",
    "kor_Hang": "「」 『』",
    "lit_Latn": "‚‘ «»",
    "kat_Geor": "“” ‘’",
}
"""Beside the language's own. A language that is not here may have English ones, for nobody has looked."""
_BEGIN_WITH_APOSTROPHE = {
    "eng": "tis twas twere twill twould Tis Twas Twere Twill Twould em til till cause bout round neath n",
    "nld": "s t n k m r",
    "afr": "n k t",
    "deu": "n ne nen nem ner s ran rein raus rauf rum runter",
}


@dataclass(frozen=True, slots=True)
class QuotationStyle:
    """The quotation marks of one language."""

    outer: Quotes
    inner: Quotes
    """Of a quotation inside another."""
    usual: frozenset[Quotes]
    """All pairs that texts in the language have, these two among them."""
    spaced: bool = False
    """Whether guillemets have a narrow space inside."""
    begin_with_apostrophe: frozenset[str] = frozenset()
    """What follows the apostrophe in words such as “’tis”."""

    def pair(self, level: int) -> Quotes:
        """The marks of a quotation: 0, or 1 inside another."""
        return self.inner if level else self.outer

    def space_in(self, quotes: Quotes) -> str:
        """What separates a pair from the words in it."""
        return NARROW_SPACE if self.spaced and quotes.opening in _GUILLEMETS else ""

    @property
    def example(self) -> str:
        """The outer marks as they are shown to a user."""
        space = self.space_in(self.outer)
        return self.outer.around(f"{space}…{space}")


@cache
def quotation_style(language: str, region: str = "") -> QuotationStyle:
    """The style of a language (FLORES-200 code); that of English where nothing is known of it.

    `region`: as in a tag, ``CH``; empty, or one without marks of its own: the language's.
    """
    code = _SAME_AS.get(language, language)
    own = _OTHERWISE.get(code) or _rows().get(code, (ENGLISH, ENGLISH_INNER))
    outer, inner = _IN_REGION.get((code, region), own)
    base = code.partition("_")[0]
    if code in _ALSO_USUAL:
        others = frozenset(Quotes(*pair) for pair in _ALSO_USUAL[code].split())
    else:
        others = frozenset({ENGLISH, ENGLISH_INNER})
    return QuotationStyle(
        outer,
        inner,
        others | {*own, outer, inner},
        code in _SPACED and (code, region) not in _SPACED_ELSEWHERE_ONLY,
        frozenset(_BEGIN_WITH_APOSTROPHE.get(base, "").split()),
    )


@cache
def _rows() -> dict[str, tuple[Quotes, Quotes]]:
    from importlib import resources  # costly, so only when a mark is typed or checked

    text = resources.files(__package__).joinpath("quotation_styles.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {code: (Quotes(*outer), Quotes(*inner)) for code, outer, inner in rows}
