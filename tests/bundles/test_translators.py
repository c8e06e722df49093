"""What a manifest says of a translator, and the defaults that a user has chosen."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from conceptwriter.bundles import BundleError, load_manifest
from conceptwriter.bundles.translator_defaults import (
    drop_defaults,
    pairs_of,
    pairs_to_take,
    read_defaults,
    set_default,
)
from conceptwriter.bundles.translator_part import TranslatorPart, problem_of
from conceptwriter.bundles.translators import (
    CODEC,
    EVERY_PAIR,
    InstalledTranslator,
    Translators,
    pair_key,
    translators_in,
)
from tests.toy_translator import found, make_translator_bundle

ENGLISH, FRENCH, GERMAN = "eng_Latn", "fra_Latn", "deu_Latn"
TO_FRENCH = pair_key(ENGLISH, FRENCH)


def translator(name: str, sources: set[str], targets: set[str]) -> InstalledTranslator:
    both = frozenset(sources), frozenset(targets)
    return InstalledTranslator(name, "1.0", "", "MIT", Path(name), *both, maximum_characters=600, size=1)


OPUS = translator("opus", {ENGLISH}, {FRENCH})
NLLB = translator("nllb", {ENGLISH, FRENCH, GERMAN}, {ENGLISH, FRENCH, GERMAN})


def test_a_bundle_with_a_translator_is_read_back(tmp_path: Path) -> None:
    folder = make_translator_bundle(tmp_path)
    (installed,) = translators_in(found(folder))
    assert (installed.name, installed.shown, installed.licence) == ("toy-en-fr", "Toy OPUS 1.0", "CC-BY-4.0")
    assert installed.pairs == [TO_FRENCH]
    assert installed.translates(ENGLISH, FRENCH)
    assert not installed.translates(FRENCH, ENGLISH)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"targets": []}, "translates no language into another"),
        ({"targets": [ENGLISH]}, "translates no language into another"),
        ({"tokens_at": "both"}, "has no token for eng_Latn"),
        ({"tokens_at": "source"}, "has no token for fra_Latn"),
        ({"model_files": ["model.bin"]}, "needs model.bin and config.json"),
        ({"maximum_tokens": 0}, "longest source"),
        ({"source_tokenizer": "../x"}, "has a role but is not in the list of files"),
        ({"tokens_at": "elsewhere"}, "tokens_at"),
    ],
)
def test_an_inconsistent_translator_is_refused(tmp_path: Path, change: dict[str, object], words: str) -> None:
    folder = make_translator_bundle(tmp_path)
    plain = json.loads((folder / "bundle.json").read_bytes())
    plain["translator"] |= change
    (folder / "bundle.json").write_text(json.dumps(plain), encoding="utf-8")
    with pytest.raises(BundleError) as caught:
        load_manifest(folder)
    assert words in str(caught.value)


def test_a_whole_part_has_no_problem() -> None:
    part = TranslatorPart([ENGLISH], [FRENCH], ["model.bin", "config.json"], "a", "b")
    assert problem_of(part) == ""
    named = msgspec.structs.replace(part, tokens_at="source", language_tokens={FRENCH: "<2fr>"})
    assert problem_of(named) == ""


def test_the_default_of_a_pair_goes_before_that_of_every_pair() -> None:
    defaults = {EVERY_PAIR: "nllb", TO_FRENCH: "opus", pair_key(GERMAN, FRENCH): CODEC}
    known = Translators((NLLB, OPUS), defaults)
    assert known.default_for(ENGLISH, FRENCH) is OPUS
    assert known.default_for(ENGLISH, GERMAN) is NLLB
    assert known.default_for(GERMAN, FRENCH) is None
    assert known.able(ENGLISH, FRENCH) == [OPUS, NLLB]
    assert known.able(FRENCH, ENGLISH) == [NLLB]


def test_a_default_that_is_gone_or_does_not_translate_the_pair_is_none() -> None:
    assert Translators((OPUS,), {TO_FRENCH: "removed"}).default_for(ENGLISH, FRENCH) is None
    assert Translators((OPUS,), {EVERY_PAIR: "opus"}).default_for(FRENCH, ENGLISH) is None
    known = Translators((NLLB, OPUS), {TO_FRENCH: "removed", EVERY_PAIR: "nllb"})
    assert known.default_for(ENGLISH, FRENCH) is NLLB


def test_languages_that_can_be_translated_into() -> None:
    assert Translators((NLLB,)).into([FRENCH, "spa_Latn"]) == (FRENCH, "spa_Latn", GERMAN, ENGLISH)


def test_what_it_becomes_the_default_of() -> None:
    assert pairs_to_take(OPUS) == [TO_FRENCH]
    many = {f"{letter}aa_Latn" for letter in "abcdefg"}
    assert pairs_to_take(translator("many", many, many)) == [EVERY_PAIR]
    assert NLLB.pair_count == len(NLLB.pairs) == 6


def test_defaults_are_kept_and_forgotten(tmp_path: Path) -> None:
    file = tmp_path / "deeper" / "translators.json"
    assert read_defaults(file) == {}
    set_default("opus", [TO_FRENCH], file)
    set_default("nllb", [EVERY_PAIR], file)
    assert read_defaults(file) == {TO_FRENCH: "opus", EVERY_PAIR: "nllb"}
    assert pairs_of("opus", read_defaults(file)) == [TO_FRENCH]
    drop_defaults("opus", file)
    assert read_defaults(file) == {EVERY_PAIR: "nllb"}
    drop_defaults(file=file)
    assert read_defaults(file) == {}


@pytest.mark.parametrize("content", ["{", "[]", '{"defaults": 1}'])
def test_a_damaged_file_means_no_defaults_and_is_never_overwritten(tmp_path: Path, content: str) -> None:
    file = tmp_path / "translators.json"
    file.write_text(content, encoding="utf-8")
    assert read_defaults(file) == {}
    with pytest.raises(BundleError, match=r"translators\.json is damaged\. Delete it"):
        set_default("opus", [TO_FRENCH], file)
    assert file.read_text(encoding="utf-8") == content
