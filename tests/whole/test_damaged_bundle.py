"""A bundle that is cut off, altered or incomplete is refused by the name of the file, wherever it is used."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from conceptwriter.cli.main import main
from conceptwriter.storage import Project
from tests.whole.conftest import Start
from tests.whole.picture import Picture, picture
from tests.whole.programs import install


def cut(file: Path) -> None:
    """The download was interrupted."""
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def altered(file: Path) -> None:
    """One bit of it is another."""
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(bytes(content))


def gone(file: Path) -> None:
    """Somebody tidied up."""
    file.unlink()


def emptied(file: Path) -> None:
    """The disk was full."""
    file.write_bytes(b"")


DAMAGES = [
    (cut, "lcm-token.onnx"),
    (altered, "encoder.onnx"),
    (altered, "tokenizer.model"),
    (gone, "decoder_step.onnx"),
    (emptied, "condition.onnx"),
    (gone, "LICENSE.txt"),
    (cut, "bundle.json"),
]
Damage = Callable[[Path], None]


@pytest.mark.parametrize(("damage", "name"), DAMAGES, ids=[f"{name} {how.__name__}" for how, name in DAMAGES])
def test_the_command_line_refuses_it(
    story: Path,
    tmp_path: Path,
    toy_bundle: Path,
    capsys: pytest.CaptureFixture[str],
    damage: Damage,
    name: str,
) -> None:
    bundle = install(toy_bundle, tmp_path)
    damage(bundle / name)
    before = picture_in(story)
    assert main(["propose", str(story), "--bundle", str(bundle), "--json"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("conceptwriter: ")
    assert name in err
    assert picture_in(story) == before


def test_the_window_refuses_it_and_continues_when_it_is_whole_again(
    start: Start, story: Path, home: Path, toy_bundle: Path
) -> None:
    """One window through all damages, the first of them met at the start."""
    bundle = install(toy_bundle, home)
    altered(bundle / "encoder.onnx")
    window = start(story)
    before = window.see()
    for damage, name in DAMAGES[:-1]:
        (bundle / "encoder.onnx").write_bytes((toy_bundle / "encoder.onnx").read_bytes())
        damage(bundle / name)
        refused = window.order(at="Nobody was waiting", press=["Ctrl+J"], until="idle")
        assert name in refused["card says"]
        assert "damaged" in refused["card says"]
        assert refused["card"] == []
        assert refused["picture"] == before["picture"]
        window.order(press=["Esc"], until="idle")
        (bundle / name).write_bytes((toy_bundle / name).read_bytes())
    offered = window.order(at="Nobody was waiting", press=["Ctrl+J"], until="idle")
    assert len(offered["card"]) == 5
    assert window.quit() == 0


def test_a_manifest_that_cannot_be_read_leaves_a_window_to_write_in(
    start: Start, story: Path, home: Path, toy_bundle: Path
) -> None:
    """The next bundle is used in its place, and the one that is damaged is named."""
    bundle = install(toy_bundle, home)
    cut(bundle / "bundle.json")
    window = start(story)
    opened = window.see()
    assert not opened["models"].startswith("toy")
    written = window.order(at="Nobody was waiting", type=" Still.")
    assert window.quit() == 0
    assert picture_in(story) == written["picture"]


def picture_in(path: Path) -> Picture:
    """What is in the file."""
    with Project.open(path) as project:
        return picture(project.document)
