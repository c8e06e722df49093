"""Rare words are read in the other language, where a codec has a lexicon."""

from __future__ import annotations

import lzma
import re
import shutil
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conceptwriter.bundles import BundleError, load_manifest, save_manifest
from conceptwriter.bundles.integrity import describe_file
from conceptwriter.codec import DecodeOptions
from conceptwriter.codec.lexicon import LEXICON_FILE, Lexicon, LexiconError, hinted
from conceptwriter.codec.runtime import Codec

ENGLISH, GERMAN, FRENCH = "eng_Latn", "deu_Latn", "fra_Latn"
TABLE = {"lease": "Mietvertrag", "rich": "reich", "boats": "Boote", "poland": "Polen"}
GREEDY = DecodeOptions(beam_size=1, maximum_tokens=16)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("He signed the lease.", "He signed the Mietvertrag."),
        ("Lease and boats, boats!", "Mietvertrag and Boote, Boote!"),
        ("The release of leases", "The release of leases"),
        ("Mr Rich is rich.", "Mr Rich is reich."),
        ("Rich men. Rich boats.", "reich men. reich Boote."),
        ("I love Poland.", "I love Polen."),
        ("", ""),
        ("12 %, no_lease 🙂", "12 %, no_Mietvertrag 🙂"),
    ],
)
def test_words_are_replaced_and_names_are_not(text: str, read: str) -> None:
    assert hinted(text, TABLE, ENGLISH) == read


def test_a_capital_makes_no_name_where_all_nouns_have_one() -> None:
    assert hinted("Der Nebel kam.", {"nebel": "fog"}, GERMAN) == "Der fog kam."
    assert hinted("Der Nebel kam.", {"nebel": "fog"}, ENGLISH) == "Der Nebel kam."


@given(st.text(), st.dictionaries(st.text(alphabet="abcdé", min_size=1), st.just("X")))
def test_only_the_words_of_the_table_change(text: str, table: dict[str, str]) -> None:
    read = hinted(text, table, ENGLISH)
    between = re.compile(r"[^\W\d_]+")
    assert between.sub("", text) == between.sub("", read)
    for before, after in zip(between.findall(text), between.findall(read), strict=True):
        assert after == before or (after == "X" and before.lower() in table)


def test_a_lexicon_is_stored_and_read(tmp_path: Path) -> None:
    path = tmp_path / LEXICON_FILE
    tables = {(ENGLISH, GERMAN): TABLE, (ENGLISH, FRENCH): {"lease": "bail"}}
    Lexicon(tables).save(path)
    read = Lexicon.load(path)
    assert read.tables == tables
    assert read.hinted("A lease.", ENGLISH, FRENCH) == "A bail."
    assert read.hinted("A lease.", FRENCH, ENGLISH) == "A lease.", "there is no such table"


@pytest.mark.parametrize(
    "content", [b"", b"no archive", lzma.compress(b"a\tb\tc\n"), lzma.compress(b"\xff\xfe")]
)
def test_a_damaged_lexicon_is_an_error_that_names_the_file(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / LEXICON_FILE
    path.write_bytes(content)
    if content:
        with pytest.raises(LexiconError, match=r"lexicon\.tsv\.xz"):
            Lexicon.load(path)
    with pytest.raises(LexiconError, match="missing"):
        Lexicon.load(tmp_path / "missing")


@pytest.fixture
def with_lexicon(reading_bundle: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "bundle"
    shutil.copytree(reading_bundle, folder)
    table = {"boats": "bell", "dawn": "water " * 200}
    Lexicon({(ENGLISH, FRENCH): table}).save(folder / LEXICON_FILE)
    manifest = load_manifest(folder)
    assert manifest.codec is not None
    codec = msgspec.structs.replace(manifest.codec, lexicon=LEXICON_FILE)
    files = [*manifest.files, describe_file(folder, LEXICON_FILE)]
    save_manifest(msgspec.structs.replace(manifest, codec=codec, files=files), folder)
    return folder


def test_the_codec_reads_the_words_of_its_lexicon(with_lexicon: Path, reading_bundle: Path) -> None:
    plain = Codec(reading_bundle, load_manifest(reading_bundle))
    codec = Codec(with_lexicon, load_manifest(with_lexicon))

    def decoded(of: Codec, text: str, target: str = FRENCH) -> str:
        return of.decode_from_texts([text], ENGLISH, target, GREEDY)[0].text

    assert decoded(codec, "The boats came in.") == decoded(plain, "The bell came in.")
    assert decoded(codec, "The boats came in.") != decoded(plain, "The boats came in.")
    assert decoded(codec, "The boats came in.", ENGLISH) == decoded(plain, "The boats came in.", ENGLISH)
    assert decoded(codec, "It was dawn.") == decoded(plain, "It was dawn."), "else it would be too long"


def test_a_lexicon_must_be_in_the_list_of_files(with_lexicon: Path) -> None:
    manifest = load_manifest(with_lexicon)
    files = [entry for entry in manifest.files if entry.path != LEXICON_FILE]
    save_manifest(msgspec.structs.replace(manifest, files=files), with_lexicon)
    with pytest.raises(BundleError, match=r"lexicon\.tsv\.xz"):
        load_manifest(with_lexicon)
