from __future__ import annotations

from pathlib import Path

import pytest

from conceptwriter.outline import Kind
from conceptwriter.outline.edits import set_rendition
from conceptwriter.storage import Project
from tests.cli.conftest import Runner


@pytest.fixture
def terms(tmp_path: Path) -> Path:
    path = tmp_path / "terms.csv"
    path.write_text(
        "English,German,German forbidden,Definition\nboat,Boot,Schiff,Small.\nletter,Brief,,\n",
        encoding="utf-8",
    )
    return path


def test_check_names_the_node_and_the_terms(run: Runner, story: Path, terms: Path) -> None:
    assert run("glossary", "check", terms, story).code == 0
    with Project.open(story) as project:
        document = project.document
        nodes = list(document.of_kind(Kind.CONCEPT))
        project.perform(set_rendition(document, nodes[0], "deu_Latn", "Die Schiffe kamen im Morgengrauen."))
        project.perform(set_rendition(document, nodes[2], "deu_Latn", "Anna fand den **Brief**."))
    done = run("glossary", "check", terms, story)
    assert done.code == 1
    assert (
        f"node {nodes[0]} (deu_Latn): terms missing: boats (Boot); forbidden terms: Schiffe (Boot)"
        in done.out
    )
    (remark,) = run("glossary", "check", terms, story, "--json").json
    assert (remark["node"], remark["flag"]) == (nodes[0], "terms")
    assert run("glossary", "check", terms, story, "--to", "fr").code == 0
    assert run("glossary", "check", terms, story, "--node", nodes[2]).code == 0


def test_find(run: Runner, terms: Path) -> None:
    done = run("glossary", "find", terms, "Two boats and letters.", "--from", "en")
    assert "boats at 4: deu_Latn Boot, deu_Latn Schiff (forbidden)" in done.out
    (first, second) = run("glossary", "find", terms, "Two boats and letters.", "--from", "en", "--json").json
    assert (first["written"], first["definition"], second["start"]) == ("boats", "Small.", 14)
    assert run("glossary", "find", terms, "Nothing.", "--from", "en").code == 1


def test_convert_there_and_back(run: Runner, terms: Path, tmp_path: Path) -> None:
    tbx, table = tmp_path / "a.tbx", tmp_path / "a.tsv"
    assert run("glossary", "convert", terms, tbx, "--json").json["terms"] == 5
    assert "<martif " in tbx.read_text("utf-8"), "which OmegaT, Lokalize and translate-toolkit read"
    assert "<tbx " in (run("glossary", "convert", tbx, tbx, "--tbx-version", 3), tbx.read_text("utf-8"))[1]
    assert run("glossary", "convert", tbx, table).code == 0
    assert "deu_Latn\tSchiff\tforbidden" in table.read_text(encoding="utf-8")


def test_what_is_wrong_is_said(run: Runner, terms: Path, story: Path, tmp_path: Path) -> None:
    terms.write_text("a,b\nc,d\n", encoding="utf-8")
    done = run("glossary", "find", terms, "c", "--from", "en")
    assert (done.code, f"{terms}, line 1" in done.err) == (1, True)
    assert run("glossary", "find", terms, "c", "--from", "en", "--languages", "en", "de").code == 0
    assert run("glossary", "convert", terms, story, "--languages", "en", "de").code == 2
    assert run("glossary", "check", tmp_path / "none.csv", story).code == 1
