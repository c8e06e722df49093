"""The virtualised row strip: heights, layouts, scrolling, painting and the one live editor."""

from __future__ import annotations
