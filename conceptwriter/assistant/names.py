"""Proper names of a text, and whether another text in another language still has them.

A name may have another form there: countries, languages and months are looked up in CLDR (package Babel),
first names and cities with different spellings in a small table, and the rest by similarity (London,
Londres).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from conceptwriter.assistant.comparison import edit_similarity, tokens, without_accents
from conceptwriter.language import all_languages
from conceptwriter.language.cldr import locale_of
from conceptwriter.language.function_words import function_words

_TOKEN = re.compile(r"[^\W\d_](?:[^\W_]|['’\-](?=[^\W_]))*|[^\w\s]+|\d+")
_STARTER = re.compile(r"[.!?…:;\"“”„«»‹›()\[\]—–*_¿¡]|^['‘’-]")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)]*\s*$")
_ROMAN_NUMBER = re.compile(r"[IVX]{2,}")
_CASED_SCRIPTS = frozenset({"Latn", "Cyrl", "Grek", "Armn"})
_CAPITALISED_NOUNS = frozenset({"deu", "ltz"})
_FEWEST_TITLE_WORDS = 2

_SHORTEST_MEANING = 4
_POSSESSIVE = re.compile(r"['’]s?$")
_SAME_NAME = """
    charles karl carlo carlos karel karol karolus kaarle
    john johann johannes jean juan giovanni joao jan ivan hans ian sean jovan johan
    james jacob jakob jacques jaime diego giacomo tiago jakub santiago
    peter pierre pedro pietro petrus piotr petr pjotr
    paul paulus pablo paolo paulo pavel
    henry heinrich henri enrique enrico henrique hendrik henryk
    william wilhelm guillaume guillermo guglielmo guilherme willem vilem
    louis ludwig luis luigi lodewijk ludvik lajos
    francis franz francois francisco francesco frans frantisek
    frederick friedrich frederic federico frederik bedrich
    philip philipp philippe felipe filippo filip
    george georg georges jorge giorgio joris jiri yuri
    catherine katharina catalina caterina catarina katharine ekaterina katerina
    mary maria marie mary marija
    elizabeth elisabeth isabel elisabetta alzbeta
    helen helena helene elena
    margaret margarete marguerite margarita margherita
    joseph josef jose giuseppe jozef
    matthew matthaus matthieu mateo matteo mateus mattheus
    mark markus marc marcos marco
    luke lukas luc lucas luca
    stephen stefan etienne esteban stefano estevao
    michael michel miguel michele michal mikhail
    anthony anton antoine antonio antonin
    nicholas nikolaus nicolas nicola nikolai mikolaj
    alexander alexandre alejandro alessandro aleksander
    vienna wien vienne viena wenen vieden
    cologne koln colonia keulen kolin
    geneva genf geneve ginebra ginevra genebra
    florence florenz firenze florencia
    venice venedig venise venecia venezia veneza
    milan mailand milano
    naples neapel napoli napoles
    rome rom roma rim
    warsaw warschau varsovie varsovia warszawa
    lisbon lissabon lisbonne lisboa
    prague prag praga praha
    athens athen athenes atenas atene
    munich munchen monaco
    brussels brussel bruxelles bruselas
    antwerp antwerpen anvers amberes
    the-hague haag haye haya aja
    copenhagen kopenhagen copenhague kobenhavn
    moscow moskau moscou moscu mosca moskva
    jerusalem jeruzalem gerusalemme yerusalem
    danube donau danubio donava
    rhine rhein rhin rijn reno
    thames themse tamise tamesis tamigi
    alps alpen alpes alpi
