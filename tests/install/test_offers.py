"""What the entries of a catalogue translate, before anything is installed."""

from __future__ import annotations

from typing import Any

import pytest

from conceptwriter.install.catalogue import CatalogueEntry, Conversion
from conceptwriter.install.offers import sides_of_offer, translates

ENGLISH, FRENCH, GERMAN = "eng_Latn", "fra_Latn", "deu_Latn"


def entry(name: str, stated: str | None, languages: list[str], **changes: Any) -> CatalogueEntry:
    options = {} if stated is None else {"languages": stated}
    plain: dict[str, Any] = {
        "id": name,
        "title": name,
        "summary": "",
        "version": "1.0",
        "kinds": ["translator"],
        "space": "",
        "languages": languages,
        "licences": [],
        "files": [],
        "conversion": Conversion("translator", {"model": "model.bin"}, options),
        "installed_bytes": 1,
        "memory_bytes": 1,
        "speed": "fast",
    }
    return CatalogueEntry(**{**plain, **changes})


@pytest.mark.parametrize(
    ("stated", "pairs"),
    [
        ("en:fr", {(ENGLISH, FRENCH)}),
        ("en:fr,de", {(ENGLISH, FRENCH), (ENGLISH, GERMAN)}),
        (None, {(ENGLISH, FRENCH), (FRENCH, ENGLISH)}),
        ("en:*", {(ENGLISH, FRENCH)}),
        ("nonsense", set()),
    ],
)
def test_the_pairs_of_an_entry(stated: str | None, pairs: set[tuple[str, str]]) -> None:
    one = entry("one", stated, [ENGLISH, FRENCH])
    codes = (ENGLISH, FRENCH, GERMAN)
    assert {(a, b) for a in codes for b in codes if translates(one, a, b)} == pairs


def test_what_is_no_translator_translates_nothing() -> None:
    codec = entry("sonar", None, [ENGLISH, FRENCH], kinds=["codec"])
    assert sides_of_offer(codec) == ((), ())
    assert not translates(codec, ENGLISH, FRENCH)
