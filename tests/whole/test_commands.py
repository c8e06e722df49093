"""The chain of commands that a first user types, with random weights and with the models that are shipped."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from conceptwriter.cli.main import main
from conceptwriter.language import detect_language
from tests.whole.programs import environment, install

SAMPLE = """\
# The harbour

## The boats

The boats came in at dawn. Nobody was waiting for them. The old man counted the boats twice.

He was afraid, because one boat was missing. It was the boat of his son.

> Do not wait for me. I am safe.

- They brought two lamps.
- A boy brought warm bread.

```python
boats = 12
```

## The letter

Anna found a letter under the door. She read the letter three times.
"""
CODE = "boats = 12\n"


@dataclass(frozen=True)
class Ended:
    """What a command left behind."""

    code: int
    out: str
    err: str


Command = Callable[..., Ended]


@pytest.fixture
def here(capsys: pytest.CaptureFixture[str], toy_bundle: Path, own_home: Path) -> Command:
    """Commands in this process; the user has installed the toy bundle."""
    install(toy_bundle, own_home)

    def run(*words: object) -> Ended:
        code = main([str(word) for word in words])
        return Ended(code, *capsys.readouterr())

    return run


@pytest.fixture
def elsewhere(home: Path, tmp_path: Path, shipped: Path) -> Command:
    """Commands as a user's shell runs them, from the user's folder; nothing is installed but the program."""

    def run(*words: object) -> Ended:
        done = subprocess.run(
            [sys.executable, "-m", "conceptwriter", *map(str, words)],
            cwd=tmp_path,
            env=environment(home),
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        return Ended(done.returncode, done.stdout, done.stderr)

    return run


def done(ended: Ended) -> str:
    """The output of a command that must have worked without a complaint."""
    assert ended.code == 0, ended.err
    assert "Traceback" not in ended.err
    return ended.out


def blocks(markdown: str) -> list[tuple[str, str]]:
    """Headings, paragraphs, lists, quotes and code, without the words."""
    return [(token.type, token.tag) for token in MarkdownIt().parse(markdown)]


def words_of(markdown: str) -> list[str]:
    """The text of each block that has one."""
    return [token.content for token in MarkdownIt().parse(markdown) if token.type == "inline"]


def chain(command: Command, folder: Path) -> tuple[list[str], list[str], dict[str, Any]]:
    """Import, propose, translate, export: English and French block by block, and what was proposed."""
    source, project, target = folder / "sample.md", folder / "s.concept", folder / "out.md"
    source.write_text(SAMPLE, encoding="utf-8")
    done(command("import", source, "-o", project))
    offered: dict[str, Any] = json.loads(done(command("propose", project, "-n", 5, "--json")))
    done(command("translate", project, "--to", "fra_Latn"))
    done(command("export", project, "-o", target, "--language", "fra_Latn"))
    french = target.read_text(encoding="utf-8")
    assert blocks(french) == blocks(SAMPLE)
    assert CODE in french
    return words_of(SAMPLE), words_of(french), offered


def check_shape(offered: dict[str, Any]) -> list[str]:
    """The texts of an offer of five, whose shape is as documented."""
    assert set(offered) == {"node", "kind", "revision", "settings", "proposals"}
    assert offered["kind"] == "propose"
    assert isinstance(offered["node"], int)
    rows = offered["proposals"]
    assert [row["number"] for row in rows] == [1, 2, 3, 4, 5]
    for row in rows:
        assert {"text", "language", "score", "seed", "flags", "reasons", "sentences"} < set(row)
        assert row["language"] == "eng_Latn"
        assert 0.0 <= row["score"] <= 1.0
        assert row["text"].strip()
    return [row["text"] for row in rows]


def test_the_chain_with_random_weights(here: Command, tmp_path: Path) -> None:
    """Some of its texts are loops: there the source stays."""
    english, french, offered = chain(here, tmp_path)
    assert all(french)
    assert any(text != source for source, text in zip(english, french, strict=True))
    check_shape(offered)


def test_the_chain_with_the_shipped_models(elsewhere: Command, tmp_path: Path) -> None:
    english, french, offered = chain(elsewhere, tmp_path)
    assert all(text and text != source for source, text in zip(english, french, strict=True))
    assert detect_language(" ".join(french)).code == "fra_Latn"
    texts = check_shape(offered)
    assert len(set(texts)) == 5, "five offers, not one five times"
    assert not set(texts) & {sentence for text in english for sentence in text.split(". ")}

    project = tmp_path / "s.concept"
    again = json.loads(done(elsewhere("propose", project, "-n", 5, "--json")))
    assert again["revision"] > offered["revision"]
    assert {**again, "revision": 0} == {**offered, "revision": 0}, (
        "the same seed in the same place offers the same; only the translation lies between"
    )
    nodes = json.loads(done(elsewhere("show", project, "--json")))["nodes"]
    early = next(node["id"] for node in nodes if node["text"].startswith("Nobody"))
    elsewhere_in_text = json.loads(done(elsewhere("propose", project, "--at", early, "--json")))
    assert set(check_shape(elsewhere_in_text)) != set(texts), "what is offered depends on the text before it"


def test_the_shipped_bundle_is_whole(elsewhere: Command) -> None:
    (listed,) = json.loads(done(elsewhere("models", "list", "--json")))
    assert {"codec", "lcm"} <= set(listed["kinds"])
    assert {"eng_Latn", "fra_Latn", "deu_Latn", "spa_Latn"} <= set(listed["languages"])
    done(elsewhere("models", "verify"))
