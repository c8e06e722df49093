"""Proposals in the project file."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

from conceptwriter.outline import Proposal, ProposalSet, edits
from conceptwriter.outline.made_with import MadeWith
from conceptwriter.storage import Project
from conceptwriter.storage.checksums import row_checksum
from tests.outline.drafts import find, harbour, paragraph, section
from tests.storage.conftest import reopened


def test_proposals_survive_and_go_with_their_anchor(path: Path) -> None:
    draft = section("Idea", paragraph("First.", "Second."))
    with Project.create(path, harbour()) as project:
        anchor = find(project.document, "He read it.")
        offered = ProposalSet(
            anchor,
            "propose",
            project.document.revision,
            project.document.source_fingerprint(anchor),
            (
                Proposal("1", "A bell rang.", "eng_Latn", 0.82, 7, ("copy",)),
                Proposal("2", "", "eng_Latn", kind="expand", draft=draft),
            ),
            MadeWith(numbers={"temperature": 0.7}, seed=7),
            created=12.5,
        )
        project.save_proposals(offered)
        project.save_proposals(ProposalSet(anchor, "rewrite", 0, "", ()))
        project.drop_proposals(anchor, "rewrite")
    with Project.open(path) as project:
        assert list(project.document.proposals) == [offered]
        project.perform(edits.delete(project.document, [anchor]))
        assert len(project.document.proposals) == 1, "the trash keeps them"
        project.perform(edits.purge(project.document))
    assert len(reopened(path).proposals) == 0


def test_proposals_of_an_older_version_open(path: Path) -> None:
    """As the program kept them when what they were made with was a free table."""
    offer = {
        "id": "1",
        "text": "A bell rang.",
        "language": "eng_Latn",
        "score": 0.8,
        "seed": 0,
        "flags": [],
        "kind": "propose",
        "draft": None,
    }
    with Project.create(path, harbour()) as project:
        anchor = find(project.document, "He read it.")
        project.save_proposals(ProposalSet(anchor, "propose", 0, "", ()))
    settings = {
        "preset": "quick",
        "wishes": {},
        "steps": 7,
        "seed": 0,
        "reroll": 1,
        "by": {"of": "a later one"},
    }
    older = {
        "anchor": anchor,
        "kind": "propose",
        "revision": 0,
        "source_fingerprint": "f",
        "proposals": [offer],
        "settings": {"preset": "quick"},
        "created": 12.5,
    }
    newest = {**older, "settings": {**settings, "earlier_rolls": [older]}}
    row = (anchor, "propose", json.dumps(newest))
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE proposals SET data = ?, checksum = ?", (row[2], row_checksum(row)))
    connection.close()
    with Project.open(path) as project:
        (found,) = project.document.proposals
        assert found.settings == MadeWith(preset="quick", numbers={"steps": 7}, seed=0, reroll=1)
        assert [roll.settings for roll in found.earlier] == [MadeWith(preset="quick")]
        assert found.proposals[0].text == "A bell rang."
        project.save_proposals(found)
    with Project.open(path) as project:
        assert list(project.document.proposals) == [found]
