"""A folder of CTranslate2 becomes a bundle, or is refused with what is missing."""

from __future__ import annotations

import json
import pickle
import struct
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conceptwriter.bundles import load_manifest, verify
from conceptwriter.convert.errors import CheckFailed, ConversionError
from conceptwriter.convert.translator.conversion import TranslatorConversion, convert_translator
from conceptwriter.convert.translator.languages import guessed_from, languages_of
from conceptwriter.convert.translator.model_file import head_of
from conceptwriter.convert.translator.source import is_model_folder, licence_in, read_folder
from tests.toy_translator import NLLB, make_translator

ENGLISH, FRENCH, SPANISH = "eng_Latn", "fra_Latn", "spa_Latn"


@pytest.fixture
def opus(tmp_path: Path) -> Path:
    return make_translator(tmp_path / "opus-mt-en-fr")


def converted(folder: Path, out: Path, **more: Any) -> Any:
    wanted = TranslatorConversion(folder, out, "en>fr", "CC-BY-4.0")
    return convert_translator(replace(wanted, **more), lambda _done, _total, _what: None)


def test_a_bundle_is_whole_and_says_what_it_is(opus: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    steps: list[str] = []
    wanted = TranslatorConversion(opus / "model.bin", out, "en:fr", "CC-BY-4.0", source="https://example.org")
    convert_translator(wanted, lambda _done, _total, what: steps.append(what))
    manifest = load_manifest(out)
    assert verify(out) == []
    assert (manifest.name, manifest.title, manifest.kinds) == (
        "opus-mt-en-fr",
        "opus-mt-en-fr",
        ["translator"],
    )
    assert manifest.languages == [ENGLISH, FRENCH]
    assert (manifest.licence.spdx, manifest.precision, manifest.dimension) == ("CC-BY-4.0", "float32", 0)
    part = manifest.translator
    assert part is not None
    assert (part.sources, part.targets, part.tokens_at) == ([ENGLISH], [FRENCH], "")
    assert (part.source_tokenizer, part.target_tokenizer) == ("source.spm", "target.spm")
    assert part.source_end == "</s>"
    assert "spdx.org/licenses/CC-BY-4.0" in (out / "LICENSE.txt").read_text(encoding="utf-8")
    assert any("checking" in step for step in steps)
    assert steps[-1] == "done"


def test_a_model_that_names_its_languages_needs_no_statement(tmp_path: Path) -> None:
    folder = make_translator(tmp_path / "nllb", layout=NLLB, languages=(ENGLISH, FRENCH, SPANISH))
    converted(folder, tmp_path / "out", languages="", licence="CC-BY-NC-4.0")
    part = load_manifest(tmp_path / "out").translator
    assert part is not None
    assert part.sources == part.targets == [ENGLISH, FRENCH, SPANISH]
    assert part.tokens_at == "both"
    converted(folder, tmp_path / "two", languages="en>fr")
    two = load_manifest(tmp_path / "two").translator
    assert two is not None
    assert two.language_tokens == {ENGLISH: ENGLISH, FRENCH: FRENCH}


def test_what_is_not_stated_and_cannot_be_read_is_asked_for(opus: Path, tmp_path: Path) -> None:
    with pytest.raises(
        ConversionError, match=r"State them \(--languages\): en:fr, if that is what the name says"
    ):
        converted(opus, tmp_path / "out", languages="")
    with pytest.raises(ConversionError, match=r"state it \(--licence\)"):
        converted(opus, tmp_path / "out", licence="")
    assert not (tmp_path / "out" / "bundle.json").exists()


def test_the_licence_of_a_model_card_is_taken(opus: Path, tmp_path: Path) -> None:
    card = "---\nlanguage:\n- en\nlicense: cc-by-nc-4.0\ntags:\n- translation\n---\n# Model\nlicense: mit\n"
    (opus / "README.md").write_text(card, encoding="utf-8")
    (opus / "LICENSE").write_text("All of the terms.\n", encoding="utf-8")
    assert licence_in(opus) == "CC-BY-NC-4.0"
    converted(opus, tmp_path / "out", licence="")
    manifest = load_manifest(tmp_path / "out")
    assert manifest.licence.spdx == "CC-BY-NC-4.0"
    assert (tmp_path / "out" / "LICENSE.txt").read_text(encoding="utf-8") == "All of the terms.\n"


def test_a_body_that_speaks_of_licences_is_no_card(opus: Path) -> None:
    (opus / "README.md").write_text("# Model\nlicense: mit\n", encoding="utf-8")
    assert licence_in(opus) == ""


def remove(*names: str) -> Any:
    return lambda folder: [(folder / name).unlink() for name in names]


def write(name: str, content: bytes) -> Any:
    return lambda folder: (folder / name).write_bytes(content)


def head(kind: str) -> bytes:
    return struct.pack("<IH", 6, len(kind) + 1) + kind.encode() + b"\0"


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (remove("model.bin"), "it has no model.bin. Convert the model"),
        (remove("config.json"), "it has no config.json"),
        (remove("shared_vocabulary.json"), "has no vocabulary"),
        (remove("source.spm", "target.spm"), "has no SentencePiece model. Copy it"),
        (write("config.json", b"[]"), "config.json is damaged: it is not a JSON object"),
        (write("config.json", b"[" * 100_000), "config.json is damaged: it is not JSON"),
        (write("config.json", b"{" + b" " * (1 << 20)), "config.json is too large"),
        (write("shared_vocabulary.json", b'{"a": 1}'), "it is not a list of tokens"),
        (write("shared_vocabulary.json", b'["a", "b"]'), "it has 2 tokens, and the model 1"),
        (write("source.spm", b"hello"), "source.spm is not a SentencePiece model"),
        (write("model.bin", pickle.dumps(print)), "no CTranslate2 model, or is incomplete"),
        (write("model.bin", b""), "no CTranslate2 model, or is incomplete"),
        (write("model.bin", head("TransformerDecoderModelSpec")), "holds a language model"),
        (write("model.bin", head("WhisperSpec")), "holds a speech model"),
        (write("model.bin", head("Other")), "no translation model of CTranslate2"),
        (write("model.bin", head("TransformerSpec")), "incomplete"),
    ],
)
def test_a_folder_that_is_not_whole_is_refused_by_name(
    opus: Path, tmp_path: Path, harm: Any, words: str
) -> None:
    harm(opus)
    with pytest.raises(ConversionError) as caught:
        converted(opus, tmp_path / "out")
    assert words in str(caught.value)
    assert not (tmp_path / "out" / "bundle.json").exists()


