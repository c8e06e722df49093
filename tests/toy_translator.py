"""A CTranslate2 model with weights set by hand: it translates word for word by a dictionary, exactly.

Encoder and decoder change nothing but for one attention: step t of the decoder looks at word t of the source,
and the projection names the word that the dictionary gives for it. So a test decides what the model says, and
the model really runs.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import sentencepiece

from conceptwriter.bundles import FoundBundle, load_manifest

MARIAN = "marian"
"""Files and settings as OPUS-MT's have them: a tokenizer of each language, the end token after the source."""
NLLB = "nllb"
"""As NLLB's: one tokenizer, and tokens that name the languages."""
ARGOS = "argos"
"""As packages of Argos Translate have it: one tokenizer, nothing that names languages."""
END, UNKNOWN, BEGIN = "</s>", "<unk>", "<s>"
MODEL_FILES = ("model.bin", "config.json", "shared_vocabulary.json")
POSITIONS = 48
_SHARP = 60.0
WORDS: Mapping[str, str] = {
    "The": "Les",
    "boats": "bateaux",
    "came": "sont",
    "in": "rentrés",
    "at": "à",
    "dawn.": "l'aube.",
    "Nobody": "Personne",
    "waited": "n'attendait",
    "here.": "ici.",
    "Seven": "Sept",
    "nets": "filets",
    "hung": "pendaient",
    "there.": "là.",
    "counted": "comptait",
    "people": "personnes",
    "waves": "vagues",
    "rose": "montaient",
    "slowly.": "lentement.",
    "Children": "Enfants",
    **{str(number): str(number) for number in range(100)},
}
SYNONYMS: Mapping[str, str] = {"boats": "barques", "dawn.": "l'aurore."}
"""The second best word for some."""


def make_translator(
    folder: Path,
    words: Mapping[str, str] = WORDS,
    *,
    layout: str = MARIAN,
    synonyms: Mapping[str, str] = SYNONYMS,
    languages: Iterable[str] = ("eng_Latn", "fra_Latn"),
    prefixes: Iterable[str] = (),
) -> Path:
    """Write the model into `folder`, as CTranslate2's converters do, and return that."""
    folder.mkdir(parents=True, exist_ok=True)
    source, target = sorted(words), sorted({*words.values(), *synonyms.values()})
    if layout == MARIAN:
        _train_tokenizer(source, folder / "source.spm")
        _train_tokenizer(target, folder / "target.spm")
        marks: list[str] = []
    elif layout == ARGOS:
        _train_tokenizer(sorted({*source, *target}), folder / "sentencepiece.model")
        marks = list(prefixes)
    else:
        _train_tokenizer(sorted({*source, *target}), folder / "sentencepiece.bpe.model")
        marks = list(languages)
    pieces = [f"▁{word}" for word in sorted({*source, *target})]
    vocabulary = [UNKNOWN, BEGIN, END, *pieces, *marks]
    scores = np.zeros((len(vocabulary), len(vocabulary)), np.float32)
    place = {token: index for index, token in enumerate(vocabulary)}
    for word, said in words.items():
        scores[place[f"▁{said}"], place[f"▁{word}"]] = 1.0
    for word, said in synonyms.items():
        if word in words:
            scores[place[f"▁{said}"], place[f"▁{word}"]] = 0.9
    scores[place[END], place[END]] = 1.0
    _save(folder, vocabulary, scores)
    if layout == ARGOS:  # as Marian's own converter writes it: CTranslate2 ends the source
        settings = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        (folder / "config.json").write_text(
            json.dumps({**settings, "add_source_eos": True}), encoding="utf-8"
        )
    return folder


def pack_argos(
    model: Path,
    package: Path,
    *,
    without: Iterable[str] = (),
    more: Mapping[str, bytes] | None = None,
    compression: int = zipfile.ZIP_STORED,
    **metadata: object,
) -> Path:
    """Pack a model of the layout ARGOS as Argos does, with a folder that is to be ignored."""
    stated = {
        "package_version": "1.9",
        "argos_version": "1.9.0",
        "from_code": "en",
        "to_code": "fr",
        **metadata,
    }
    files = {
        "metadata.json": json.dumps(stated).encode(),
        "README.md": b"# Toy\n\nThe original OPUS model from which this is derived is licensed CC-BY 4.0\n",
        "sentencepiece.model": (model / "sentencepiece.model").read_bytes(),
        "stanza/en/tokenize/ewt.pt": b"not read",
        **{f"model/{name}": (model / name).read_bytes() for name in MODEL_FILES},
        **(more or {}),
    }
    with zipfile.ZipFile(package, "w", compression) as writing:
        for name in sorted(set(files) - set(without)):
            writing.writestr(f"translate-en_fr-1_9/{name}", files[name])
    return package


