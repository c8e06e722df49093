"""Finding dictionaries, and choosing among them."""

from __future__ import annotations

from pathlib import Path

import pytest

from conceptwriter.spelling import Dictionary, chosen_dictionaries, find_dictionaries
from conceptwriter.spelling.advice import how_to_get
from conceptwriter.spelling.dictionaries import language_of
from conceptwriter.spelling.places import dictionary_folders, own_folder
from tests.spelling.made_up import make_dictionary


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("en_US", "eng_Latn"),
        ("de_DE_frami", "deu_Latn"),
        ("pt-BR", "por_Latn"),
        ("fr-classique", "fra_Latn"),
        ("sr", "srp_Cyrl"),
        ("sr_Latn", None),
        ("no", "nob_Latn"),
        ("nb_NO", "nob_Latn"),
        ("es_ANY", "spa_Latn"),
        ("ca-valencia", "cat_Latn"),
        ("he_IL", "heb_Hebr"),
        ("fa_IR", "pes_Arab"),
        ("gug", "grn_Latn"),
        ("la", None),
        ("hyph_de_DE", None),
        ("English", None),
        ("medical", None),
        ("", None),
    ],
)
def test_names_of_files(name: str, code: str | None) -> None:
    assert language_of(name) == code


def test_pairs_are_found_and_the_first_folder_wins(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    make_dictionary(first, "en_GB", ["boat"])
    make_dictionary(second, "en_GB", ["ship"])
    make_dictionary(second, "de_DE", ["Boot"])
    (second / "fr.dic").write_text("1\nmot\n", encoding="utf-8")  # without its other half
    found = find_dictionaries([tmp_path / "nowhere", first, second])
    assert {code: [one.dic for one in some] for code, some in found.items()} == {
        "eng_Latn": [first / "en_GB.dic"],
        "deu_Latn": [second / "de_DE.dic"],
    }
    assert found["deu_Latn"][0] == Dictionary("deu_Latn", "de_DE", second / "de_DE.aff", second / "de_DE.dic")


def test_the_users_folder_is_looked_at_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DICPATH", str(tmp_path / "there"))
    assert dictionary_folders()[0] == own_folder()
    assert tmp_path / "there" in dictionary_folders()
    dic = make_dictionary(own_folder(), "en_ZA", ["boat"])
    assert find_dictionaries()["eng_Latn"][0].dic == dic


def choose(
    names: list[str], language: str = "eng_Latn", wish: str = "", locale: str = "", region: str = ""
) -> str | None:
    there = [Dictionary(language, name, Path(f"{name}.aff"), Path(f"{name}.dic")) for name in names]
    found = chosen_dictionaries({language: there}, {language: wish}, locale, {language: region})
    return found[language].name if language in found else None


def test_a_wish_then_the_country_then_the_usual_one() -> None:
    names = ["en_AU", "en_GB", "en_US", "en_ZA"]
    assert choose(names) == "en_US"
    assert choose(names, locale="en_ZA.UTF-8") == "en_ZA"
    assert choose(names, locale="en_IE") == "en_GB"
    assert choose(names, locale="de_DE") == "en_US"
    assert choose(names, wish="en_AU", locale="en_GB") == "en_AU"
    assert choose(names, wish="en_XX", locale="en_GB") == "en_GB"
    assert choose(["de_DE_frami", "de_CH_frami"], "deu_Latn", locale="de_AT") == "de_DE_frami"
    assert choose(["da_DK_x", "da_DK"], "dan_Latn") == "da_DK"
    assert choose(["pt-BR"], "por_Latn", locale="pt_BR") == "pt-BR"


def test_the_region_of_a_document_comes_first() -> None:
    names = ["en_US", "en_GB", "en_GB_large"]
    assert choose(names, locale="en_US", wish="en_US", region="GB") == "en_GB"
    assert choose(names, locale="en_US", region="IE") == "en_GB"
    assert choose(["en_GB"], locale="en_GB", region="US") is None
    assert choose(["en_GB"], locale="en_GB", wish="en_GB", region="US") == "en_GB", "it was chosen"
    assert choose(["de_DE", "de_CH_frami"], "deu_Latn", region="CH") == "de_CH_frami"
    assert choose(["de_DE"], "deu_Latn", region="CH") == "de_DE"
    assert choose(["pt_PT", "pt-BR"], "por_Latn", locale="pt_PT", region="BR") == "pt-BR"


def test_american_spelling_is_not_for_british_writers() -> None:
    assert choose(["en_US"], locale="en_GB") is None
    assert choose(["en_US"], locale="en_PH") == "en_US"
    assert choose(["en_US"], locale="fr_FR") == "en_US"
    assert choose(["en_US"], locale="en_GB", wish="en_US") == "en_US"
    assert choose(["en"], locale="en_GB") == "en"
    assert choose(["pt_BR"], "por_Latn", locale="pt_PT") is None
    assert choose([]) is None


def test_advice() -> None:
    assert "Danish" in how_to_get("dan_Latn")
    assert str(own_folder()) in how_to_get("dan_Latn")
    assert how_to_get("tlh_Latn") == "There is no spelling dictionary for tlh_Latn."
