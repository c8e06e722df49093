"""A package of Argos Translate becomes a bundle that translates, or is refused with the reason."""

from __future__ import annotations

import json
import stat
import zipfile
from pathlib import Path
from typing import Any

import pytest

from conceptwriter.bundles import load_manifest, verify
from conceptwriter.convert.errors import ConversionError
from conceptwriter.convert.translator.argos import is_argos_package, read_package, unpack
from conceptwriter.convert.translator.conversion import TranslatorConversion, convert_translator
from conceptwriter.translators.contract import TranslateOptions
from conceptwriter.translators.runtime import Translator
from tests.toy_translator import ARGOS, make_translator, pack_argos

ENGLISH, FRENCH = "eng_Latn", "fra_Latn"
NAME = "translate-en_fr-1_9.argosmodel"


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return make_translator(tmp_path / "model", layout=ARGOS)


@pytest.fixture
def package(model: Path, tmp_path: Path) -> Path:
    return pack_argos(model, tmp_path / NAME)


def converted(package: Path, out: Path, **stated: Any) -> Path:
    convert_translator(TranslatorConversion(package, out, **stated), lambda _done, _total, _what: None)
    return out


def translation(bundle: Path, text: str) -> str:
    part = load_manifest(bundle).translator
    assert part is not None
    translator = Translator(bundle, part, threads=1)
    ((found,),) = translator.translate([text], ENGLISH, FRENCH, TranslateOptions())
    return found.text


def test_a_package_becomes_a_bundle_that_translates(package: Path, tmp_path: Path) -> None:
    bundle = converted(package, tmp_path / "out")
    manifest = load_manifest(bundle)
    assert verify(bundle) == []
    assert (manifest.name, manifest.title) == ("argos-en-fr", "Argos English to French")
    assert manifest.licence.spdx == "CC-BY-4.0"
    assert translation(bundle, "The boats came in at dawn.") == "Les bateaux sont rentrés à l'aube."
    assert not [path for path in bundle.iterdir() if path.is_dir()]


def test_what_the_user_states_wins(package: Path, tmp_path: Path) -> None:
    bundle = converted(package, tmp_path / "out", name="mine", title="Mine", licence="MIT")
    manifest = load_manifest(bundle)
    assert (manifest.name, manifest.title, manifest.licence.spdx) == ("mine", "Mine", "MIT")


def test_a_licence_that_no_card_names_has_to_be_stated(model: Path, tmp_path: Path) -> None:
    package = pack_argos(model, tmp_path / NAME, without=["README.md"])
    with pytest.raises(ConversionError, match="says under which licence"):
        converted(package, tmp_path / "out")
    assert not (tmp_path / "out" / ".unpacked").exists()
    assert load_manifest(converted(package, tmp_path / "out", licence="MIT")).licence.spdx == "MIT"


def test_the_token_that_translations_begin_with(tmp_path: Path) -> None:
    model = make_translator(tmp_path / "model", layout=ARGOS, prefixes=[">>fra<<"])
    package = pack_argos(model, tmp_path / NAME, target_prefix=">>fra<<")
    bundle = converted(package, tmp_path / "out")
    part = load_manifest(bundle).translator
    assert part is not None
    assert (part.tokens_at, part.language_tokens) == ("target", {FRENCH: ">>fra<<"})
    # The toy counts its words from the token on, so the first is left out; the token itself is not shown.
    assert translation(bundle, "The boats came in") == "bateaux sont rentrés"


def test_a_prefix_that_the_model_does_not_know(model: Path, tmp_path: Path) -> None:
    package = pack_argos(model, tmp_path / NAME, target_prefix=">>xyz<<")
    with pytest.raises(ConversionError, match=r"begin its translations with '>>xyz<<'"):
        converted(package, tmp_path / "out")


def test_the_oldest_packages_have_no_settings(model: Path, tmp_path: Path) -> None:
    package = pack_argos(model, tmp_path / NAME, without=["model/config.json"])
    unpack(package, tmp_path / "unpacked")
    settings = json.loads((tmp_path / "unpacked" / "config.json").read_text(encoding="utf-8"))
    assert settings["decoder_start_token"] == settings["bos_token"] == "<s>"
    part = load_manifest(converted(package, tmp_path / "out")).translator
    assert part is not None
    assert part.source_end == ""


