"""What there is several of is one record each: a made-up one is found wherever the others are."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from conceptwriter.assistant import BALANCED, accept, checks
from conceptwriter.assistant.checks import TEXT_CHECKS, Check
from conceptwriter.assistant.findings import Finding, Flag
from conceptwriter.bundles import load_manifest
from conceptwriter.engine import variants_in
from conceptwriter.gui.files.export_dialog import ExportDialog
from conceptwriter.gui.proposals import asking
from conceptwriter.gui.proposals.card import ProposalCard
from conceptwriter.gui.proposals.manner import Manner
from conceptwriter.gui.proposals.manner_panel import MannerPanel
from conceptwriter.gui.proposals.wording import waiting_words
from conceptwriter.gui.settings import WindowSettings
from conceptwriter.interchange import FORMATS, readable_extensions
from conceptwriter.lcm.heads import Drawn, HeadSource
from conceptwriter.lcm.runtime import Lcm
from conceptwriter.lcm.variants import VARIANTS
from conceptwriter.outline import Document, NodeId, Operation, Proposal, ProposalSet, edits
from conceptwriter.outline.proposal_kinds import KINDS
from tests.cli.conftest import Runner, harbour
from tests.gui.fakes import FakeAssistant


class _Constant:
    """A head that always draws the same."""

    def __init__(self, source: HeadSource) -> None:
        self._dimension = source.dimension

    def draw(self, state: object, n: int, *_: object) -> Drawn:
        return Drawn(np.ones((n, self._dimension), np.float32), np.ones(n, np.float32))


@pytest.fixture
def made_up_bundle(toy_bundle: Path, own_home: Path) -> Path:
    """An installed bundle whose two-tower variant says that it is something else."""
    models = Path(os.environ["XDG_DATA_HOME"]) / "conceptwriter" / "models"
    models.mkdir(parents=True)
    folder = Path(shutil.copytree(toy_bundle, models / "toy"))
    manifest = folder / "bundle.json"
    said = manifest.read_text(encoding="utf-8")
    assert '"variant": "two_tower"' in said
    manifest.write_text(said.replace('"variant": "two_tower"', '"variant": "constant"'), encoding="utf-8")
    return folder


def test_an_lcm_variant(
    monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, run: Runner, made_up_bundle: Path
) -> None:
    assert "constant" not in run("models", "variants", "toy").out
    made_up = replace(
        VARIANTS["two_tower"],
        name="constant",
        title="Always the same",
        good_at="It never surprises.",
        settings=("steps",),
        open_head=_Constant,
    )
    monkeypatch.setitem(VARIANTS, "constant", made_up)
    manifest = load_manifest(made_up_bundle)
    (status,) = [variant for variant in variants_in(manifest) if variant.kind == "constant"]
    assert status.settings == ("reroll", "steps")

    printed = run("models", "variants", "toy").out
    assert "(constant)" in printed
    assert "It never surprises." in printed

    manner = Manner(WindowSettings(advanced_shown=True))
    manner.show_models(variants_in(manifest))
    panel = MannerPanel(manner)
    qtbot.addWidget(panel)
    at = panel.variant.findData("two_tower")
    assert panel.variant.itemText(at) == "Always the same (two_tower)"
    panel.variant.setCurrentIndex(at)
    assert panel.good_at.text() == "It never surprises."
    assert {name for name, box in panel.numbers.items() if box.isEnabled()} == {"steps"}

    lcm = Lcm(made_up_bundle, manifest, variant="two_tower")
    state = lcm.prepare(np.ones((2, lcm.dimension), np.float32), np.zeros(2, np.int64))
    drawn = lcm.sample(state, 3).vectors
    assert drawn.shape == (3, lcm.dimension)
    assert (drawn == drawn[0, 0]).all()


def test_a_check(monkeypatch: pytest.MonkeyPatch, run: Runner, story: Path) -> None:
    assert run("check", story).code == 0
    made_up = Check(lambda it: Finding(Flag.NAMES, "speaks of Anna") if "Anna" in it.text else None)
    monkeypatch.setattr(checks, "TEXT_CHECKS", (*TEXT_CHECKS, made_up))
    ended = run("check", story, "--json")
    assert ended.code == 1
    (remark,) = ended.json
    assert (remark["flag"], remark["reason"]) == ("names", "speaks of Anna")


def test_a_format(
    monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, run: Runner, story: Path, tmp_path: Path
) -> None:
    before = FORMATS["markdown"]
    assert before.write is not None
    write = before.write
    made_up = replace(
        before,
        name="loud",
        label="Loud text",
        extensions=(".loud",),
        write=lambda blocks, attributes: write(blocks, attributes).upper(),
    )
    assert run("export", story, "-o", tmp_path / "out.loud").code != 0
    monkeypatch.setitem(FORMATS, "loud", made_up)

    assert "loud" in run("export", "--help").out
    assert "loud" in run("import", "--help").out
    assert run("export", story, "-o", tmp_path / "out.loud").code == 0
    assert "THE LETTER" in (tmp_path / "out.loud").read_text(encoding="utf-8")
    assert run("import", tmp_path / "out.loud", "-o", tmp_path / "again.concept").code == 0
    assert "ANNA FOUND THE LETTER" in run("show", tmp_path / "again.concept").out

    dialog = ExportDialog(tmp_path / "story.md", ["eng_Latn"])
    qtbot.addWidget(dialog)
    dialog.format.setCurrentIndex(dialog.format.findText("Loud text"))
    assert dialog.plan.format == "loud"
    assert dialog.target == tmp_path / "story.loud"
    assert ".loud" in readable_extensions(), "which the window offers to open"


def test_a_proposal_kind(monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    def take(document: Document, anchor: NodeId, proposal: Proposal) -> Operation:
        return edits.edit_text(document, anchor, proposal.text.upper(), proposal.language)

    made_up = replace(
        KINDS["rewrite"], name="shout", title="Louder", waiting="Shouting...", take=take, words_only=True
    )
    monkeypatch.setitem(KINDS, "shout", made_up)

    document = harbour()
    node = next(document.concepts())
    proposal = Proposal("id", "The boats came.", "eng_Latn", kind="shout")
    document.apply(accept(document, ProposalSet(node, "shout", 0, "", (proposal,)), 0))
    assert document.source_text(node) == "THE BOATS CAME."

    card = ProposalCard("shout")
    qtbot.addWidget(card)
    assert card.accessibleName() == "Louder"
    assert waiting_words("shout") == "Shouting..."

    asked: list[str] = []
    monkeypatch.setitem(asking.ASKED, "shout", lambda assistant, document, it: asked.append(it.kind))
    wanted = asking.Wanted("shout", node, 5, BALANCED, "eng_Latn")
    wanted.ask(FakeAssistant(), document)
    assert (asked, wanted.expected) == (["shout"], 5)

    manner = Manner(WindowSettings())
    manner.wish("steps", 5)
    manner.wish("temperature", 0.5)
    assert manner.asked_wishes("shout").plain() == {"temperature": 0.5}
    assert manner.asked_wishes("propose").plain() == {"steps": 5, "temperature": 0.5}
