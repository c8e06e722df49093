from __future__ import annotations

import re
from pathlib import Path

import pytest

from conceptwriter.outline import Origin, Rendition, State
from conceptwriter.outline.edits import set_renditions
from conceptwriter.storage import Project
from tests.cli.conftest import Runner

GERMAN = "deu_Latn"


@pytest.fixture
def translated(story: Path) -> Path:
    with Project.open(story) as project:
        document = project.document
        nodes = [node for node in document.concepts() if document.source_text(node)][:3]
        entered = [
            (node, GERMAN, Rendition(f"Satz {number}.", Origin.WRITTEN, State.EDITED))
            for number, node in enumerate(nodes)
        ]
        project.perform(set_renditions(document, entered))
    return story


@pytest.mark.parametrize("form", ["xlf", "po"])
def test_what_was_changed_in_an_exported_file_comes_back(
    run: Runner, translated: Path, tmp_path: Path, form: str
) -> None:
    path = tmp_path / f"story.{form}"
    assert run("export", translated, "-o", path, "--language", "de", "--bilingual").code == 0
    path.write_text(path.read_text().replace("Satz 1.", "Neuer Satz."))
    kept = run("merge", translated, path, "--keep-mine", "--json").json
    assert (len(kept["kept"]), kept["changed"]) == (1, [])
    report = run("merge", translated, path, "--json").json
    assert len(report["changed"]) == 1
    assert report["languages"] == [GERMAN]
    with Project.open(translated) as project:
        assert project.document.text(report["changed"][0], GERMAN) == "Neuer Satz."
    again = run("merge", translated, path, "--json").json
    assert again["changed"] == []
    assert again["unchanged"] == 3


def test_what_cannot_be_entered_is_named(run: Runner, translated: Path, tmp_path: Path) -> None:
    path = tmp_path / "other.md"
    path.write_text("Es war einmal. Und noch etwas anderes.\n")
    ended = run("merge", translated, path, "--language", "de")
    assert ended.code == 1
    assert "other.md" in ended.err
    missing = run("merge", translated, tmp_path / "missing.xlf")
    assert missing.code == 1
    assert "missing.xlf" in missing.err


def test_a_file_in_other_languages_is_named_as_such(run: Runner, translated: Path, tmp_path: Path) -> None:
    path = tmp_path / "story.xlf"
    assert run("export", translated, "-o", path, "--language", "de").code == 0
    ended = run("merge", translated, path, "--to", "fr")
    assert ended.code == 1
    assert "has no translations into French: it is into German" in ended.err
    path.write_text(
        '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="it" trgLang="de">'
        '<file id="f"><unit id="u"><segment><source>Buongiorno a tutti.</source><target>Guten Tag.</target>'
        "</segment></unit></file></xliff>"
    )
    ended = run("merge", translated, path)
    assert ended.code == 1
    assert "translates texts in Italian, but this document is written in English" in ended.err


def test_sources_in_place_of_translations_are_counted(run: Runner, translated: Path, tmp_path: Path) -> None:
    path = tmp_path / "story.xlf"
    assert run("export", translated, "-o", path, "--language", "de", "--format", "xliff1.2").code == 0
    text = path.read_text()
    assert 'version="1.2"' in text
    copied = re.sub(r"(<source>(.*?)</source>\n)(?!<target)", r"\1<target>\2</target>\n", text)
    path.write_text(copied)
    report = run("merge", translated, path, "--json").json
    assert (report["new"], report["changed"], report["unchanged"]) == ([], [], 3)
    assert report["untranslated"] == copied.count("<target>") > 0
    assert "not translated (the same as the source)" in run("merge", translated, path).out
