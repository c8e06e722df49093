"""From checkpoints to a bundle that the runtime takes."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from conceptwriter.bundles import load_manifest, verify
from conceptwriter.codec.contract import LanguageNotInCodec
from conceptwriter.codec.pieces import load_tokenizer
from conceptwriter.codec.runtime import Codec
from conceptwriter.lcm import ItemKind
from conceptwriter.lcm.runtime import Lcm
from conceptwriter.training.checkpointing import MODEL_FILE, Checkpoint, write_model
from conceptwriter.training.codec.config import TOY
from conceptwriter.training.codec.model import CodecModel
from conceptwriter.training.export import Description, ExportError, LcmSettings, export_bundle, read_settings
from conceptwriter.training.export.__main__ import main
from conceptwriter.training.export.lcm_parts import USUAL_RESIDUAL_SCALE
from tests.toy_bundle import LANGUAGES, make_toy_lcm, make_toy_tokenizer
from tests.training.lcm.conftest import documents_of, unit_vectors

ABOUT = Description("tiny", "0.2.0", "# Card\n", "Apache-2.0", "The licence.\n", source="here", citation="me")


@pytest.fixture(scope="module")
def finished_runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What training runs leave behind: a codec's and an LCM's as earlier versions did, and three LCMs'."""
    tmp_path = tmp_path_factory.mktemp("runs")
    (tmp_path / "codec").mkdir()
    (tmp_path / "lcm").mkdir()
    tokenizer = make_toy_tokenizer(tmp_path).rename(tmp_path / "codec" / "tokenizer.model")
    shape = replace(TOY, vocabulary=load_tokenizer(tokenizer).get_piece_size())
    codec = CodecModel(shape)
    torch.save({"model": codec.state_dict(), "shape": shape.as_dict()}, tmp_path / "codec" / "checkpoint.pt")
    for variant in ("token", "two_tower", "quant_continuous"):
        folder = tmp_path / variant
        folder.mkdir()
        lcm = make_toy_lcm(variant)
        shape_of = lcm.context.config.as_dict()
        write_model(folder / MODEL_FILE, Checkpoint(variant, shape_of, dict(lcm.state_dict())))
        if variant == "token":
            torch.save(
                {"variant": variant, "shape": shape_of, "model": lcm.state_dict()},
                tmp_path / "lcm" / "checkpoint.pt",
            )
    return tmp_path


@pytest.fixture
def runs(finished_runs: Path, tmp_path: Path) -> Path:
    """Copies of them, to be written to."""
    return Path(shutil.copytree(finished_runs, tmp_path / "runs"))


def test_a_whole_bundle(runs: Path) -> None:
    out = runs / "bundle"
    settings = LcmSettings(residual_scale=0.7, maximum_context=20)
    written = export_bundle(
        runs / "codec" / "checkpoint.pt", runs / "lcm" / "checkpoint.pt", out, ABOUT, settings
    )
    manifest = load_manifest(out)
    assert manifest == written
    assert verify(out) == []
    assert {file.path for file in manifest.files} == {path.name for path in out.iterdir()} - {"bundle.json"}
    assert manifest.languages == list(LANGUAGES)
    assert (out / "README.md").read_text() == "# Card\n"
    assert (out / "LICENSE.txt").read_text() == "The licence.\n"
    assert manifest.lcm is not None
    assert (manifest.lcm.residual_scale, manifest.lcm.maximum_context) == (0.7, 20)
    assert (manifest.lcm.codec.name, manifest.lcm.codec.version) == ("tiny", "0.2.0")
    vectors = Codec(out, manifest).encode(["The boats came in."], "eng_Latn")
    assert Lcm(out, manifest).prepare(vectors, np.zeros(1)).prediction.candidates.shape == (4, 16)
    assert (manifest.lcm.variant, manifest.lcm.name, manifest.lcm_variants) == ("token", "token", [])


