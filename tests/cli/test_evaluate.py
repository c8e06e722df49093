"""`evaluate` on the toy bundle: whatever its random weights say, the ruler measures and judges it."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path

import pytest

from conceptwriter.bundles import load_manifest, verify
from conceptwriter.cli.evaluation_console import KNOWN_BAD, KNOWN_BAD_LCMS
from conceptwriter.evaluation import run as evaluation_run
from conceptwriter.evaluation.codec import known_bad
from conceptwriter.evaluation.gates import GATES, STRONGEST_BASELINES
from conceptwriter.evaluation.lcm import baselines
from conceptwriter.evaluation.systems import meaning_judge
from tests.cli.conftest import Runner
from tests.evaluation.conftest import PAIRS, write_dev, write_documents
from tests.evaluation.lcm import stand_ins as lcm_stand_ins
from tests.evaluation.systems.stand_ins import WordJudge


@pytest.fixture
def dev(tmp_path: Path) -> Path:
    return write_dev(tmp_path / "dev")


def test_codec_figures_are_printed_and_judged(
    run: Runner, toy_bundle: Path, dev: Path, tmp_path: Path
) -> None:
    figures = tmp_path / "figures.json"
    words = ("evaluate", "codec", dev, "--bundle", toy_bundle, "--most", 2, "--threads", 1)
    ended = run(*words, "--lcm-error", 0.4, "--out", figures)
    assert ended.code == 0
    lines = ended.out.splitlines()
    assert lines[0].startswith("toy 0.0.1 (int8), at most 2 texts a set")
    for table in ("auto-encoding", "translation", "retrieval", "fragility"):
        assert table in lines
    stored = json.loads(figures.read_text(encoding="utf-8"))
    assert stored["languages"] == ["eng_Latn", "fra_Latn", "deu_Latn", "spa_Latn"]
    assert all(row["low"] <= row["value"] <= row["high"] for row in stored["measurements"])
    judged = run("evaluate", "gates", figures)
    assert judged.code == 1
    assert "may be listed: none" in judged.out
    assert run("evaluate", "gates", figures, "--json").json["passing_languages"] == []


def test_both_ways_of_decoding_are_measured(run: Runner, reading_bundle: Path, dev: Path) -> None:
    ended = run("evaluate", "codec", dev, "--bundle", reading_bundle, "--most", 2, "--threads", 1, "--json")
    assert ended.code == 0
    names = {(row["table"], row["name"]) for row in ended.json["measurements"]}
    assert {("translation", "chrf++"), ("translation", "chrf++ from text")} <= names
    assert ("fragility", "bleu from text") not in names, "noise is added to vectors"


def test_known_bad_fails_its_gates(run: Runner, toy_bundle: Path, dev: Path) -> None:
    words = (
        "evaluate",
        "codec",
        dev,
        "--bundle",
        toy_bundle,
        "--most",
        12,
        "--threads",
        1,
        "--lcm-error",
        0.1,
    )
    ended = run(*words, "--known-bad", "copy")
    assert ended.code == 0
    assert "Gates, and the bad model that must fail each" in ended.out
    assert "as expected" in ended.err


def test_a_gate_that_no_bad_model_was_shown_to_fail_is_named(
    run: Runner, toy_bundle: Path, dev: Path
) -> None:
    words = ("evaluate", "codec", dev, "--bundle", toy_bundle, "--most", 24, "--threads", 1)
    ended = run(*words, "--lcm-error", 0.4, "--known-bad", "all", "--json")
    found = ended.json
    assert {row["known_bad"] for row in found["gates"]} == set(KNOWN_BAD)
    assert not any(row["passed"] for row in found["gates"])
    # The held-out sets of the test have no German, no Spanish and no story of twenty sentences.
    assert "deu_Latn: translation" in found["not_shown"]
    assert "translation, degenerate" not in found["not_shown"]
    assert (ended.code, found["sound"]) == (1, False)


def test_bad_concept_models_fail_their_gates(
    run: Runner, toy_bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluation_run, "universal_sentence_encoder", WordJudge)
    sets = tmp_path / "sets"
    sets.mkdir()
    lcm_stand_ins.write_dev(sets, documents=4)
    words = ("evaluate", "lcm", sets, "--bundle", toy_bundle, "--most", 3, "--threads", 1)
    for bad, gate in (("random", "contrastive accuracy"), ("previous", "next sentence in 1,000")):
        found = run(*words, "--known-bad", bad, "--no-writing", "--json").json
        assert gate in {row["gate"] for row in found["gates"]}
        assert not any(row["passed"] for row in found["gates"])


def test_next_sentence_figures_have_a_language_and_say_how_small_the_pools_are(
    run: Runner, toy_bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluation_run, "universal_sentence_encoder", WordJudge)
    sets = tmp_path / "sets"
    sets.mkdir()
    lcm_stand_ins.write_dev(sets, documents=4)
    german = [{**lcm_stand_ins.story(number, "stories"), "lang": "deu_Latn"} for number in range(2)]
    with gzip.open(sets / "stories_dev.jsonl.gz", "at", encoding="utf-8") as stream:
        stream.writelines(json.dumps(record) + "\n" for record in german)
    words = ["evaluate", "lcm", sets, "--bundle", toy_bundle, "--most", 2, "--threads", 1, "--no-writing"]
    words += ["--variants", "token"]
    ended = run(*words)
    assert ended.code == 0
    assert "fewer than 1,000 sentences" in ended.out
    assert "deu_Latn (stories " in ended.out
    for baseline in STRONGEST_BASELINES:
        assert baseline in ended.out
    found = run(*words, "--languages", "de", "--json").json
    assert {row["about"]["language"] for row in found["measurements"]} == {"deu_Latn"}
    lacking = run(*words, "--languages", "es")
    assert lacking.code == 1
    assert "no document in spa_Latn" in lacking.err


def test_without_the_encoder_the_gate_is_not_passed_and_it_is_said_why(
    run: Runner, toy_bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(meaning_judge, "MODULE", "no_such_package")
    sets = tmp_path / "sets"
    sets.mkdir()
    lcm_stand_ins.write_dev(sets, documents=4)
    figures = tmp_path / "figures.json"
    words = ["evaluate", "lcm", sets, "--bundle", toy_bundle, "--most", 2, "--threads", 1, "--no-writing"]
    ended = run(*words, "--variants", "token", "--out", figures)
    assert "not measured: the Universal Sentence Encoder" in ended.out
    targets = run("evaluate", "gates", figures, "--json").json["targets"]
    (contest, *_) = (row for row in targets if row["gate"] == "next sentence in 1,000")
    assert (contest["value"], contest["passed"]) == (None, False)


def test_a_slow_concept_model_fails_the_gate_of_speed(
    run: Runner, toy_bundle: Path, dev: Path, tmp_path: Path
) -> None:
    words = ("evaluate", "all", dev, "--bundle", toy_bundle, "--most", 2, "--threads", 1, "--lcm-error", 0.4)
    ended = run(*words, "--known-bad", "slow")
    assert ended.code == 0
    assert "five proposals" in ended.out


def test_the_names_of_bad_models_are_those_of_the_evaluation() -> None:
    assert KNOWN_BAD == known_bad.KNOWN_BAD
    assert set(KNOWN_BAD_LCMS) < set(baselines.KNOWN_BAD)
    assert {*KNOWN_BAD, *KNOWN_BAD_LCMS, "slow"} == {gate.known_bad for gate in GATES}


@pytest.fixture
def test_set(tmp_path: Path) -> Path:
    folder = tmp_path / "flores"
    folder.mkdir()
    for column, code in enumerate(("eng_Latn", "fra_Latn")):
        text = "".join(f"{pair[column]}\n" for pair in PAIRS[:6])
        (folder / f"{code}.devtest").write_text(text, encoding="utf-8")
    return folder


def test_translation_of_a_test_set_is_kept_and_judged(
    run: Runner, toy_bundle: Path, test_set: Path, tmp_path: Path
) -> None:
    texts, figures = tmp_path / "texts.jsonl", tmp_path / "figures.json"
    words = ["evaluate", "translation", test_set, "--bundle", toy_bundle, "--threads", 1, "--as-the-program"]
    words += ["--texts", texts, "--out", figures]
    first = run(*words)
    assert first.code == 0
    assert first.out.startswith("toy 0.0.1 (int8), 6 lines of eng_Latn.devtest, fra_Latn.devtest")
    for part in ("program, vector", "numbers kept", "to check", "chrF2++|nrefs:1|", "one way less another"):
        assert part in first.out
    written = texts.read_text(encoding="utf-8")
    assert len(written.splitlines()) == 1 + 6 * 2 * 2
    assert run(*words).out == first.out
    assert texts.read_text(encoding="utf-8") == written
    assert run(*words, "--json").json == json.loads(figures.read_text(encoding="utf-8"))
    judged = run("evaluate", "gates", figures)
    assert judged.code == 1
    assert "public translation, degenerate" in judged.out
    assert "Language gate" not in judged.out
    other = run(*words, "--most", 3)
    assert other.code == 1
    assert "Name another file with --texts" in other.err


def test_bad_codecs_fail_the_gates_of_the_yardsticks(
    run: Runner, toy_bundle: Path, test_set: Path, tmp_path: Path
) -> None:
    rated = tmp_path / "rated.tsv"
    rated.write_text("".join(f"{a}\t{b}\t{n % 2}\n" for n, (a, b) in enumerate(PAIRS)), encoding="utf-8")
    for words in (
        ("translation", test_set),
        ("xsim", test_set),
        ("similarity", rated, "--languages", "en", "fr"),
    ):
        ended = run(
            "evaluate", *words, "--bundle", toy_bundle, "--threads", 1, "--known-bad", "all", "--json"
        )
        assert (ended.code, ended.json["sound"]) == (0, True), words
        assert ended.json["gates"]


def test_xsim_and_similarity_are_printed(
    run: Runner, toy_bundle: Path, test_set: Path, tmp_path: Path
) -> None:
    files = [test_set / "eng_Latn.devtest", test_set / "fra_Latn.devtest"]
    ended = run("evaluate", "xsim", *files, "--languages", "en", "fr", "--bundle", toy_bundle, "--threads", 1)
    assert ended.code == 0
    assert "error, margin" in ended.out
    rated = tmp_path / "rated.tsv"
    rated.write_text("A boat.\tThe boat.\t5\nA boat.\tA dog.\t1\nThe dog.\tA dog.\t4\n", encoding="utf-8")
    ended = run("evaluate", "similarity", rated, "--languages", "en", "--bundle", toy_bundle, "--threads", 1)
    assert ended.code == 0
    assert "spearman" in ended.out
    three = run("evaluate", "similarity", rated, "--languages", "en", "fr", "de", "--bundle", toy_bundle)
    assert three.code == 2


def test_files_of_unequal_length_are_named(
    run: Runner, toy_bundle: Path, test_set: Path, tmp_path: Path
) -> None:
    with (test_set / "fra_Latn.devtest").open("a", encoding="utf-8") as stream:
        stream.write("Une de trop.\n")
    ended = run("evaluate", "translation", test_set, "--bundle", toy_bundle)
    assert ended.code == 1
    assert "fra_Latn.devtest has 7 lines" in ended.err
    assert "line 7 of the first has no translation" in ended.err


def test_data_tells_a_leak_by_its_exit_code(run: Runner, dev: Path, tmp_path: Path) -> None:
    documents = tmp_path / "documents" / "mine.jsonl.gz"
    record: dict[str, object] = {
        "id": "mine:1",
        "story": "mine",
        "lang": "eng_Latn",
        "title": "Mine",
        "paragraphs": [["Quite new."]],
    }
    write_documents(documents, [record])
    manifest = tmp_path / "manifest.json"
    clean = run("evaluate", "data", tmp_path, "--languages", "eng_Latn", "--out", manifest)
    assert clean.code == 0
    assert json.loads(manifest.read_text(encoding="utf-8"))["shared_identities"] == []
    write_documents(documents, [{**record, "id": "stories:3:eng_Latn", "paragraphs": [[PAIRS[0][0]]]}])
    leak = run("evaluate", "data", tmp_path, "--languages", "eng_Latn")
    assert leak.code == 1
    assert "stories:3:eng_Latn" in leak.err


def test_unreadable_figures_are_named(run: Runner, tmp_path: Path) -> None:
    ended = run("evaluate", "gates", tmp_path / "none.json")
    assert ended.code == 1
    assert "none.json" in ended.err


def test_a_card_is_filled_and_its_bundle_stays_sound(
    run: Runner, toy_bundle: Path, dev: Path, tmp_path: Path
) -> None:
    bundle = tmp_path / "bundle"
    shutil.copytree(toy_bundle, bundle)
    manifest = load_manifest(bundle)
    assert manifest.model_card is not None
    card = bundle / manifest.model_card
    card.write_text(
        "# Toy\n\n<!-- figures: auto-encoding; BLEU = BLEU -->\n<!-- end of figures -->\n", encoding="utf-8"
    )
    figures = tmp_path / "figures.json"
    figure = {"value": 12.5, "low": 11.0, "high": 14.0, "items": 3}
    row = {"table": "auto-encoding", "name": "BLEU", "about": {"set": "tatoeba"}, **figure}
    figures.write_text(json.dumps({"measurements": [row]}), encoding="utf-8")
    assert verify(bundle)
    ended = run("evaluate", "card", card, figures)
    assert ended.code == 0
    assert ended.err.endswith("filled\n")
    assert "| tatoeba | 12.5 (11.0 to 14.0) |" in card.read_text(encoding="utf-8")
    assert verify(bundle) == []
    assert run("evaluate", "card", card, figures, "--json").json == {"card": str(card), "changed": False}
    card.write_text("# Toy\n", encoding="utf-8")
    ended = run("evaluate", "card", card, figures)
    assert ended.code == 1
    assert "no table to fill" in ended.err
