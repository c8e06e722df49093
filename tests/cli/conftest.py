"""Running commands in this process, with streams of their own."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from conceptwriter.cli.main import main
from conceptwriter.outline import Document, Draft, Kind
from conceptwriter.storage import Project


@dataclass(frozen=True)
class Ended:
    """What a command left behind."""

    code: int
    output: bytes
    err: str

    @property
    def out(self) -> str:
        return self.output.decode("utf-8")

    @property
    def json(self) -> Any:
        return json.loads(self.output)


Runner = Callable[..., Ended]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Runner:
    """`run("show", "a.concept", stdin=b"...")`: one command, its exit code and both outputs."""

    def call(*words: object, stdin: bytes = b"") -> Ended:
        out, err = io.BytesIO(), io.BytesIO()
        with monkeypatch.context() as streams:
            streams.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
            streams.setattr(sys, "stdout", io.TextIOWrapper(out, encoding="utf-8", write_through=True))
            streams.setattr(sys, "stderr", io.TextIOWrapper(err, encoding="utf-8", write_through=True))
            code = main([str(word) for word in words])
            ended = Ended(code, out.getvalue(), err.getvalue().decode("utf-8"))
        assert "Traceback" not in ended.err
        return ended

    return call


def concept(text: str) -> Draft:
    return Draft(Kind.CONCEPT, text)


def harbour() -> Document:
    """A small document: a title, two paragraphs under it, one of them in a section."""
    first = Draft(
        Kind.PARAGRAPH, children=[concept("The boats came in at dawn."), concept("Nobody was waiting.")]
    )
    second = Draft(Kind.PARAGRAPH, children=[concept("Anna found the letter under the door.")])
    section = Draft(Kind.SECTION, "The letter", children=[second])
    return Document.from_draft(Draft(Kind.SECTION, "The harbour", children=[first, section]), "eng_Latn")


@pytest.fixture
def story(tmp_path: Path) -> Path:
    """A project file with the small document in it."""
    path = tmp_path / "story.concept"
    Project.create(path, harbour()).close()
    return path


@pytest.fixture
def bad_files(tmp_path: Path) -> dict[str, Path]:
    """Files that are no project: name -> path."""
    files = {
        "missing": tmp_path / "missing.concept",
        "empty": tmp_path / "empty.concept",
        "text": tmp_path / "text.concept",
        "binary": tmp_path / "binary.concept",
        "half": tmp_path / "half.concept",
        "folder": tmp_path / "folder.concept",
    }
    files["empty"].touch()
    files["text"].write_text("Not a project at all.\n" * 50, encoding="utf-8")
    files["binary"].write_bytes(bytes(range(256)) * 64)
    files["folder"].mkdir()
    whole = tmp_path / "whole.concept"
    Project.create(whole, harbour()).close()
    content = whole.read_bytes()
    files["half"].write_bytes(content[: len(content) // 2])
    return files
