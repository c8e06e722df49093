"""Tags with regions."""

from __future__ import annotations

import pytest

from conceptwriter.language.regions import name_with_region, region_of, regional_tag


@pytest.mark.parametrize(
    ("said", "tag"),
    [
        ("de-AT", "de-AT"),
        ("pt_br", "pt-BR"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("ES-419", "es-419"),
        ("fr-CA", "fr-CA"),
        ("de-AT-1996", "de-AT-1996"),
        ("de", None),
        ("zh-Hant", None),
        ("fra_Latn", None),
        ("French", None),
        ("en_US.UTF-8", None),
        ("xx-YY", None),
        ("", None),
        ("none", None),
    ],
)
def test_a_tag_is_kept_only_with_a_region(said: str, tag: str | None) -> None:
    assert regional_tag(said) == tag


def test_regions_have_names() -> None:
    assert region_of("zh_Hant_TW") == "TW"
    assert region_of("pt") == ""
    assert name_with_region("pt-BR", "por_Latn") == "Portuguese (Brazil)"
    assert name_with_region("es-419", "spa_Latn") == "Spanish (Latin America)"
    assert name_with_region("es", "spa_Latn") == "Spanish"
    assert name_with_region("es-ZZ", "spa_Latn") == "Spanish (Unknown Region)"
