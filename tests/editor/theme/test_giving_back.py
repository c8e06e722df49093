"""What a test did to colours is undone for the next, whenever Qt tells that the scheme was given back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

import pytest

from conceptwriter.editor.theme.theme import Scheme, Theme
from tests.gui import conftest

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


@pytest.fixture
def giving_back(qapp: QApplication) -> Iterator[None]:
    """The fixture itself, to be wound up by hand."""
    return cast("Iterator[None]", conftest.plain_look.__wrapped__(qapp))  # type: ignore[attr-defined]


def test_a_theme_that_follows_the_system_is_gone(qapp: QApplication, giving_back: Iterator[None]) -> None:
    colours = qapp.palette()
    next(giving_back)
    dark = Theme(qapp, Scheme.DARK)
    dark.set_scheme(Scheme.SYSTEM)
    assert qapp.palette() != colours
    next(giving_back, None)
    qapp.styleHints().colorSchemeChanged.emit(qapp.styleHints().colorScheme())  # as it may come later
    assert qapp.palette() == colours
    assert not qapp.findChildren(Theme)
