"""The two colour sets of the window, as plain data.

Every foreground has at least 4.5:1 contrast with its own background (WCAG 2.2, criterion 1.4.3);
a test computes it. Muted text meets the same figure, because status and flags are set in it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Colours:
    """One colour set; every value is `#rrggbb`."""

    dark: bool
    window: str  # menu bar, status bar, space between panes
    side: str  # outline and inspector
    page: str  # the text itself
    raised: str  # cards, menus, pop-ups, input fields
    ink: str  # text
    muted: str  # captions, hints, counts
    faint: str  # disabled text and guide lines; never used for words that matter
    line: str  # borders
    accent: str  # focus ring, links, progress, highlighted rows' edge
    on_accent: str  # text on accent
    chosen: str  # background of the selected row
    hover: str  # background under the pointer
    proposal: str  # background of everything the model offers
    proposal_line: str  # its dashed border
    proposal_ink: str  # text of an offer
    good: str  # saved, reviewed
    warn: str  # stale, flags
    warn_fill: str  # background of a warning notice
    bad: str  # failed
    bad_fill: str  # background of an error notice


LIGHT = Colours(
    dark=False,
    window="#f1efea",
    side="#f6f4ef",
    page="#fdfcf9",
    raised="#ffffff",
    ink="#23262b",
    muted="#5d626b",
    faint="#a5a49e",
    line="#dcd8cf",
    accent="#2c6e75",
    on_accent="#ffffff",
    chosen="#dcebea",
    hover="#eae7e0",
    proposal="#f3f1fa",
    proposal_line="#9389bd",
    proposal_ink="#3a3358",
    good="#2d6b3f",
    warn="#8a5300",
    warn_fill="#fbf1dc",
    bad="#a52a2a",
    bad_fill="#fbe9e7",
)

DARK = Colours(
    dark=True,
    window="#1b1d20",
    side="#1f2124",
    page="#232629",
    raised="#2b2e32",
    ink="#e3e0d9",
    muted="#a5a8ad",
    faint="#62666c",
    line="#373a3f",
    accent="#7dc3c9",
    on_accent="#10282b",
    chosen="#2c4145",
    hover="#2e3135",
    proposal="#2b2938",
    proposal_line="#7f76aa",
    proposal_ink="#d8d1ee",
    good="#8fcf9f",
    warn="#e5b567",
    warn_fill="#3a301d",
    bad="#f0938a",
    bad_fill="#432625",
)


def contrast(foreground: str, background: str) -> float:
    """Contrast ratio of two `#rrggbb` colours, 1 to 21 (WCAG 2.2, definition of contrast ratio)."""
    light, dark = sorted((_luminance(foreground), _luminance(background)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[start : start + 2], 16) / 255) for start in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