def test_several_lcms(runs: Path) -> None:
    """The first is the default; each has files, settings and recommendations of its own."""
    lcms = {
        "two": runs / "two_tower",
        "talk": runs / "token" / MODEL_FILE,
        "quant": runs / "quant_continuous",
    }
    settings = {
        "two": LcmSettings(steps=6, guidance=3.0, title="Slow and good"),
        "talk": LcmSettings(residual_scale=0.5, temperature=0.4, document_end_threshold=0.7),
    }
    manifest = export_bundle(runs / "codec", lcms, runs / "bundle", ABOUT, settings)
    assert manifest == load_manifest(runs / "bundle")
    assert verify(runs / "bundle") == []
    assert manifest.lcm is not None
    two, talk, quant = manifest.all_lcms
    assert manifest.lcm == two
    assert (two.graph, two.head, two.arrays) == ("lcm-two.onnx", "lcm-two-head.onnx", "lcm-two.npz")
    assert (talk.graph, talk.head, talk.arrays) == ("lcm-talk.onnx", None, None)
    assert (two.title, talk.title, quant.title) == ("Slow and good", "Token-trained", "Quantised, continuous")
    assert two.diffusion is not None
    assert (two.diffusion.steps, two.diffusion.guidance, two.diffusion.training_steps) == (6, 3.0, 20)
    assert (talk.residual_scale, talk.temperature, talk.document_end_threshold) == (0.5, 0.4, 0.7)
    assert quant.quant is not None
    assert quant.quant.beta == pytest.approx(0.05)
    assert quant.temperature == 1.0
    for part in manifest.all_lcms:
        lcm = Lcm(runs / "bundle", manifest, variant=part.name)
        state = lcm.prepare(np.ones((2, 16)), np.zeros(2))
        assert np.isfinite(lcm.sample(state, 3).vectors).all()


def test_only_languages_that_passed_are_listed(runs: Path) -> None:
    """A tag that is not listed can neither be asked for nor be generated."""
    listed = ["spa_Latn", "eng_Latn"]
    manifest = export_bundle(runs / "codec", None, runs / "bundle", ABOUT, languages=listed)
    assert manifest.languages == ["eng_Latn", "spa_Latn"]
    codec = Codec(runs / "bundle", manifest)
    assert codec.languages == ("eng_Latn", "spa_Latn")
    with pytest.raises(LanguageNotInCodec, match="fra_Latn"):
        codec.encode(["Les bateaux."], "fra_Latn")
    pieces = load_tokenizer(runs / "codec" / "tokenizer.model")
    assert codec.tokenizer.never_generated()[pieces.piece_to_id("<fra_Latn>")]
    assert pieces.piece_to_id("<fra_Latn>") not in codec.tokenizer.encode(["<fra_Latn>"], "eng_Latn")[0]
    with pytest.raises(ExportError, match="no tag for ron_Latn"):
        export_bundle(runs / "codec", None, runs / "other", ABOUT, languages=["eng_Latn", "ron_Latn"])
    with pytest.raises(ExportError, match="at least one"):
        export_bundle(runs / "codec", None, runs / "other", ABOUT, languages=[])


def test_a_codec_alone_in_float32(runs: Path) -> None:
    manifest = export_bundle(
        runs / "codec" / "checkpoint.pt", None, runs / "bundle", ABOUT, precision="float32"
    )
    assert manifest.kinds == ["codec"]
    assert manifest.lcm is None
    assert manifest.precision == "float32"
    stored = torch.load(runs / "codec" / "checkpoint.pt", weights_only=True)
    model = CodecModel(replace(TOY, vocabulary=stored["shape"]["vocabulary"])).eval()
    model.load_state_dict(stored["model"])
    codec = Codec(runs / "bundle", manifest)
    (ids,) = codec.tokenizer.encode(["The boats came in."], "eng_Latn")
    with torch.no_grad():
        wanted = model.encoder(torch.tensor([ids])).numpy()
    np.testing.assert_allclose(codec.encode(["The boats came in."], "eng_Latn"), wanted, atol=1e-4)


def test_int8_is_smaller(runs: Path) -> None:
    sizes = {}
    for precision in ("float32", "int8"):
        out = runs / precision
        export_bundle(runs / "codec" / "checkpoint.pt", None, out, ABOUT, precision=precision)
        sizes[precision] = (out / "embedding.bin").stat().st_size
    assert sizes["int8"] < sizes["float32"] / 3.4


