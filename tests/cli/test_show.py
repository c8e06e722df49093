"""`show`: the text, the outline, JSON; and what happens with files that are no project."""

from __future__ import annotations

from pathlib import Path

import pytest

from conceptwriter.cli.main import COMMANDS
from tests.cli.conftest import Runner

TEXT = """The boats came in at dawn. Nobody was waiting.

# The letter

Anna found the letter under the door.
"""


def test_shows_the_text(run: Runner, story: Path) -> None:
    ended = run("show", story)
    assert (ended.code, ended.out, ended.err) == (0, TEXT, "")


def test_tree_has_the_id_of_every_node(run: Runner, story: Path) -> None:
    rows = run("show", story, "--tree").out.splitlines()
    assert rows[0].split() == ["1", "[section]", "The", "harbour"]
    nodes = run("show", story, "--json").json["nodes"]
    assert [int(row.split()[0]) for row in rows] == [node["id"] for node in nodes]


def test_one_branch(run: Runner, story: Path) -> None:
    nodes = run("show", story, "--json").json["nodes"]
    section = next(node["id"] for node in nodes if node["text"] == "The letter")
    assert run("show", story, "--node", section).out == TEXT[TEXT.index("# The letter") :]
    sentence = nodes[-1]["id"]
    assert run("show", story, "--node", sentence).out == "Anna found the letter under the door.\n"


def test_json_tells_all_of_a_node(run: Runner, story: Path) -> None:
    node = run("show", story, "--json").json["nodes"][-1]
    assert node["kind"] == "concept"
    assert node["language"] == "eng_Latn"
    assert node["renditions"]["eng_Latn"] == {
        "text": "Anna found the letter under the door.",
        "origin": "written",
        "state": "new",
        "stale": False,
    }


def test_unknown_node_is_wrong_usage(run: Runner, story: Path) -> None:
    ended = run("show", story, "--node", 4711)
    assert ended.code == 2
    assert "4711" in ended.err


def test_showing_changes_nothing(run: Runner, story: Path) -> None:
    before = story.read_bytes()
    run("show", story)
    assert story.read_bytes() == before
    assert [path.name for path in story.parent.iterdir()] == ["story.concept"]


def test_a_project_does_not_come_from_standard_input(run: Runner) -> None:
    assert run("show", "-").code == 2


EXTRA_WORDS = {
    "export": ["-o", "out.md"],
    "expand": ["3"],
    "rewrite": ["3"],
    "translate": ["--to", "fr"],
    "language": ["fr"],
    "merge": ["returned.xlf"],
}
ON_A_DOCUMENT = [
    "show",
    "stats",
    "check",
    "spell",
    "export",
    "trash",
    "propose",
    "continue",
    "expand",
    "summarise",
    "rewrite",
    "translate",
    "language",
    "merge",
]


@pytest.mark.parametrize("kind", ["missing", "empty", "text", "binary", "half", "folder"])
@pytest.mark.parametrize("command", ON_A_DOCUMENT)
def test_every_command_names_a_file_that_is_no_project(
    run: Runner, bad_files: dict[str, Path], command: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = bad_files[kind]
    monkeypatch.chdir(path.parent)
    before = path.read_bytes() if path.is_file() else None
    ended = run(command, path, *EXTRA_WORDS.get(command, []))
    assert ended.code in (1, 2)
    assert path.name in ended.err
    assert ended.out == ""
    assert (path.read_bytes() if path.is_file() else None) == before
    assert not (path.parent / "out.md").exists()


def test_the_list_of_commands_on_a_document_is_complete() -> None:
    others = {
        "import",
        "recover",
        "backups",
        "pipe",
        "models",
        "bench",
        "doctor",
        "desktop",
        "convert",
        "train",
        "evaluate",
        "memory",
        "glossary",
    }
    assert set(COMMANDS) == {*ON_A_DOCUMENT, *others}
