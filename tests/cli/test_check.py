"""`check`: kinds, terms, dismissed remarks, tables."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from conceptwriter.outline import Kind, NodeId, Origin, Rendition, State
from conceptwriter.outline.edits import set_rendition, set_renditions
from conceptwriter.outline.remarks import Remark
from conceptwriter.storage import Project
from tests.cli.conftest import Runner

GERMAN, FRENCH = "deu_Latn", "fra_Latn"


@pytest.fixture
def nodes(story: Path) -> list[NodeId]:
    """The concepts of the story, two of them with a faulty translation, as from a translator."""
    with Project.open(story) as project:
        document = project.document
        found = list(document.of_kind(Kind.CONCEPT))
        for node, language, text in (
            (found[0], GERMAN, "Die 3 Boote kamen im Morgengrauen"),
            (found[0], FRENCH, "Les 3 bateaux arrivèrent à l’aube."),
            (found[1], GERMAN, "Niemand  wartete."),
        ):
            project.perform(
                set_rendition(document, node, language, text, origin=Origin.IMPORTED, state=State.NEW)
            )
    return found


def flags(run: Runner, *words: object) -> list[tuple[int, str, str]]:
    return [(one["node"], one["language"], one["flag"]) for one in run("check", *words, "--json").json]


def test_kinds(run: Runner, story: Path, nodes: list[NodeId]) -> None:
    assert flags(run, story) == [
        (nodes[0], GERMAN, "numbers"),
        (nodes[0], GERMAN, "end mark"),
        (nodes[0], FRENCH, "numbers"),
        (nodes[1], GERMAN, "spaces"),
    ]
    assert flags(run, story, "--only", "numbers", "--language", "fr") == [(nodes[0], FRENCH, "numbers")]
    assert run("check", story, "--only", "names").code == 0
    ended = run("check", story, "--only", "nonsense")
    assert (ended.code, "'nonsense'" in ended.err, "end mark" in ended.err) == (2, True, True)


def test_what_is_probably_not_usable(run: Runner, story: Path, nodes: list[NodeId]) -> None:
    with Project.open(story) as project:
        document, node = project.document, nodes[1]
        text = Rendition("Niemand wartete.", Origin.MACHINE, State.MACHINE)
        remark = Remark("unlikely", "is only 5% likely to be usable")
        project.perform(
            set_renditions(
                document,
                [(node, GERMAN, text)],
                force=True,
                remarks={node: [remark]},
                confidences={node: 0.05},
            )
        )
    (found,) = run("check", story, "--only", "unlikely", "--json").json
    assert (found["node"], found["language"], found["reason"]) == (node, GERMAN, remark.reason)
    shown = {one["id"]: one["renditions"] for one in run("show", story, "--json").json["nodes"]}
    assert shown[node][GERMAN]["confidence"] == 0.05
    assert "confidence" not in shown[node]["eng_Latn"]
    assert "confidence" not in shown[nodes[0]][GERMAN]


def test_terms_of_glossaries(run: Runner, story: Path, nodes: list[NodeId], tmp_path: Path) -> None:
    for name, line in (("a.csv", "boat,Schiff"), ("b.csv", "dawn,Dämmerung")):
        (tmp_path / name).write_text(f"English,German\n{line}\n", encoding="utf-8")
    words = [story, "--glossary", tmp_path / "a.csv", "--glossary", tmp_path / "b.csv", "--only", "terms"]
    (remark,) = run("check", *words, "--json").json
    assert remark["reason"] == "terms missing: boats (Schiff); terms missing: dawn (Dämmerung)"
    run("check", story, "--glossary", tmp_path / "a.csv", "--node", nodes[0], "--dismiss", "terms")
    assert run("check", *words).code == 0
    assert run("glossary", "check", tmp_path / "a.csv", story).code == 0, "the same remark"
    assert run("check", story, "--glossary", tmp_path / "none.csv").code == 1


def test_a_remark_is_dismissed_and_brought_back(run: Runner, story: Path, nodes: list[NodeId]) -> None:
    done = run("check", story, "--node", nodes[1], "--dismiss", "spaces", "--reason", "as in print")
    assert done.code == 0
    assert "dismissed" in done.err
    assert (nodes[1], GERMAN, "spaces") not in flags(run, story)
    ended = run("check", story, "--only", "spaces", "--dismissed")
    assert ended.code == 0, "it does not count"
    assert "[dismissed: as in print]" in ended.out
    (remark,) = run("check", story, "--only", "spaces", "--dismissed", "--json").json
    assert remark["dismissed"] == "as in print"
    with Project.open(story) as project:
        assert project.document.undo_label == "Dismiss remark"
    after = run("check", story, "--node", nodes[1], "--bring-back", "spaces", "--json").json
    assert [(one["flag"], one["dismissed"]) for one in after] == [("spaces", None)]
    assert run("check", story, "--only", "spaces").code == 1
    assert run("check", story, "--node", nodes[1], "--bring-back", "spaces").code == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--dismiss", "numbers"], "--node"),
        (["--node", "FIRST", "--dismiss", "numbers"], "several languages"),
        (["--node", "FIRST", "--dismiss", "names"], "has no remark 'names'"),
        (["--node", "FIRST", "--dismiss", "missing"], "Translate the node"),
        (["--node", "FIRST", "--dismiss", "nonsense"], "no remark 'nonsense'"),
        (["--reason", "why"], "--dismiss"),
        (["--node", "FIRST", "--dismiss", "numbers", "--bring-back", "numbers"], "not allowed with"),
    ],
)
def test_wrong_usage_changes_nothing(
    run: Runner, story: Path, nodes: list[NodeId], words: list[str], said: str
) -> None:
    before = run("check", story, "--dismissed").out
    ended = run("check", story, *[str(nodes[0]) if word == "FIRST" else word for word in words])
    assert (ended.code, said in ended.err) == (2, True), ended.err
    assert run("check", story, "--dismissed").out == before


def test_one_language_of_several(run: Runner, story: Path, nodes: list[NodeId]) -> None:
    run("check", story, "--node", nodes[0], "--dismiss", "numbers", "--language", "fr")
    assert [one for one in flags(run, story) if one[2] == "numbers"] == [(nodes[0], GERMAN, "numbers")]


def test_a_table(run: Runner, story: Path, nodes: list[NodeId]) -> None:
    ended = run("check", story, "--csv", "--only", "spaces")
    (row,) = csv.DictReader(io.StringIO(ended.out))
    assert row == {
        "node": str(nodes[1]),
        "language": GERMAN,
        "flag": "spaces",
        "reason": "has two spaces in a row",
        "text": "Niemand  wartete.",
        "dismissed": "",
    }
