"""Whether a word of a text may be a form of a word of a term: a light rule for each language.

Both are cut to possible stems; they fit if they have one in common. Accents count. Where there is a list of
endings, only those are cut; elsewhere a few letters are, more of the text's word than of the term's.
"""

from __future__ import annotations

from functools import lru_cache

from conceptwriter.language.scripts import script_of

_SHORTEST_STEM = 3
_LONGEST_ACRONYM = 5
Endings = tuple[tuple[str, str], ...]
"""(what is cut, what takes its place)."""


def _cut(text: str) -> Endings:
    return tuple((ending, "") for ending in text.split())


_RUSSIAN = _cut(
    "а я о е у ю ы и ь й ой ей ом ем ам ям ах ях ами ями ов ев ый ий ая яя ое ее ые ие ого его ому ему ым им "
    "ых их ыми ими ую юю"
)
_ENDINGS: dict[str, Endings] = {
    "eng": (*_cut("s es ed d ing"), ("ies", "y"), ("ied", "y"), ("ing", "e"), ("ves", "f"), ("ves", "fe")),
    "deu": _cut("e en n er ern es s em nen se sen ns ens"),
    "nld": (*_cut("e en s n ën eren 's"), ("zen", "s"), ("ven", "f")),
    "fra": (
        *_cut("s x e es"),
        ("aux", "al"),
        ("aux", "ail"),
        ("elle", "el"),
        ("elles", "el"),
        ("elle", "eau"),
        ("elles", "eau"),
    ),
    "spa": (*_cut("s es o a os as"), ("ces", "z"), ("ión", "ion"), ("iones", "ion")),
    "por": (
        *_cut("s es o a os as"),
        *(("ões", "ão"), ("ães", "ão"), ("ais", "al"), ("éis", "el"), ("ns", "m")),
    ),
    "ita": (*_cut("o a e i"), ("chi", "co"), ("ghi", "go"), ("che", "ca"), ("ghe", "ga")),
    "rus": _RUSSIAN,
    "ukr": (*_RUSSIAN, *_cut("і ї є ою ею ів їв ові еві ьою")),
    **dict.fromkeys(
        ("pol", "ces", "slk"),
        _cut(
            "a e i o u y ę ą ě í é á ů em ie om ami ach ách ům ami ów owi ové ech ém ím ou ego emu ych ym "
            "ymi ého ému ých ým"
        ),
    ),
    "swe": _cut("n en et t ar er or na arna erna orna s ens ets"),
    "dan": _cut("n en et t e er ne ene erne s ens ets r"),
    "nob": _cut("n en et t a e er ene ne s r"),
    "kor": _cut(
        "은 는 이 가 을 를 의 에 에서 에게 로 으로 와 과 도 만 들 들은 들이 들을 까지 부터 처럼 보다 라고 "
        "이다 입니다"
    ),
    "hin": _cut("ा े ी ों ें ियाँ ियों याँ"),
}
_GERMAN_VERBS = _cut("t st te ten test tet")
_DOUBLED = frozenset("bdgklmnprt")
_ARTICLES = ("وال", "بال", "كال", "فال", "ال", "لل", "و", "ب", "ل", "ك", "ف")
_TURKISH_ENDS = {"b": "p", "d": "t", "c": "ç", "ğ": "k"}
_UMLAUTS = str.maketrans("äöü", "aou")
_LINKS = ("", "s", "es", "n", "en", "e", "er", "ns", "ens")
_FEWEST_OF_COMPOUND = 3


def is_acronym(word: str) -> bool:
    """Short and in capitals: "IT" is not "it"."""
    return 1 < len(word) <= _LONGEST_ACRONYM and word.isupper()


@lru_cache(maxsize=20_000)
def stems(word: str, language: str, *, of_term: bool) -> frozenset[str]:
    """The possible stems of a word as written, folded; an acronym's is itself in capitals."""
    if is_acronym(word):
        plain = {word} if of_term else {word, word.casefold()}
        return frozenset(plain)
    if not of_term and len(word) > 2 and word[-1] == "s" and is_acronym(word[:-1]):
        return frozenset({word[:-1], word.casefold()})
    folded = word.casefold()
    base = language.partition("_")[0]
    found = {folded}
    if base in _ENDINGS:
        endings = _ENDINGS[base]
        if base == "deu" and word[0].islower():
            endings += _GERMAN_VERBS
        found |= _without_endings(folded, endings)
    elif language.endswith("_Arab") and base == "arb":
        found |= {folded.removeprefix(start) for start in _ARTICLES if len(folded) - len(start) >= 3}
        found |= {stem.removesuffix("ة").removesuffix("ات") for stem in set(found) if len(stem) > 4}
    elif script_of(folded[0]) != "Hani":
        found |= _shortened(folded, of_term=of_term, turkish=base == "tur")
    if base == "eng":
        found |= {stem[:-1] for stem in set(found) if stem[-1] in _DOUBLED and stem[-2:-1] == stem[-1]}
    if base == "deu" and word[:1].isupper():
        found |= {stem.translate(_UMLAUTS) for stem in set(found)}
    return frozenset(found)


def _without_endings(folded: str, endings: Endings) -> set[str]:
    dense = script_of(folded[0]) == "Hang"
    shortest = 1 if dense else _SHORTEST_STEM
    found: set[str] = set()
    for ending, instead in endings:
        if folded.endswith(ending) and len(folded) - len(ending) + len(instead) >= shortest:
            found.add(folded[: -len(ending)] + instead)
    return found


def _shortened(folded: str, *, of_term: bool, turkish: bool) -> set[str]:
    """Prefixes: of a term nearly all of it, of a word of the text less."""
    most = (2 if len(folded) >= 8 else 1) if of_term else (10 if turkish else 4)
    shortest = max(4, len(folded) - most)
    found = {folded[:length] for length in range(shortest, len(folded))}
    if turkish:
        found |= {
            stem[:-1] + _TURKISH_ENDS[stem[-1]] for stem in {folded, *found} if stem[-1] in _TURKISH_ENDS
        }
    return found


def is_in_compound(term: str, word: str, language: str) -> bool:
    """Whether a German or Dutch word is a compound with the term, as "Mietvertrag" is with "Vertrag".

    Both as written.
    """
    base = language.partition("_")[0]
    if base not in {"deu", "nld"} or len(term) < 4 or is_acronym(term):
        return False
    inner, whole = term.casefold(), word.casefold()
    if len(whole) < len(inner) + _FEWEST_OF_COMPOUND:
        return False
    heads = stems(term, language, of_term=True)
    ends = stems(word, language, of_term=False)
    if any(stem.endswith(head) for head in heads if len(head) >= 4 for stem in ends):
        return True
    return any(
        whole.startswith(inner + link) and len(whole) - len(inner) - len(link) >= _FEWEST_OF_COMPOUND
        for link in _LINKS
    )
