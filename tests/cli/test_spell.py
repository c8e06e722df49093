"""`conceptwriter spell`: misspelt words with their nodes and suggestions."""

from __future__ import annotations

from pathlib import Path

import pytest

from conceptwriter.glossary.places import project_glossary
from conceptwriter.outline import Kind
from conceptwriter.outline.edits import edit_text, set_rendition
from conceptwriter.spelling import add_document_word, add_personal_word, places
from conceptwriter.storage import Project
from tests.cli.conftest import Runner
from tests.spelling.made_up import ENGLISH, make_dictionary


@pytest.fixture(autouse=True)
def dictionaries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder with dictionaries, whatever there is on this computer; words of the story are in it."""
    folder = tmp_path / "dictionaries"
    monkeypatch.setattr(
        "conceptwriter.spelling.dictionaries.dictionary_folders", lambda: [places.own_folder(), folder]
    )
    monkeypatch.setenv("LC_ALL", "C")
    return folder


@pytest.fixture
def misspelt(story: Path, dictionaries: Path) -> tuple[Path, int]:
    """The story with one misspelt word, and its node."""
    with Project.open(story) as project:
        document = project.document
        texts = [document.source_text(node) for node in document.subtree(document.root.id)]
        words = [word.strip(".,:;!?“”*`()").replace("’", "'") for text in texts for word in text.split()]
        node = next(
            node
            for node in document.of_kind(Kind.CONCEPT)
            if document.node(node).source_language == "eng_Latn"
        )
        project.perform(edit_text(document, node, "We did not recieve the letter, `teh` boat."))
        foreign = [
            code
            for one in document.subtree(document.root.id)
            for code in document.node(one).renditions
            if code != "eng_Latn"
        ]
        make_dictionary(dictionaries, "en_US", [*ENGLISH, *filter(str.strip, words)])
        for code in {code[:2] for code in foreign} - {"en"}:
            make_dictionary(dictionaries, code, ["mot"])
    return story, node


def english(run: Runner, path: Path, *words: object) -> tuple[int, str]:
    done = run("spell", path, "--language", "en", *words)
    return done.code, done.out


def test_words_with_node_and_suggestions(run: Runner, misspelt: tuple[Path, int]) -> None:
    path, node = misspelt
    code, out = english(run, path)
    assert code == 1
    first, text, *rest = out.splitlines()
    assert first.startswith(f"node {node} (eng_Latn): recieve: receive")
    assert "We did not recieve" in text
    assert not rest
    found = run("spell", path, "--language", "en", "--json").json
    assert found["without_dictionary"] == []
    (one,) = found["misspelt"]
    assert "receive" in one.pop("suggestions")
    assert one == {"node": node, "language": "eng_Latn", "start": 11, "end": 18, "word": "recieve"}
    assert english(run, path, "--no-suggestions")[1].splitlines()[0] == f"node {node} (eng_Latn): recieve"
    assert english(run, path, "--node", node)[0] == 1


def test_words_that_somebody_says_are_right(run: Runner, misspelt: tuple[Path, int]) -> None:
    path, _ = misspelt
    glossary = project_glossary(path)
    glossary.write_text("English,German\nrecieve,Empfang\n", encoding="utf-8")
    assert english(run, path) == (0, "")
    glossary.write_text("no table\n", encoding="utf-8")
    done = run("spell", path, "--language", "en")
    assert done.code == 1
    assert glossary.name in done.err
    glossary.unlink()
    with Project.open(path) as project:
        project.perform(add_document_word(project.document, "eng_Latn", "recieve"))
    assert english(run, path) == (0, "")
    with Project.open(path) as project:
        project.undo()
    assert english(run, path)[0] == 1
    add_personal_word("eng_Latn", "recieve")
    done = run("spell", path, "--language", "en")
    assert (done.code, "No misspelt words." in done.err) == (0, True)


def test_languages_without_a_dictionary_are_named(run: Runner, misspelt: tuple[Path, int]) -> None:
    path, node = misspelt
    with Project.open(path) as project:
        project.perform(set_rendition(project.document, node, "dan_Latn", "Vi fik brevet."))
    done = run("spell", path, "--json")
    assert done.code == 1
    assert "no spelling dictionary for Danish" in done.err
    assert "dan_Latn" in [one["language"] for one in done.json["without_dictionary"]]
    done = run("spell", path, "--language", "da")
    assert (done.code, done.out) == (1, "")
    assert str(places.own_folder()) in done.err


def test_a_dictionary_of_ones_choice(
    run: Runner, misspelt: tuple[Path, int], dictionaries: Path, tmp_path: Path
) -> None:
    path, _ = misspelt
    listed = (dictionaries / "en_US.dic").read_text(encoding="utf-8").splitlines()[1:]
    make_dictionary(dictionaries, "en_GB", [*listed, "recieve"])
    assert english(run, path)[0] == 1
    assert english(run, path, "--dictionary", "en_GB") == (0, "")
    elsewhere = make_dictionary(tmp_path / "elsewhere", "en_ZA", [*listed, "recieve"])
    assert english(run, path, "--dictionary", elsewhere) == (0, "")
    done = run("spell", path, "--dictionary", "en_XX")
    assert done.code == 2
    assert "en_GB" in done.err


def test_a_broken_dictionary_is_named(run: Runner, misspelt: tuple[Path, int], dictionaries: Path) -> None:
    path, _ = misspelt
    (dictionaries / "en_US.dic").write_text("not a number\n", encoding="utf-8")
    done = run("spell", path, "--language", "en")
    assert (done.code, done.out) == (1, "")
    assert "en_US.dic, line 1" in done.err


def test_the_dictionary_of_the_documents_region(run: Runner, story: Path, dictionaries: Path) -> None:
    for name, word in (("en_US", "harbor"), ("en_GB", "harbour")):
        make_dictionary(dictionaries, name, [*ENGLISH, word])
    assert "harbour" in english(run, story)[1]
    assert run("language", story, "en-GB").code == 0
    assert "harbour" not in english(run, story)[1]
    assert "harbour" in english(run, story, "--dictionary", "en_US")[1]