def test_a_model_that_ends_too_early_is_incomplete(opus: Path) -> None:
    whole = (opus / "model.bin").read_bytes()
    for length in (len(whole) // 2, len(whole) - 100_000, 40):
        (opus / "model.bin").write_bytes(whole[:length])
        with pytest.raises(ConversionError, match="incomplete"):
            head_of(opus / "model.bin")


@given(st.binary(max_size=200))
def test_no_bytes_of_a_model_file_raise_anything_else(tmp_path_factory: Any, raw: bytes) -> None:
    file = tmp_path_factory.mktemp("raw") / "model.bin"
    file.write_bytes(head("TransformerSpec") + raw)
    try:
        assert head_of(file).precision
    except ConversionError:
        pass


def test_the_tokenizer_of_another_model_is_refused(opus: Path, tmp_path: Path) -> None:
    other = make_translator(tmp_path / "other", {"xa": "ya", "xb": "yb"}, synonyms={})
    (opus / "source.spm").write_bytes((other / "source.spm").read_bytes())
    with pytest.raises(ConversionError, match=r"source\.spm does not belong .* only 0 of its 2 pieces"):
        converted(opus, tmp_path / "out")


def test_a_vocabulary_of_one_token_a_line(opus: Path, tmp_path: Path) -> None:
    tokens = json.loads((opus / "shared_vocabulary.json").read_bytes())
    (opus / "shared_vocabulary.json").unlink()
    (opus / "shared_vocabulary.txt").write_text("\n".join(tokens) + "\n", encoding="utf-8")
    converted(opus, tmp_path / "out")
    part = load_manifest(tmp_path / "out").translator
    assert part is not None
    assert "shared_vocabulary.txt" in part.model_files


def test_a_model_that_does_not_run_has_no_manifest(opus: Path, tmp_path: Path) -> None:
    raw = (opus / "model.bin").read_bytes()
    name = b"encoder/layer_norm/gamma\0"
    assert name in raw
    (opus / "model.bin").write_bytes(raw.replace(name, b"encoder/layer_norm/gammb\0"))
    with pytest.raises(CheckFailed, match="CTranslate2 cannot load"):
        converted(opus, tmp_path / "out")
    assert not (tmp_path / "out" / "bundle.json").exists()


def test_what_else_lies_in_the_folder_stays_there(opus: Path, tmp_path: Path) -> None:
    """Nothing of it is executed, and nothing copied."""
    (opus / "modeling.py").write_text("raise SystemExit\n", encoding="utf-8")
    (opus / "pytorch_model.bin").write_bytes(pickle.dumps(1))
    converted(opus, tmp_path / "out")
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "LICENSE.txt", "README.md", "bundle.json", "config.json", "model.bin", "shared_vocabulary.json",
        "source.spm", "target.spm",
    }  # fmt: skip