def test_refusals(runs: Path) -> None:
    codec, lcm = runs / "codec" / "checkpoint.pt", runs / "lcm" / "checkpoint.pt"
    with pytest.raises(ExportError, match="not an LCM checkpoint"):
        export_bundle(codec, codec, runs / "a", ABOUT)
    with pytest.raises(ExportError, match=r"missing\.pt is not a codec checkpoint"):
        export_bundle(runs / "missing.pt", None, runs / "a", ABOUT)
    (runs / "noise.pt").write_bytes(b"noise")
    with pytest.raises(ExportError, match=r"noise\.pt"):
        export_bundle(runs / "noise.pt", None, runs / "a", ABOUT)
    with pytest.raises(ExportError, match=r"is not a codec checkpoint \(it is that of an LCM"):
        export_bundle(lcm, None, runs / "a", ABOUT)
    with pytest.raises(ExportError, match="no such LCM"):
        export_bundle(codec, {"a": lcm}, runs / "a", ABOUT, {"b": LcmSettings()})
    with pytest.raises(ExportError, match="small letters"):
        export_bundle(codec, {"../a": lcm}, runs / "a2", ABOUT)
    with pytest.raises(ExportError, match="maximum_context"):
        export_bundle(codec, lcm, runs / "b", ABOUT, LcmSettings(maximum_context=10_000))
    export_bundle(codec, None, runs / "c", ABOUT)
    with pytest.raises(ExportError, match="not empty"):
        export_bundle(codec, None, runs / "c", ABOUT)
    (runs / "codec" / "tokenizer.model").unlink()
    with pytest.raises(ExportError, match=r"tokenizer\.model"):
        export_bundle(codec, None, runs / "d", ABOUT)


def test_command_line(runs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (runs / "card.md").write_text("# Card\n")
    (runs / "licence.txt").write_text("The licence.\n")
    codec, lcm = str(runs / "codec" / "checkpoint.pt"), str(runs / "lcm" / "checkpoint.pt")
    words = ["--name", "tiny", "--version", "1.0.0", "--card", str(runs / "card.md")]
    words += ["--licence-text", str(runs / "licence.txt"), "--lcm", lcm, "--maximum-context", "24"]
    assert main([codec, str(runs / "out"), *words]) == 0
    assert "tiny 1.0.0, codec, lcm" in capsys.readouterr().out
    assert verify(runs / "out") == []
    assert main([codec, str(runs / "out"), *words]) == 1
    assert "not empty" in capsys.readouterr().err


def test_command_line_with_several(runs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (runs / "text.md").write_text("# Card\n")
    (runs / "settings.json").write_text(
        '{"draft": {"residual_scale": 0.25, "end_threshold": 0.7}, "two_tower": {"steps": 5}}'
    )
    words = [str(runs / "codec"), str(runs / "out"), "--name", "tiny", "--version", "1.0.0"]
    words += ["--card", str(runs / "text.md"), "--licence-text", str(runs / "text.md")]
    words += ["--lcm", f"draft={runs / 'token'}", "--lcm", str(runs / "two_tower")]
    documents = [[(ItemKind.CONCEPT, 1), (ItemKind.CONCEPT, 2), (ItemKind.CONCEPT, 1), (ItemKind.END, 0)]]
    documents_of(unit_vectors(2, seed=1), documents, [[]]).save(runs / "documents.npz")
    words += ["--maximum-context", "20", "--end-threshold", "0.6"]
    words += ["--documents", str(runs / "documents.npz"), "--lcm", f"measured={runs / 'token'}"]
    words += ["--languages", "eng_Latn", "deu_Latn", "--lcm-settings", str(runs / "settings.json")]
    assert main(words) == 0
    assert "two_tower: Two-tower diffusion (two_tower)" in capsys.readouterr().out
    manifest = load_manifest(runs / "out")
    assert manifest.languages == ["eng_Latn", "deu_Latn"]
    assert [part.name for part in manifest.all_lcms] == ["draft", "two_tower", "measured"]
    draft, _, measured = manifest.all_lcms
    assert draft.residual_scale == 0.25
    assert [part.maximum_context for part in manifest.all_lcms] == [20, 20, 20]
    assert [part.end_threshold for part in manifest.all_lcms] == [0.7, 0.6, 0.6]
    assert 0.3 < measured.residual_scale < 2
    assert measured.residual_scale not in (USUAL_RESIDUAL_SCALE, 0.25)
    assert main([*words, "--lcm", f"draft={runs / 'two_tower'}"]) == 1
    assert "Two LCMs have the name 'draft'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("{", "JSON"),
        ("[]", "object"),
        ('{"token": {"stpes": 3}}', "no setting 'stpes'"),
        ('{"token": {"steps": "three"}}', "steps"),
        ('{"token": 3}', "object"),
    ],
)
def test_wrong_settings_are_named(tmp_path: Path, content: str, says: str) -> None:
    (tmp_path / "settings.json").write_text(content)
    with pytest.raises(ExportError, match=says):
        read_settings(tmp_path / "settings.json")
