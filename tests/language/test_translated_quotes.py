from __future__ import annotations

import pytest

from conceptwriter.language.translated_quotes import with_marks_like

LIKE = [
    # typographic source: the marks of the target, whatever the model wrote
    ("“Go,” he said.", "deu_Latn", '"Geh", sagte er.', "„Geh“, sagte er."),
    ("“Go,” he said.", "deu_Latn", "“Geh”, sagte er.", "„Geh“, sagte er."),
    ("“Go,” he said.", "fra_Latn", '"Va", dit-il d\'un ton.', "«\u202fVa\u202f», dit-il d’un ton."),
    (
        "“He said ‘no’,” she said.",
        "deu_Latn",
        "“Er sagte ‘nein’”, sagte sie.",
        "„Er sagte ‚nein‘“, sagte sie.",
    ),
    (
        "“He said ‘no’,” she said.",
        "fra_Latn",
        "\"Il a dit 'non'\", dit-elle.",
        "«\u202fIl a dit “non”\u202f», dit-elle.",
    ),
    ("‘Go,’ he said.", "deu_Latn", "'Geh', sagte er.", "„Geh“, sagte er."),
    ("“Go,” he said.", "jpn_Jpan", "「行け」と彼は言った。", "「行け」と彼は言った。"),
    ("I came.”", "deu_Latn", 'Ich kam."', "Ich kam.“"),
    ("It’s late.", "fra_Latn", "C'est tard, aujourd'hui.", "C’est tard, aujourd’hui."),
    # straight source: straight stays straight
    ('"Go," he said.', "deu_Latn", '"Geh", sagte er.', '"Geh", sagte er.'),
    ('"Go," he said.', "deu_Latn", "“Geh”, sagte er.", '"Geh", sagte er.'),
    ('"Go," he said.', "deu_Latn", '„Geh", sagte er.', '"Geh", sagte er.'),
    ('"Go," he said.', "jpn_Jpan", "「行け」と彼は言った。", "「行け」と彼は言った。"),
    ("It's late.", "fra_Latn", "C’est tard.", "C'est tard."),
    # a source without any: as the model wrote it
    ("So late.", "fra_Latn", 'C’est "tard".', 'C’est "tard".'),
    ("He is 6'2\" tall, “big”.", "deu_Latn", 'Er ist 6\'2" groß, "lang".', "Er ist 6'2\" groß, „lang“."),
]


@pytest.mark.parametrize(("source", "language", "text", "wanted"), LIKE)
def test_a_translation_has_marks_of_the_kind_of_its_source(
    source: str, language: str, text: str, wanted: str
) -> None:
    assert with_marks_like(source, "eng_Latn", text, language) == wanted
    assert with_marks_like(source, "eng_Latn", wanted, language) == wanted


@pytest.mark.parametrize(
    ("language", "region", "text", "wanted"),
    [
        ("deu_Latn", "CH", "Er sagte “nein”.", "Er sagte «nein»."),
        ("deu_Latn", "AT", "Er sagte “nein”.", "Er sagte „nein“."),
        ("fra_Latn", "CH", "Il dit “non”.", "Il dit «non»."),
        ("fra_Latn", "CA", "Il dit “non”.", "Il dit «\u202fnon\u202f»."),
        ("por_Latn", "PT", "Disse “não”.", "Disse «não»."),
        ("por_Latn", "BR", "Disse «não».", "Disse “não”."),
    ],
)
def test_the_region_of_the_translation_decides(language: str, region: str, text: str, wanted: str) -> None:
    assert with_marks_like("He said “no”.", "eng_Latn", text, language, region) == wanted
