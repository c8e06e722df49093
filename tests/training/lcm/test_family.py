"""A variant is one record for training and one for running: a made-up one is trained, exported and run."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest
import torch

from conceptwriter.bundles import Manifest
from conceptwriter.bundles.lcm_part import CodecName
from conceptwriter.bundles.manifest import Licence
from conceptwriter.lcm import SampleSettings
from conceptwriter.lcm.runtime import Lcm
from conceptwriter.lcm.variants import VARIANTS
from conceptwriter.training.export import LcmSettings, NamedLcm
from conceptwriter.training.export.lcm_parts import write_lcm
from conceptwriter.training.lcm.base import BaseLcm
from conceptwriter.training.lcm.config import BaseConfig
from conceptwriter.training.lcm.factory import build
from conceptwriter.training.lcm.family import FAMILY
from conceptwriter.training.lcm.torch_lcm import TorchLcm
from conceptwriter.training.lcm.train import main


@dataclass(frozen=True, slots=True)
class MadeUpConfig(BaseConfig):
    """As Base, under a name of its own."""

    variant: ClassVar[str] = "made_up"


def test_a_made_up_variant(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    toy = MadeUpConfig(**FAMILY["base"].toy.as_dict())
    monkeypatch.setitem(FAMILY, "made_up", replace(FAMILY["base"], toy=toy))
    monkeypatch.setitem(VARIANTS, "made_up", replace(VARIANTS["base"], name="made_up", title="Made up"))

    with pytest.raises(SystemExit):
        main(["--help"])
    assert "made_up" in capsys.readouterr().out

    torch.manual_seed(4)
    model = build("made_up", toy.as_dict())
    assert isinstance(model, BaseLcm)
    assert model.name == "made_up"
    model.fit_statistics(np.random.default_rng(7).standard_normal((80, 16)) * 1.5 + 0.3)

    wanted = NamedLcm("it", model, LcmSettings(temperature=0.6))
    part = write_lcm(wanted, tmp_path, CodecName("toy", "1"), "float32")
    assert (part.variant, part.title, part.temperature, part.head) == ("made_up", "Made up", 0.6, None)

    manifest = Manifest("1.0", "toy", "1", ["lcm"], Licence("MIT", "LICENSE"), [], 16, [], lcm=part)
    lcm, torch_lcm = Lcm(tmp_path, manifest), TorchLcm(model, part)
    vectors, kinds = np.ones((3, 16), np.float32), np.zeros(3, np.int64)
    found = lcm.sample(lcm.prepare(vectors, kinds), 2, SampleSettings(reroll=1), seed=3)
    drawn = torch_lcm.sample(torch_lcm.prepare(vectors, kinds), 2, SampleSettings(reroll=1), seed=3)
    np.testing.assert_allclose(found.vectors, drawn.vectors, atol=1e-3)
