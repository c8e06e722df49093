"""propose, expand, summarise, rewrite, translate with a real engine and a toy bundle of random weights."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from conceptwriter.storage import Project
from tests.cli.conftest import Runner


@pytest.fixture
def bundle(toy_bundle: Path, own_home: Path) -> Path:
    """The toy bundle, installed for the user of this test."""
    models = Path(os.environ["XDG_DATA_HOME"]) / "conceptwriter" / "models"
    models.mkdir(parents=True)
    shutil.copytree(toy_bundle, models / "toy")
    return models / "toy"


def texts_of(path: Path) -> list[str]:
    with Project.open(path, read_only=True) as project:
        return [project.document.source_text(node) for node in project.document.concepts()]


def last_concept(path: Path) -> int:
    with Project.open(path, read_only=True) as project:
        return list(project.document.concepts())[-1]


def test_propose_is_the_same_for_the_same_seed_and_changes_no_text(
    run: Runner, story: Path, bundle: Path
) -> None:
    before = texts_of(story)
    first = run("propose", story, "-n", 3, "--seed", 7, "--json")
    again = run("propose", story, "-n", 3, "--seed", 7, "--json")
    assert first.code == 0
    assert first.json == again.json
    assert [row["number"] for row in first.json["proposals"]] == [1, 2, 3]
    assert all(row["text"] and row["language"] == "eng_Latn" for row in first.json["proposals"])
    assert texts_of(story) == before


def test_what_was_shown_is_what_is_taken_and_undo_takes_it_back(
    run: Runner, story: Path, bundle: Path
) -> None:
    before = texts_of(story)
    shown = run("propose", story, "-n", 3, "--seed", 5, "--json").json["proposals"]
    taken = run("propose", story, "--accept", 2, "--json").json
    assert taken["text"] == shown[1]["text"]
    assert texts_of(story) == [*before, shown[1]["text"]]
    with Project.open(story) as project:
        project.undo()
    assert texts_of(story) == before


def test_propose_at_a_node(run: Runner, story: Path, bundle: Path) -> None:
    with Project.open(story, read_only=True) as project:
        first = next(project.document.concepts())
    before = texts_of(story)
    taken = run("propose", story, "--at", first, "-n", 2, "--accept", 1, "--json").json
    assert texts_of(story) == [before[0], taken["text"], *before[1:]]


def test_there_is_no_sixth_of_five(run: Runner, story: Path, bundle: Path) -> None:
    before = texts_of(story)
    ended = run("propose", story, "-n", 2, "--accept", 40)
    assert ended.code == 2
    assert texts_of(story) == before


def test_expand_takes_a_paragraph(run: Runner, story: Path, bundle: Path) -> None:
    before = texts_of(story)
    node = last_concept(story)
    ended = run("expand", story, node, "--sentences", 2, "-n", 1, "--accept", 1, "--json")
    assert ended.code == 0
    assert ended.json["inserted"]
    assert len(texts_of(story)) > len(before)


def test_continue_takes_a_paragraph_at_the_end(run: Runner, story: Path, bundle: Path) -> None:
    before = texts_of(story)
    ended = run("continue", story, "--sentences", 2, "-n", 1, "--wish", "A storm comes.", "--json")
    assert ended.code == 0
    assert ended.json["kind"] == "continue"
    assert ended.json["settings"]["wish"] == "A storm comes."
    assert texts_of(story) == before
    taken = run("continue", story, "--sentences", 2, "--wish", "A storm comes.", "--accept", 1, "--json")
    assert taken.json["inserted"]
    assert texts_of(story)[: len(before)] == before
    assert len(texts_of(story)) > len(before)


def test_summarise_and_rewrite_print_alternatives(run: Runner, story: Path, bundle: Path) -> None:
    assert run("summarise", story, "--sentences", 1).out.startswith("  1  ")
    rewritten = run("rewrite", story, last_concept(story), "-n", 2, "--json")
    assert rewritten.code == 0
    assert rewritten.json["kind"] == "rewrite"


def test_nothing_to_continue_is_a_sentence(run: Runner, tmp_path: Path, bundle: Path) -> None:
    path = tmp_path / "blank.concept"
    Project.create(path).close()
    ended = run("propose", path)
    assert ended.code == 1
    assert "no text before this point" in ended.err


def test_translate_fills_what_is_missing_and_only_that(run: Runner, story: Path, bundle: Path) -> None:
    first = run("translate", story, "--to", "French", "--json")
    assert first.code == 0
    made = {item["node"] for item in first.json["translated"]}
    loops = {int(node) for node, why in first.json["skipped"].items() if "nothing usable" in why}
    assert made, "random weights do not always loop"
    assert len(made) + len(loops) == 5
    nodes = run("show", story, "--json").json["nodes"]
    assert {node["id"] for node in nodes if node["text"] and "fra_Latn" in node["renditions"]} == made
    again = run("translate", story, "--to", "fr", "--json").json
    assert again["translated"] == []
    assert run("export", story, "-o", "-", "--language", "fra_Latn").code == 0


def test_translation_continues_after_an_edit(run: Runner, story: Path, bundle: Path) -> None:
    from conceptwriter.outline.edits import edit_text

    run("translate", story, "--to", "fr")
    node = last_concept(story)
    with Project.open(story) as project:
        before = project.document.source_text(node)
        project.perform(edit_text(project.document, node, "Anna burned the letter."))
    checked = run("check", story, "--json")
    assert checked.code == 1
    (stale,) = [row for row in checked.json if row["flag"] == "stale"]
    assert stale["node"] == node
    assert stale["reason"] == f"outdated: its source was “{before}”"
    assert run("translate", story, "--to", "fr", "--only", "missing", "--json").json["translated"] == []
    stale = run("translate", story, "--to", "fr", "--only", "stale", "--json").json["translated"]
    assert [row["node"] for row in stale] == [node]


def test_what_a_translation_is_decoded_from(
    run: Runner, story: Path, toy_bundle: Path, reading_bundle: Path
) -> None:
    """As the model can, or as it is told; the document says which."""
    refused = run("translate", story, "--to", "fr", "--decode-from", "text", "--bundle", toy_bundle)
    assert refused.code == 1
    assert "cannot decode from a text" in refused.err
    origins = {}
    for extra in ((), ("--decode-from", "vector")):
        command = ("translate", story, "--to", "fr", "--only", "missing,current", "--json", *extra)
        done = run(*command, "--bundle", reading_bundle).json["translated"]
        nodes = run("show", story, "--json").json["nodes"]
        found = {node["renditions"]["fra_Latn"]["origin"] for node in nodes if node["text"]}
        origins[extra] = ({row["decoded_from"] for row in done}, found)
    assert origins == {
        (): ({"text"}, {"machine_from_text"}),
        ("--decode-from", "vector"): ({"vector"}, {"machine"}),
    }


def test_translating_one_branch(run: Runner, story: Path, bundle: Path) -> None:
    node = last_concept(story)
    done = run("translate", story, "--to", "de", "--node", node, "--json").json["translated"]
    assert [row["node"] for row in done] == [node]


def test_a_language_the_model_does_not_know_is_named(run: Runner, story: Path, bundle: Path) -> None:
    ended = run("translate", story, "--to", "ja")
    assert ended.code == 1
    assert "Japanese" in ended.err


def test_unknown_kind_of_work_is_wrong_usage(run: Runner, story: Path) -> None:
    assert run("translate", story, "--to", "fr", "--only", "missing,old").code == 2


def test_without_a_model_it_says_so(run: Runner, story: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conceptwriter.cli.engine_session.find_bundles", list)
    ended = run("propose", story)
    assert ended.code == 1
    assert "doctor" in ended.err


def test_a_damaged_bundle_is_refused_by_the_name_of_the_file(run: Runner, story: Path, bundle: Path) -> None:
    graph = bundle / "encoder.onnx"
    content = bytearray(graph.read_bytes())
    content[len(content) // 2] ^= 0xFF
    graph.write_bytes(bytes(content))
    before = texts_of(story)
    ended = run("translate", story, "--to", "fr")
    assert ended.code == 1
    assert "encoder.onnx" in ended.err
    assert texts_of(story) == before


def test_a_document_open_elsewhere_is_read_but_not_changed(run: Runner, story: Path, bundle: Path) -> None:
    with Project.open(story):
        read = run("propose", story, "-n", 1, "--json")
        assert read.code == 0
        refused = run("propose", story, "-n", 1, "--accept", 1)
        assert refused.code == 1
        assert story.name in refused.err


def test_interrupted_translation_keeps_what_is_done_and_ends_the_engine(
    tmp_path: Path, run: Runner, bundle: Path
) -> None:
    """Ctrl+C while a long translation runs: the finished batches are in the file, no process stays behind."""
    path, text = tmp_path / "long.concept", tmp_path / "long.md"
    text.write_text(
        "\n\n".join(f"The boats came in {n} times at dawn." for n in range(400)), encoding="utf-8"
    )
    assert run("import", text, "-o", path).code == 0
    command = [
        sys.executable,
        "-m",
        "conceptwriter",
        "translate",
        str(path),
        "--to",
        "fr",
        "--preset",
        "quick",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        _wait_for_first_batch(path, process)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate()
    assert process.returncode == 130
    assert b"to continue" in errors
    assert b"Traceback" not in errors
    stats = json.loads(run("stats", path, "--json").output)["languages"]["fra_Latn"]
    assert 0 < stats["done"] < 400
    with Project.open(path):
        pass


def _wait_for_first_batch(path: Path, process: subprocess.Popen[bytes]) -> None:
    """Until another connection sees a French text in the file."""
    query = "SELECT count(*) FROM renditions WHERE language = 'fra_Latn'"
    with closing(sqlite3.connect(path, timeout=30)) as connection:
        while not connection.execute(query).fetchone()[0]:
            assert process.poll() is None, "it ended before the first batch was saved"
            time.sleep(0.02)
