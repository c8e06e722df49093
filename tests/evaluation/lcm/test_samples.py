from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from conceptwriter.evaluation.lcm.samples import samples, samples_of
from tests.evaluation.lcm.stand_ins import ENGLISH, Oracle, story, word_codec, write_dev


@pytest.fixture(scope="module")
def dev(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_dev(tmp_path_factory.mktemp("dev"), documents=2)
    with gzip.open(folder / "tatoeba_dev.tsv.gz", "wt", encoding="utf-8") as stream:
        stream.write("lang_a\tlang_b\ttext_a\ttext_b\talt_b\n")
        for number in range(12):
            stream.write(f"eng_Latn\tfra_Latn\tDoor {number} | open.\tPorte {number}.\t\n")
    return folder


def test_samples_are_the_first_of_everything(dev: Path) -> None:
    codec = word_codec()
    text = samples_of(codec, Oracle(dev, codec), dev)
    assert text.startswith("# Unpicked samples of words 1\n")
    assert [line for line in text.splitlines() if line.startswith("### ")][:6] == [
        f"### {number}. Tale {document} of {name} ({name})"
        for number, (name, document) in enumerate(
            ((name, document) for name in ("stories", "books", "expository") for document in (0, 1)), start=1
        )
    ]
    headings = [
        heading["text"] for number in (0, 1) for heading in story(number, "expository")["headings"][:2]
    ]
    assert [line.split("**")[1] for line in text.splitlines() if "**" in line] == headings
    assert "### eng_Latn to fra_Latn" in text
    assert "### fra_Latn to eng_Latn" in text
    assert "| Door 9 \\| open. |" in text
    assert "Door 10" not in text
    assert "deu_Latn" not in text, "a language the codec does not have"
    assert samples_of(codec, Oracle(dev, codec), dev) == text


def test_what_the_oracle_proposes_is_what_the_author_wrote(dev: Path) -> None:
    codec = word_codec()
    text = samples_of(codec, Oracle(dev, codec), dev)
    first = text.split("### 1.")[1].split("### 2.")[0]
    author = first.split("The author: *")[1].split("*")[0]
    assert f". {author}" in first.split("The author")[0]
    assert ENGLISH not in first


def test_samples_of_a_bundle(dev: Path, toy_bundle: Path) -> None:
    text = samples(toy_bundle, dev)
    assert text.count("### ") >= 6
    assert "## Expansions" in text
