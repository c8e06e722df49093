"""A toy SONAR from a server to the page: the real window, its dialog, the real conversion and engine.

The files are in the layout of the published ones; their weights are random, so it writes no language.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from conceptwriter.bundles import find_bundles, user_models_folder, verify
from conceptwriter.bundles.integrity import sha256_of
from conceptwriter.convert.sonar.languages import LANGUAGES
from conceptwriter.gui.bundles.dialog import ModelsDialog
from conceptwriter.gui.bundles.install_flow import InstallFlow
from conceptwriter.gui.bundles.installation import InstallState
from conceptwriter.gui.bundles.shelf import installed_key, offered_key
from conceptwriter.install.catalogue import catalogue_folder, user_catalogue_folder
from tests.editor.desks import harbour
from tests.gui.stage import Stage, project_of
from tests.install.hostile_server import HostileServer, Reply, hostile_server

FILES = Path(__file__).parent.parent.parent / "convert" / "sonar" / "golden"
NAMES = {"encoder": "encoder.pt", "decoder": "decoder.pt", "tokenizer": "sentencepiece.model"}
STALLED_AT = 100_000
PATIENCE_MS = 20_000
CHECKS = {"sentences": [["eng_Latn", "The boats came in."], ["swh_Latn", "Hakuna mtu."]], "compared": 2}


def entry(server: HostileServer) -> dict[str, Any]:
    """What a user's own catalogue says of it."""
    return {
        "id": "toy-sonar",
        "title": "Toy SONAR",
        "summary": "SONAR's layout at toy size.",
        "version": "1.0",
        "kinds": ["codec"],
        "space": "toy-sonar-1",
        "languages": list(LANGUAGES),
        "licences": [
            {
                "spdx": "CC-BY-NC-4.0",
                "title": "Attribution-NonCommercial 4.0",
                "file": "CC-BY-NC-4.0.txt",
                "concerns": "the weights",
            },
            {"spdx": "MIT", "title": "MIT License", "file": "MIT-SONAR.txt", "concerns": "the code"},
        ],
        "files": [
            {"name": name, "url": server.url(name), "size": None, "sha256": None} for name in NAMES.values()
        ],
        "conversion": {
            "kind": "sonar",
            "arguments": {**NAMES, "heads": "4", "name": "toy-sonar", "version": "1.0"},
            "options": {"precision": "int8"},
            "checks": CHECKS,
        },
        "installed_bytes": 700_000,
        "memory_bytes": 200_000_000,
        "speed": "fast",
    }


@pytest.fixture
def server(own_home: Path) -> Iterator[HostileServer]:
    """The server of the toy files, and the user's catalogue that names it."""
    with hostile_server() as running:
        for name in NAMES.values():
            running.files[f"/{name}"] = (FILES / name).read_bytes()
        folder = user_catalogue_folder()
        folder.mkdir(parents=True)
        for text in ("CC-BY-NC-4.0.txt", "MIT-SONAR.txt"):
            (folder / text).write_bytes((catalogue_folder() / text).read_bytes())
        mine = {"catalogue_version": "1.0", "entries": [entry(running)]}
        (folder / "mine.json").write_text(json.dumps(mine), encoding="utf-8")
        yield running


@pytest.fixture
def stage(plain_look: None, server: HostileServer, qtbot: QtBot, tmp_path: Path) -> Iterator[Stage]:
    """The window on the small story with the bundle that comes with the program."""
    made = Stage(qtbot, project_of(tmp_path, harbour()), model=False, bundles=find_bundles())
    yield made
    made.close()


class Person:
    """Somebody at the keyboard of the dialog."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        stage.press("Ctrl+Shift+M")
        self.dialog: ModelsDialog = stage.window.model_link.dialog
        stage.qtbot.waitUntil(self.dialog.isVisible)

    @property
    def flow(self) -> InstallFlow:
        assert self.dialog.flow is not None
        return self.dialog.flow

    def press(self, button: QPushButton) -> None:
        assert button.isVisible(), button.text()
        assert button.isEnabled(), button.text()
        button.setFocus()
        QTest.keyClick(button, Qt.Key.Key_Space)

    def accept_licences(self) -> None:
        for page in self.flow.licence_pages:
            assert not self.flow.next.isEnabled(), "nothing before it is accepted"
            self.flow.next.click()
            assert self.flow.pages.currentWidget() is page
            QTest.keyClick(page.box, Qt.Key.Key_Space)
            self.press(self.flow.next)

    def wait_for(self, state: InstallState) -> None:
        """Until it is there, or has failed; then the test says why."""
        ends = {state, InstallState.FAILED}
        self.stage.qtbot.waitUntil(lambda: self.flow.installation.state in ends, timeout=PATIENCE_MS)
        assert self.flow.installation.state is state, self.flow.installation.problem


def test_from_the_server_to_the_page(stage: Stage, server: HostileServer) -> None:
    server.script["/encoder.pt"] = [Reply(stall_after=STALLED_AT)]
    person = Person(stage)
    dialog = person.dialog
    tester = QAbstractItemModelTester(dialog.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    dialog.choose(offered_key("toy-sonar"))
    person.press(dialog.details.install)
    shown = "\n".join(f"{fact.name}: {fact.value}" for fact in person.flow.plan_page.facts.facts)
    assert server.url("encoder.pt") in shown
    assert "size unknown until the download starts" in shown
    person.press(person.flow.next)
    text = person.flow.licence_pages[0].text.toPlainText()
    assert text.strip() == (catalogue_folder() / "CC-BY-NC-4.0.txt").read_text(encoding="utf-8").strip()
    assert server.seen == [], "nobody was asked for anything yet"
    person.accept_licences()

    # The server falls silent in the middle: stop, and go on from there.
    progress = person.flow.progress_page
    stage.qtbot.waitUntil(lambda: progress.figures.text().startswith("100 kB"), timeout=PATIENCE_MS)
    person.press(progress.stop)
    person.wait_for(InstallState.STOPPED)
    assert progress.problem.text().startswith("100 kB already downloaded.")
    person.press(progress.again)
    person.wait_for(InstallState.DONE)
    resumed = [seen for seen in server.seen if seen.path == "/encoder.pt"]
    assert [seen.headers.get("range") for seen in resumed] == [None, f"bytes={STALLED_AT}-"]

    # What is there now.
    folder = user_models_folder() / "toy-sonar"
    assert verify(folder) == []
    shown = "\n".join(fact.value for fact in person.flow.done_page.facts)
    assert sha256_of(FILES / "encoder.pt") in shown, "pinned on first use"
    person.press(person.flow.next)
    assert stage.models.languages == tuple(LANGUAGES)
    current = dialog.current
    assert current is not None
    assert (current.key, current.serves) == (installed_key(folder), ("codec",))
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert tester.model() is dialog.model
    stage.window.activateWindow()
    stage.qtbot.waitUntil(stage.window.isActiveWindow)

    # And what it is there for.
    concept = stage.at("Nobody was waiting")
    source = stage.document.source_text(concept)
    stage.press("Ctrl+L")
    stage.type("swahili")
    stage.press("Return")
    stage.wait_for_jobs(PATIENCE_MS)
    rendition = stage.document.rendition(concept, "swh_Latn")
    if rendition is not None:
        assert rendition.text not in ("", source)
        assert stage.document.text(concept) == rendition.text
    else:  # random weights often loop, and a loop is no translation
        said = stage.window.notices.current
        assert said is not None
        assert "the model produced nothing usable" in said.text
        assert stage.document.text(concept) == source
    assert "toy-sonar" in stage.window.status_keeper.technical_lines()