def test_what_a_package_says_of_itself(model: Path, tmp_path: Path) -> None:
    package = pack_argos(model, tmp_path / NAME, from_code="zt", to_code="pb", package_version="1.4")
    facts = read_package(package)
    assert (facts.source, facts.target, facts.version) == ("zho_Hant", "por_Latn", "1.4")
    assert facts.name == "argos-zh-hant-pt"


def test_a_package_is_known_by_its_ending(package: Path, tmp_path: Path) -> None:
    assert is_argos_package(package)
    assert not is_argos_package(tmp_path)
    assert not is_argos_package(tmp_path / "missing.argosmodel")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"without": ["metadata.json"]}, "is no package of Argos Translate"),
        ({"without": ["model/model.bin"]}, r"incomplete: it has no model/model\.bin"),
        ({"without": ["model/shared_vocabulary.json"]}, "has no vocabulary"),
        ({"without": ["sentencepiece.model"]}, r"has no tokenizer \(sentencepiece\.model\)"),
        ({"without": ["sentencepiece.model"], "more": {"bpe.model": b"a b"}}, "BPE model"),
        ({"from_code": "fr"}, "as source and target"),
        ({"from_code": None}, "has no 'from_code'"),
        ({"to_code": "xyzzy"}, "xyzzy"),
        ({"type": "sbd"}, "of the kind 'sbd'"),
        ({"more": {"metadata.json": b"{"}}, r"metadata\.json in .* is not JSON"),
        ({"more": {"metadata.json": b"[]"}}, "is not a JSON object"),
        ({"more": {"sentencepiece.model": b"no such thing"}}, "is not a SentencePiece model"),
    ],
)
def test_what_cannot_be_used_is_refused_with_the_reason(
    model: Path, tmp_path: Path, changes: dict[str, Any], words: str
) -> None:
    package = pack_argos(model, tmp_path / NAME, **changes)
    with pytest.raises(ConversionError, match=words):
        converted(package, tmp_path / "out")
    assert not (tmp_path / "out" / "bundle.json").exists()


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04 cut off"])
def test_what_is_no_zip_file(tmp_path: Path, content: bytes) -> None:
    (tmp_path / NAME).write_bytes(content)
    with pytest.raises(ConversionError, match="it is not a zip file"):
        read_package(tmp_path / NAME)


@pytest.mark.parametrize(
    "name", ["../outside", "/etc/outside", "a/../../outside", "..\\outside", "C:outside"]
)
def test_a_name_that_leads_out_is_refused(package: Path, tmp_path: Path, name: str) -> None:
    with zipfile.ZipFile(package, "a") as adding:
        adding.writestr(name, b"")
    with pytest.raises(ConversionError, match="points out of its folder"):
        converted(package, tmp_path / "out")
    assert not (tmp_path / "outside").exists()


def test_a_link_is_refused(package: Path) -> None:
    link = zipfile.ZipInfo("translate-en_fr-1_9/model/link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(package, "a") as adding:
        adding.writestr(link, "/etc/passwd")
    with pytest.raises(ConversionError, match="points out of its folder"):
        read_package(package)


@pytest.mark.parametrize("name", ["model/model.bin", "sentencepiece.model", "metadata.json"])
def test_a_file_that_swells_is_refused_before_it_does(model: Path, tmp_path: Path, name: str) -> None:
    package = pack_argos(
        model, tmp_path / NAME, more={name: bytes(8 << 20)}, compression=zipfile.ZIP_DEFLATED
    )
    assert package.stat().st_size < 1 << 20
    with pytest.raises(ConversionError, match="8,388,608 bytes unpacked, which is no model's size"):
        converted(package, tmp_path / "out")
    assert not (tmp_path / "out" / ".unpacked").exists()


def test_a_damaged_file_is_named(package: Path, tmp_path: Path) -> None:
    raw = bytearray(package.read_bytes())
    place = raw.index((tmp_path / "model" / "model.bin").read_bytes()[:200])
    raw[place + 100] ^= 0xFF
    package.write_bytes(raw)
    with pytest.raises(ConversionError, match=r"model/model\.bin cannot be unpacked"):
        converted(package, tmp_path / "out")