def _train_tokenizer(words: Iterable[str], file: Path) -> None:
    listed = list(words)
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([" ".join(listed)] * 3),
        model_writer=model,
        model_type="word",
        vocab_size=len(listed) + 3,
        character_coverage=1.0,
        minloglevel=2,
    )
    file.write_bytes(model.getvalue())


def _save(folder: Path, vocabulary: list[str], scores: np.ndarray) -> None:
    import ctranslate2

    size = len(vocabulary)
    width = size + POSITIONS + (size + POSITIONS) % 2
    spec = ctranslate2.specs.TransformerSpec.from_config(1, 1, pre_norm=True)
    here = slice(size, size + POSITIONS)
    encoder, decoder = spec.encoder, spec.decoder
    encoder.scale_embeddings = decoder.scale_embeddings = False
    encoder.embeddings[0].weight = _rows(size, width)
    decoder.embeddings.weight = np.zeros((size, width), np.float32)
    places = np.zeros((POSITIONS, width), np.float32)
    places[:, here] = np.eye(POSITIONS)
    encoder.position_encodings.encodings = places
    decoder.position_encodings.encodings = places.copy()
    for half in (encoder, decoder):
        _norm(half.layer_norm, width)
        layer = half.layer[0]
        _norm(layer.self_attention.layer_norm, width)
        _linear(layer.self_attention.linear[0], np.zeros((3 * width, width)))
        _linear(layer.self_attention.linear[1], np.zeros((width, width)))
        _norm(layer.ffn.layer_norm, width)
        _linear(layer.ffn.linear_0, np.zeros((4, width)))
        _linear(layer.ffn.linear_1, np.zeros((width, 4)))
    attention = decoder.layer[0].attention
    _norm(attention.layer_norm, width)
    of_place, of_word = np.zeros((width, width)), np.zeros((width, width))
    of_place[here, here] = np.eye(POSITIONS)
    of_word[:size, :size] = np.eye(size)
    _linear(attention.linear[0], _SHARP * of_place)
    _linear(attention.linear[1], np.concatenate([of_place, of_word]))
    _linear(attention.linear[2], 4.0 * np.eye(width))
    projection = np.zeros((size, width))
    projection[:, :size] = 4.0 * scores
    _linear(decoder.projection, projection)
    decoder.projection.bias = np.where(scores.any(axis=1), 0.0, -40.0).astype(np.float32)
    spec.register_source_vocabulary(vocabulary)
    spec.register_target_vocabulary(vocabulary)
    spec.config.decoder_start_token = END  # Marian starts from nothing, NLLB from the end token
    spec.validate()
    spec.optimize()
    spec.save(str(folder))
    settings = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    assert settings["decoder_start_token"] == END


def _rows(size: int, width: int) -> np.ndarray:
    return np.eye(size, width, dtype=np.float32)


def _norm(spec: object, width: int) -> None:
    spec.gamma, spec.beta = np.ones(width, np.float32), np.zeros(width, np.float32)  # type: ignore[attr-defined]


def _linear(spec: object, weight: np.ndarray) -> None:
    spec.weight = weight.astype(np.float32)  # type: ignore[attr-defined]
    spec.bias = np.zeros(len(weight), np.float32)  # type: ignore[attr-defined]


def make_translator_bundle(
    folder: Path,
    name: str = "toy-en-fr",
    words: Mapping[str, str] = WORDS,
    *,
    layout: str = MARIAN,
    languages: str = "en>fr",
    licence: str = "CC-BY-4.0",
    title: str = "Toy OPUS",
    synonyms: Mapping[str, str] = SYNONYMS,
) -> Path:
    """The model as a bundle: `folder / name`."""
    from conceptwriter.convert.translator.conversion import TranslatorConversion, convert_translator

    model = make_translator(folder / f"{name}-ct2", words, layout=layout, synonyms=synonyms)
    wanted = TranslatorConversion(
        model, folder / name, languages=languages, licence=licence, name=name, title=title
    )
    convert_translator(wanted, lambda _done, _total, _what: None)
    return folder / name


def found(*folders: Path) -> list[FoundBundle]:
    """The bundles in these folders."""
    return [FoundBundle(folder, False, load_manifest(folder), None) for folder in folders]
