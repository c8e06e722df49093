"""From checkpoints to a bundle that the runtime takes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from conceptwriter.bundles import load_manifest, verify
from conceptwriter.codec.runtime import Codec
from conceptwriter.lcm.runtime import Lcm
from conceptwriter.training.codec.config import TOY
from conceptwriter.training.codec.model import CodecModel
from conceptwriter.training.export import Description, ExportError, LcmSettings, export_bundle
from conceptwriter.training.export.__main__ import main
from conceptwriter.training.lcm.config import TOY as TOY_LCM
from conceptwriter.training.lcm.model import LcmModel
from conceptwriter.training.run import save_checkpoint
from conceptwriter.training.tokenizer import load_tokenizer
from tests.toy_bundle import LANGUAGES, make_toy_tokenizer

ABOUT = Description("tiny", "0.2.0", "# Card\n", "Apache-2.0", "The licence.\n", source="here", citation="me")


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    """What two training runs leave behind."""
    (tmp_path / "codec").mkdir()
    (tmp_path / "lcm").mkdir()
    tokenizer = make_toy_tokenizer(tmp_path).rename(tmp_path / "codec" / "tokenizer.model")
    shape = replace(TOY, vocabulary=load_tokenizer(tokenizer).get_piece_size())
    codec = CodecModel(shape)
    save_checkpoint(tmp_path / "codec" / "checkpoint.pt", model=codec.state_dict(), shape=shape.as_dict())
    lcm = LcmModel(TOY_LCM)
    save_checkpoint(tmp_path / "lcm" / "checkpoint.pt", model=lcm.state_dict(), shape=TOY_LCM.as_dict())
    return tmp_path


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