def test_the_end_of_the_source_as_each_converter_writes_it(opus: Path) -> None:
    settings = json.loads((opus / "config.json").read_bytes())
    for changes, end in (
        ({}, "</s>"),  # Marian by way of Transformers
        ({"add_source_eos": True}, ""),  # Marian directly: CTranslate2 adds it
        ({"decoder_start_token": "<s>"}, ""),  # OpenNMT: trained without
        ({"decoder_start_token": "<pad>"}, "</s>"),  # T5
        ({"decoder_start_token": None}, "</s>"),  # mBART
    ):
        (opus / "config.json").write_text(json.dumps({**settings, **changes}), encoding="utf-8")
        assert read_folder(opus).source_end == end


@pytest.mark.parametrize(
    ("tokens", "stated", "pairs", "at"),
    [
        (["eng_Latn", "fra_Latn", "abc_Latn", "▁a"], "", 2, "both"),
        (["__en__", "__fr__", "__de__"], "", 6, "both"),
        (["en_XX", "fr_XX"], "", 2, "both"),
        (["<2en>", "<2fr>", "<2es>"], "", 6, "source"),
        ([">>fra<<", ">>spa<<"], "en>*", 2, "source"),
        ([">>fra<<", ">>spa<<"], "en:fr", 1, "source"),
        (["▁a"], "en>fr,es", 2, ""),
        (["▁a"], "en, fr, English", 2, ""),
        ([">>por<<", ">>pob<<"], "en>pt", 1, "source"),  # Brazil's has no code of its own here
        ([">>fra<<"], "en>fr", 1, "source"),
        ([">>fra<<"], "en>de", 1, ""),  # a stray token
    ],
)
def test_languages_are_read_or_stated(tokens: list[str], stated: str, pairs: int, at: str) -> None:
    found = languages_of(tokens, stated, Path("model"))
    assert sum(a != b for a in found.sources for b in found.targets) == pairs
    assert found.tokens_at == at


@pytest.mark.parametrize(
    ("tokens", "stated", "words"),
    [
        ([">>fra<<", ">>spa<<"], "", "but not which it reads"),
        ([">>fra<<", ">>spa<<"], "en>de", "has no token for deu_Latn"),
        (["▁a"], "en", "names no pair of languages. Write 'en>fr' in quotation marks, or en:fr"),
        (["▁a"], "en>", "names no pair"),
        (["▁a"], "en>*", "cannot be given as *"),
        (["▁a"], "en>xyzzy", "xyzzy"),
    ],
)
def test_languages_that_cannot_be_are_refused(tokens: list[str], stated: str, words: str) -> None:
    with pytest.raises(ConversionError) as caught:
        languages_of(tokens, stated, Path("model"))
    assert words in str(caught.value)


def test_a_pair_is_guessed_from_usual_names() -> None:
    assert guessed_from("opus-mt-en-fr") == "en>fr"
    assert guessed_from("opus-mt-tc-big-en-fr") == "en>fr"
    assert guessed_from("enfr") == ""
    assert guessed_from("nllb-200") == ""


def test_a_bundle_is_not_taken_for_a_model_folder(opus: Path, tmp_path: Path) -> None:
    assert is_model_folder(opus)
    converted(opus, tmp_path / "out")
    assert not is_model_folder(tmp_path / "out")
