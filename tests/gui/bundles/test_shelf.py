"""What stands on the shelf, what is said of it, and what a language needs."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from conceptwriter.bundles import FoundBundle, find_bundles, load_manifest
from conceptwriter.engine import EngineStatus
from conceptwriter.gui.bundles.advice import advise
from conceptwriter.gui.bundles.facts import facts_of, memory_fact, room_fact
from conceptwriter.gui.bundles.plan import plan_for, plan_import
from conceptwriter.gui.bundles.shelf import (
    INSTALLED,
    OFFERED,
    TRANSLATING,
    WANTED,
    installed_key,
    offered_key,
    shelf,
    translator_offer,
)
from conceptwriter.gui.bundles.shelf_model import ShelfModel, badge_words, summary_words
from conceptwriter.gui.bundles.wording import (
    download_words,
    languages_words,
    left_words,
    licence_sentence,
    size_words,
    step_words,
)
from conceptwriter.install.catalogue import Catalogue, CatalogueEntry, Conversion, load_catalogue
from conceptwriter.install.installing import InstallStep
from tests.gui.bundles.small_bundles import FEW, GIGABYTE, MANY, HeldStore, offer, small_bundle
from tests.toy_translator import make_translator_bundle


def found(folder: Path) -> list[FoundBundle]:
    return find_bundles([folder])


def test_installed_ones_come_first_and_are_not_offered_again(tmp_path: Path) -> None:
    small_bundle(tmp_path, "starter")
    small_bundle(tmp_path, "sonar", languages=MANY, kinds=("codec",))
    entries = (offer("sonar"), offer("mimir", kinds=["lcm"], languages=[]))
    items = shelf(found(tmp_path), entries, codec=tmp_path / "starter", lcm=tmp_path / "starter")
    assert [(item.key, item.group) for item in items] == [
        (installed_key(tmp_path / "sonar"), INSTALLED),
        (installed_key(tmp_path / "starter"), INSTALLED),
        (offered_key("mimir"), OFFERED),
    ]
    assert items[1].serves == ("codec", "lcm")
    assert items[0].entry is not None, "what the catalogue says of it is known"
    assert badge_words(items[1]) == "in use"
    assert not badge_words(items[0])


def test_a_newer_version_is_offered_next_to_the_installed_one(tmp_path: Path) -> None:
    small_bundle(tmp_path, "sonar")
    items = shelf(found(tmp_path), (offer("sonar", version="2.0"),))
    assert [(item.group, item.version) for item in items] == [(INSTALLED, "1.0"), (OFFERED, "2.0")]


def test_a_damaged_bundle_says_so_and_can_be_installed_again(tmp_path: Path) -> None:
    bundle = small_bundle(tmp_path, "sonar")
    (bundle / "bundle.json").write_text("{", encoding="utf-8")
    items = shelf(found(tmp_path), (offer("sonar"),))
    assert [item.group for item in items] == [INSTALLED, OFFERED]
    assert badge_words(items[0]) == "damaged"
    assert "not JSON" in summary_words(items[0])
    assert not items[0].can_serve("codec")


def test_the_model_of_the_shelf_is_a_sound_qt_model(tmp_path: Path) -> None:
    model = ShelfModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    small_bundle(tmp_path, "starter")
    items = shelf(found(tmp_path), (offer("sonar"), offer("mimir")), codec=tmp_path / "starter")
    model.show(items)
    assert model.rowCount() == 5, "two captions"
    caption, first = model.index(0, 0), model.index(1, 0)
    assert not caption.flags() & Qt.ItemFlag.ItemIsSelectable
    assert first.flags() & Qt.ItemFlag.ItemIsSelectable
    spoken = first.data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("Starter 1.0, in use, ")
    assert "int8" in spoken
    assert model.row_of(offered_key("mimir")) == 4
    assert model.row_of("nothing like it") == 1, "else the first"
    model.show(items[1:])
    model.show([])
    assert model.row_of("anything") == -1
    assert tester.model() is model


def test_the_summary_names_size_languages_and_a_non_commercial_licence(tmp_path: Path) -> None:
    (item,) = shelf([], (offer(),))
    assert summary_words(item) == "2.0 GB  ·  9 languages  ·  non-commercial"


def test_the_details_name_what_the_models_run_on(tmp_path: Path) -> None:
    small_bundle(tmp_path, "starter")
    (item,) = shelf(found(tmp_path), (), codec=tmp_path / "starter")
    status = EngineStatus(
        provider="CPUExecutionProvider", precision="int8", threads=2, rss_bytes=310_000_000, notice="As set."
    )
    shown = {fact.name: fact.value for fact in facts_of(item, Catalogue(()), status, {})}
    assert shown["Runs on"] == "processor"
    assert shown["Technical details"] == "CPU, int8, threads: 2"
    assert shown["Memory in use"] == "310.0 MB"
    assert shown[""] == "As set."
    assert shown["Languages"] == "English, French"
    assert shown["Licence"] == "Apache-2.0"


def test_checksums_of_the_first_use_are_shown() -> None:
    (item,) = shelf([], (offer(),))
    facts = facts_of(item, Catalogue(()), None, {"encoder.pt": "ab" * 32})
    assert any("ab" * 32 in fact.value for fact in facts)


# Advice


def test_an_unknown_language_is_explained_with_what_would_help(tmp_path: Path) -> None:
    items = shelf([], (offer("mimir", kinds=["lcm"]), offer("sonar")))
    advice = advise("swh_Latn", items, "Starter 0.2.0")
    assert advice is not None
    assert advice.text.startswith("Starter 0.2.0 does not know Swahili. SONAR does (9 languages, 2")
    assert advice.text.endswith("GB, non-commercial licence).")
    assert advice.offer == "Show SONAR..."
    assert (advice.key, advice.installed) == (offered_key("sonar"), False)
    assert advise("zul_Latn", items, "Starter 0.2.0") is None


def test_an_installed_bundle_that_knows_it_comes_first(tmp_path: Path) -> None:
    small_bundle(tmp_path, "sonar", languages=MANY, kinds=("codec",))
    items = shelf(found(tmp_path), (offer("other"),))
    advice = advise("swh_Latn", items, "Starter")
    assert advice is not None
    assert advice.installed
    assert advice.offer == "Switch to Sonar"
    assert advice.key == installed_key(tmp_path / "sonar")


# Translation models


def translating(name: str, stated: str, languages: list[str]) -> CatalogueEntry:
    conversion = Conversion("translator", {"model": "model.bin"}, {"languages": stated})
    return offer(name, kinds=["translator"], space="", languages=languages, conversion=conversion)


def test_what_translates_the_languages_at_hand_stands_first(tmp_path: Path) -> None:
    many = translating("m2m", "en,fr,de,sw", ["eng_Latn", "fra_Latn", "deu_Latn", "swh_Latn"])
    french = translating("fr", "en:fr", ["eng_Latn", "fra_Latn"])
    german = translating("de", "en:de", ["eng_Latn", "deu_Latn"])
    entries = (offer("sonar"), german, many, french)
    items = shelf([], entries, pairs=[("eng_Latn", "fra_Latn"), ("eng_Latn", "eng_Latn")])
    assert [(item.title, item.group) for item in items] == [
        ("FR", WANTED),
        ("M2M", WANTED),
        ("SONAR", OFFERED),
        ("DE", TRANSLATING),
    ]
    assert [item.group for item in shelf([], entries)] == [OFFERED, *[TRANSLATING] * 3]


def test_the_narrowest_translator_is_offered_until_one_is_there(tmp_path: Path) -> None:
    many = translating("m2m", "en,fr,de", ["eng_Latn", "fra_Latn", "deu_Latn"])
    items = shelf([], (many, translating("fr", "en:fr", ["eng_Latn", "fra_Latn"])))
    offered = translator_offer("eng_Latn", "fra_Latn", items)
    assert offered is not None
    assert offered.title == "FR"
    assert translator_offer("fra_Latn", "swh_Latn", items) is None
    make_translator_bundle(tmp_path)
    here = shelf(found(tmp_path), (many,))
    assert translator_offer("eng_Latn", "fra_Latn", here) is None
    assert translator_offer("fra_Latn", "eng_Latn", here) is not None


def test_an_offered_translator_says_which_way_it_translates() -> None:
    (item,) = shelf([], (translating("fr", "en:fr", ["eng_Latn", "fra_Latn"]),))
    facts = {fact.name: fact.value for fact in facts_of(item, Catalogue(()), None, {})}
    assert facts["Translates"] == "English → French"
    assert "Languages" not in facts


def test_a_translator_that_cannot_run_is_not_downloaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = translating("fr", "en:fr", ["eng_Latn", "fra_Latn"])
    store = HeldStore(tmp_path)
    assert plan_for(store, entry).possible
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    plan = plan_for(store, entry)
    assert not plan.possible
    assert any("conceptwriter[translators]" in fact.value for fact in plan.facts())


def test_a_translator_is_advised_before_a_much_larger_codec() -> None:
    translator = translating("sw", "en:sw", ["eng_Latn", "swh_Latn"])
    items = shelf([], (offer("sonar"), translator))
    advice = advise("swh_Latn", items, "Starter", "eng_Latn")
    assert advice is not None
    assert advice.offer == "Show SW..."
    other = advise("swh_Latn", items, "Starter", "fra_Latn")
    assert other is not None
    assert other.offer == "Show SONAR..."


# Plans


def test_the_plan_says_what_comes_from_where_and_warns(tmp_path: Path) -> None:
    store = HeldStore(tmp_path)
    store.memory, store.free, store.here = GIGABYTE, GIGABYTE, GIGABYTE
    plan = plan_for(store, offer())
    facts = plan.facts()
    shown = "\n".join(fact.value for fact in facts)
    assert "http://127.0.0.1/encoder.pt" in shown
    assert "1.0 GB of 3.0 GB already downloaded." in shown
    assert str(store.places.models) in shown
    assert [fact.role for fact in facts].count("bad") == 2, "neither disk nor memory is enough"
    assert [licence.spdx for licence in plan.licences] == ["CC-BY-NC-4.0", "MIT"]
    assert plan.possible


def test_a_size_nobody_knows_is_not_invented(tmp_path: Path) -> None:
    entry = offer()
    files = [msgspec.structs.replace(file, size=None) for file in entry.files]
    unknown = msgspec.structs.replace(entry, files=files)
    assert download_words(unknown) == "size unknown until the download starts"
    rough = msgspec.structs.replace(unknown, about_bytes=6_500_000_000)
    assert download_words(rough) == "about 6.5 GB; the exact size is known when the download starts"
    first = plan_for(HeldStore(tmp_path), unknown).facts()[1]
    assert first.value.startswith("the encoder  ·  size unknown until the download starts")


def test_what_a_conversion_needs_must_be_there_first(tmp_path: Path) -> None:
    store = HeldStore(tmp_path, (offer("sonar"),))
    entry = offer(
        "mimir", conversion=Conversion("lcm", {"model": "m.safetensors", "codec-bundle": "bundle:sonar"})
    )
    plan = plan_for(store, entry)
    assert not plan.possible
    assert plan.facts()[0].value == "Install SONAR first."
    small_bundle(store.places.models, "sonar")
    assert plan_for(store, entry).possible


def test_files_from_a_folder_are_named_with_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "encoder.pt").write_bytes(b"x" * 2000)
    shown = "\n".join(fact.value for fact in plan_for(HeldStore(tmp_path), offer(), tmp_path).facts())
    assert "encoder.pt  (2 kB)" in shown
    assert "decoder.pt  (not in the folder)" in shown


def test_a_ready_bundle_shows_its_own_licence(tmp_path: Path) -> None:
    folder = small_bundle(tmp_path, "lent", licence="CC-BY-NC-4.0")
    plan = plan_import(HeldStore(tmp_path), folder)
    assert plan.title == f"Lent {load_manifest(folder).version}"
    assert plan.licences[0].text == "LICENCE.txt of lent\n"


# Words


def test_steps_in_words() -> None:
    step = InstallStep("download", 1_200_000_000, 3_100_000_000, "encoder.pt", 12_000_000.0)
    assert step_words(step) == "1.2 GB of 3.1 GB  ·  12.0 MB/s  ·  about 3 min left"
    assert step_words(InstallStep("download", 5_000, None, "encoder.pt")) == "5 kB"
    assert step_words(InstallStep("convert", 3, 51, "the decoder")) == "3 of 51"
    assert left_words(20) == "less than a minute left"
    assert left_words(3 * 3600) == "about 3 h left"


def test_few_languages_are_named_and_many_counted() -> None:
    assert languages_words(FEW) == "English, French"
    assert languages_words(MANY) == "9 languages"


@pytest.mark.parametrize(
    ("spdx", "begins"),
    [
        ("CC-BY-NC-4.0", "Not for commercial use: the weights may not"),
        ("MIT", "Free to use for any purpose"),
        ("LicenseRef-Own", "Read what the licence allows for the weights"),
        ("CC-BY-NC-SA-4.0", "Not for commercial use"),
    ],
)
def test_each_licence_in_one_plain_sentence(spdx: str, begins: str) -> None:
    assert licence_sentence(spdx, "the weights").startswith(begins)


@pytest.mark.parametrize(("needed", "role"), [(2, ""), (13, "warn"), (20, "bad")])
def test_memory_against_this_computer(needed: int, role: str) -> None:
    assert memory_fact(needed * GIGABYTE, 16 * GIGABYTE).role == role


def test_too_little_room_is_bad() -> None:
    assert room_fact(2 * GIGABYTE, GIGABYTE).role == "bad"
    assert room_fact(None, GIGABYTE).role == ""
    assert size_words(None) == "size unknown until the download starts"


def test_a_voice_says_what_it_is_and_that_it_is_used(tmp_path: Path) -> None:
    entry = load_catalogue().entry("smollm2")
    (item,) = shelf([], (entry,))
    facts = {fact.name: fact.value for fact in facts_of(item, Catalogue((entry,)), None, {})}
    assert facts["For"].startswith("voice (writes the sentences that are proposed")
    assert facts["Languages"] == "English"
    assert "Apache" in facts["Licence"]
    assert "MB" in facts["Download"]
    folder = small_bundle(tmp_path, "smollm2")
    (used,) = shelf(find_bundles([tmp_path]), (), voice=folder)
    assert used.serves == ("voice",)
    assert badge_words(used) == "in use"