""".strip()
_TRANSLATED_ACRONYMS = """TV OK US USA UK UN UNO EU UE EUA EEUU ONU VS VK ABD AB CD"""
_TITLES = """king queen prince princess duke emperor pope saint lord lady sir count baron bishop captain
    doctor professor president mother father mum dad grandma grandpa grandmother grandfather
    aunt uncle god christmas easter mr mrs ms miss dr street river lake mount north south east
    west roi reine pape dieu monsieur madame rey reina papa san santa dios señor señora re
    regina signore signora dio sr sra natal natale noel navidad nochebuena halloween eve death terra
    luna moon earth government city day koning koningin rei rainha deus senhor senhora король королева
    бог"""


def lost_names(source: str, source_language: str, text: str, language: str) -> list[str]:
    """Names of the source that are missing from the text, of those that can be looked for."""
    there = {without_accents(token) for token in tokens(text)}
    return [
        name
        for name in names_to_look_for(source, source_language, language)
        if not _is_found(name, source_language, language, there)
    ]


def names_to_look_for(source: str, source_language: str, language: str) -> list[str]:
    """Names of the source that a text in the other language must have.

    Empty where the two are not in the same cased script, and for a heading in capitals or title case, whose
    capitals are not informative.
    """
    if source_language.rpartition("_")[2] != language.rpartition("_")[2]:
        return []
    if source.isupper() or is_title_case(source, source_language):
        return []
    return proper_names(source, source_language)


def proper_names(text: str, language: str) -> list[str]:
    """Words that are capitalised although they start no sentence.

    For German, only those that do not look like a common noun.
    """
    if language.rpartition("_")[2] not in _CASED_SCRIPTS:
        return []
    capitalises_nouns = language.partition("_")[0] in _CAPITALISED_NOUNS
    names: list[str] = []
    starts_sentence = True
    for match in _TOKEN.finditer(text):
        word = match.group()
        if not word[0].isalpha():
            starts_sentence = starts_sentence or bool(_STARTER.search(word))
            continue
        is_name = _is_name(word, starts_sentence, capitalises_nouns) and not _names_no_one(word, language)
        if is_name and word not in names:
            names.append(word)
        starts_sentence = False
    return names


def is_title_case(text: str, language: str) -> bool:
    """Whether all words but function words are capitalised, and no sentence ends: a heading."""
    if _SENTENCE_END.search(text):
        return False
    small = function_words(language)
    words = [word for word in tokens(text) if word[0].isalpha() and word.lower() not in small]
    return len(words) >= _FEWEST_TITLE_WORDS and all(word[0].isupper() for word in words)


def _is_name(word: str, starts_sentence: bool, capitalises_nouns: bool) -> bool:
    if len(word) < 2 or not word[0].isupper() or word[:2] in {"I'", "I’"}:
        return False
    if _ROMAN_NUMBER.fullmatch(word):
        return False
    if word.isupper() or any(character.isupper() for character in word[1:]):
        # NASA, McCoy: names in any language
        return not starts_sentence and word.partition("'")[0] not in _TRANSLATED_ACRONYMS.split()
    return (
        not starts_sentence
        and not capitalises_nouns
        and without_accents(word).removesuffix("s") not in _translated_capitals()
    )


def _names_no_one(word: str, language: str) -> bool:
    """Whether it is a day, a month or a language, which differ between languages."""
    meanings = _meanings(language)
    folded = without_accents(word)
    found = meanings.get(folded, meanings.get(folded.removesuffix("s"), frozenset()))
    return any(kind != "territory" for kind, _ in found)


@cache
def _translated_capitals() -> frozenset[str]:
    """Capitalised words that differ between languages: languages, days, months, forms of address."""
    words = [word for language in all_languages() for word in language.english_name.split()]
    words += _TITLES.split()
    return frozenset(without_accents(word).removesuffix("s") for word in words)


def _is_found(name: str, source_language: str, language: str, there: set[str]) -> bool:
    folded = without_accents(_POSSESSIVE.sub("", name))
    if _resembled(folded, there) or not there.isdisjoint(_same_names().get(folded, ())):
        return True
    meant = _meanings(source_language).get(folded)
    if meant is None:
        return False
    wanted = _cldr_names(language)
    forms = [wanted[key] for key in meant if key in wanted]
    return not forms or any(_resembled(word, there) for form in forms for word in form.split())


def _resembled(name: str, words: Iterable[str]) -> bool:
    """London matches Londres, Moscow does not match Paris."""
    for word in words:
        if name in word or (len(word) >= 3 and word in name):
            return True
        stem = word[: len(name)]
        if len(name) >= 4 and (name[:4] == word[:4] or edit_similarity(name, stem) >= 0.6):
            return True
    return False


@cache
def _same_names() -> dict[str, frozenset[str]]:
    families = [frozenset(line.split()) for line in _SAME_NAME.splitlines()]
    return {name: family for family in families for name in family}


@cache
def known_capitals(language: str) -> frozenset[str]:
    """Single words that are written as names and commonly known.

    They are countries, languages, months, days, large cities and forms of address: folded, without accents.
    """
    found = {word for name in _cldr_names(language).values() for word in name.split()}
    return frozenset(found) | _large_cities(language) | _translated_capitals()


@cache
def _large_cities(language: str) -> frozenset[str]:
    """The cities that time zones are named after, in English and, where it differs, in the language."""
    from babel.core import get_global  # reads large tables

    cities = [zone.rpartition("/")[2] for zone in get_global("zone_territories")]
    locale = locale_of(language)
    if locale is not None:
        cities += [str(zone.get("city", "")) for zone in locale.time_zones.values()]
    return frozenset(without_accents(word) for city in cities for word in re.split(r"[\s_-]+", city) if word)


_Key = tuple[str, str]


@cache
def _cldr_names(language: str) -> dict[_Key, str]:
    """Countries, languages, months and days in a language, folded, with what they mean; empty if unknown."""
    locale = locale_of(language)
    if locale is None:
        return {}
    found: dict[_Key, str] = {}
    for kind, table in (("territory", locale.territories), ("language", locale.languages)):
        found.update({(kind, str(code)): without_accents(name) for code, name in table.items()})
    for kind, names in (("month", locale.months), ("day", locale.days)):
        wide = names["format"]["wide"]
        found.update({(kind, str(number)): without_accents(name) for number, name in wide.items()})
    return {key: name for key, name in found.items() if key[0] != "territory" or key[1].isalpha()}


@cache
def _meanings(language: str) -> dict[str, frozenset[_Key]]:
    """The meanings of a word among a language's names for countries, languages, months and days."""
    found: dict[str, set[_Key]] = {}
    for key, name in _cldr_names(language).items():
        for word in name.split():
            if len(word) >= _SHORTEST_MEANING or name == word:
                found.setdefault(word, set()).add(key)
    return {word: frozenset(keys) for word, keys in found.items()}
