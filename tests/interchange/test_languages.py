"""A text whose language nobody named is imported in the one it is written in, known to a model or not."""

from __future__ import annotations

import pytest

from conceptwriter.interchange import import_text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Hello world.", "eng_Latn"),
        ("바다가 조용했다. 아무도 없었다.", "kor_Hang"),
        ("قایق‌ها در سپیده‌دم آمدند و کسی آنجا نبود.", "pes_Arab"),
        ("Човни прийшли на світанку. Нікого не було.", "ukr_Cyrl"),
        ("Łodzie przypłynęły o świcie.", "pol_Latn"),
    ],
)
def test_the_language_is_recognised_among_all(text: str, code: str) -> None:
    assert import_text(text, "markdown").root.source_language == code
