from __future__ import annotations

from pathlib import Path

import pytest

from conceptwriter.memory.places import project_memory
from conceptwriter.outline import Kind, State
from conceptwriter.outline.edits import confirm, set_rendition
from conceptwriter.storage import Project
from tests.cli.conftest import Runner
from tests.cli.test_assistance import bundle as bundle

GERMAN = {
    "The boats came in at dawn.": "Die Boote kamen im Morgengrauen.",
    "Nobody was waiting.": "Niemand wartete.",
}


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's own memory, in a folder of the test."""
    path = tmp_path / "own.memory"
    monkeypatch.setattr("conceptwriter.memory.places.user_memory", lambda: path)
    return path


def translated(path: Path, state: State = State.REVIEWED) -> None:
    with Project.open(path) as project:
        document = project.document
        for node in list(document.of_kind(Kind.CONCEPT)):
            text = GERMAN.get(document.source_text(node))
            if text:
                project.perform(set_rendition(document, node, "deu_Latn", text))
                project.perform(confirm(document, node, "deu_Latn", state))


def test_a_document_goes_in_and_is_found_again(run: Runner, story: Path, own: Path) -> None:
    translated(story)
    assert run("memory", "add", story, "--json").json["new"] == 2
    assert run("memory", "add", story, "--json").json == {
        "memory": str(own),
        "files": [str(story)],
        "new": 0,
        "replaced": 2,
    }
    languages = ("--from", "en", "--to", "de")
    (best,) = run("memory", "search", "Nobody was waiting.", *languages, "--json").json
    assert (best["percent"], best["text"], best["document"]) == (100, "Niemand wartete.", "story.concept")
    shown = run("memory", "search", "The boats came in at noon.", *languages)
    assert "fuzzy    Die Boote kamen im Morgengrauen." in shown.out
    assert "The boats came in at [-dawn-]{+noon+}." in shown.out
    between = ("--before", "The boats came in at dawn.", "--after", "The letter")
    (best,) = run("memory", "search", "Nobody was waiting.", *languages, *between, "--json").json
    assert best["percent"] == 101
    nothing = run("memory", "search", "Quite another thing.", *languages)
    assert (nothing.code, nothing.out) == (1, "")


def test_only_approved_translations_that_are_not_stale(run: Runner, story: Path, own: Path) -> None:
    translated(story, State.EDITED)
    assert run("memory", "add", story, "--json").json["new"] == 0
    assert run("memory", "add", story, "--edited", "--json").json["new"] == 2


def test_one_text_and_what_is_in_a_memory(run: Runner, own: Path) -> None:
    one = ("--text", "Yes.", "--translation", "Ja.", "--from", "en", "--to", "de")
    assert "1 new unit" in run("memory", "add", *one).out
    assert run("memory", "info", "--check", "--json").json["pairs"] == [
        {"source_language": "eng_Latn", "target_language": "deu_Latn", "units": 1}
    ]
    assert "1  eng_Latn to deu_Latn" in run("memory", "info").out
    assert "1 unit removed" in run("memory", "forget", "--from", "en").out
    assert run("memory", "info", "--json").json["units"] == 0


def test_the_memory_of_a_project_is_beside_it(run: Runner, story: Path, own: Path) -> None:
    one = ("--text", "Yes.", "--translation", "Ja.", "--from", "en", "--to", "de")
    found = run("memory", "add", *one, "--memory", story, "--json").json
    assert found["memory"] == str(project_memory(story)) == str(story.with_suffix(".memory"))
    assert not own.exists()
    both = run("memory", "search", "Yes.", "--from", "en", "--to", "de", "--memory", story, "--memory", story)
    assert both.out.count("100 %") == 1


def test_tmx_goes_in_and_out(run: Runner, tmp_path: Path, own: Path) -> None:
    source = tmp_path / "a.tmx"
    source.write_text(
        '<tmx version="1.4"><header srclang="en"/><body>'
        '<tu><tuv xml:lang="EN-US"><seg>Yes.</seg></tuv><tuv xml:lang="de"><seg>Ja.</seg></tuv></tu>'
        '<tu><tuv xml:lang="EN-US"><seg>No.</seg></tuv><tuv xml:lang="tlh"><seg>ghobe</seg></tuv></tu>'
        "</body></tmx>",
        encoding="utf-8",
    )
    done = run("memory", "import", source)
    assert "1 new unit" in done.out
    assert "1 unit left out" in done.err
    target = tmp_path / "b.tmx"
    assert run("memory", "export", "-o", target, "--json").json == {"file": str(target), "units": 1}
    assert '<tuv xml:lang="EN-US">' in target.read_text(encoding="utf-8")
    assert run("memory", "import", target, "--json").json["replaced"] == 1


def test_what_is_wrong_is_said(run: Runner, tmp_path: Path, story: Path, own: Path) -> None:
    broken = tmp_path / "broken.tmx"
    broken.write_text("<tmx><header/><body>\n<tu></body></tmx>", encoding="utf-8")
    done = run("memory", "import", broken)
    assert done.code == 1
    assert f"{broken}, line 2" in done.err
    assert run("memory", "info", "--memory", tmp_path / "none.memory").code == 1
    assert run("memory", "forget", "--all", "--memory", tmp_path / "none.memory").code == 1
    assert not (tmp_path / "none.memory").exists()
    for wrong in (
        ("add",),
        ("add", story, "--text", "a"),
        ("add", "--text", "a"),
        ("forget",),
        ("forget", "--all", "--from", "en"),
        ("info", "--memory", "own", "--memory", "own"),
        ("export", "-o", story),
        ("import", "-"),
    ):
        assert run("memory", *wrong).code == 2, wrong
    assert run("memory", "info", "--memory", broken).code == 1


def test_a_translation_takes_what_the_memory_has(run: Runner, story: Path, own: Path, bundle: Path) -> None:
    one = ("--text", "Nobody was waiting.", "--translation", "Niemand wartete.", "--from", "en", "--to", "de")
    run("memory", "add", *one)
    done = run("translate", "--memory", story, "--to", "de", "--json").json
    assert [item["text"] for item in done["from_memory"]] == ["Niemand wartete."]
    assert "Niemand wartete." not in [item["text"] for item in done["translated"]]
    with Project.open(story, read_only=True) as project:
        node = done["from_memory"][0]["node"]
        assert project.document.node(node).renditions["deu_Latn"].origin.value == "imported"
    missing = run("translate", story, "--to", "de", "--memory-file", story)
    assert (missing.code, "There is no translation memory" in missing.err) == (1, True)


def test_by_meaning(run: Runner, own: Path, bundle: Path) -> None:
    for text in ("Nobody was waiting.", "The boats came in at dawn."):
        run("memory", "add", "--text", text, "--translation", f"[{text}]", "--from", "en", "--to", "de")
    languages = ("--from", "en", "--to", "de", "--meaning")
    assert "memory encode" in run("memory", "search", "Nobody was waiting.", *languages).err
    assert run("memory", "encode", "--json").json["vectors"] == 2
    assert run("memory", "encode", "--json").json["vectors"] == 0
    found = run("memory", "search", "Nobody was waiting.", *languages, "--json").json
    assert (found[0]["source"], found[0]["percent"], found[0]["kind"]) == (
        "Nobody was waiting.",
        100,
        "meaning",
    )
