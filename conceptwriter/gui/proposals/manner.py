"""How the model proposes: the preset and the writer's own settings, stored with the window's settings."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from conceptwriter.assistant import BALANCED, PRESETS, WORDS, AssistantSettings, Wishes, find_variant
from conceptwriter.assistant.who_writes import forced_by
from conceptwriter.outline.proposal_kinds import kind_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conceptwriter.engine import VariantStatus
    from conceptwriter.gui.settings import WindowSettings
    from conceptwriter.outline import ProposalSet

MOST_SEED = 99_999
"""Largest random seed: short enough to tell somebody."""


class Manner(QObject):
    """Everything that shapes a request apart from its place; panel, cards and actions use this object.

    Settings that do not apply to the chosen variant are stored, but not requested.
    """

    changed = Signal()
    """Preset, wishes or the available variants have changed."""

    def __init__(self, settings: WindowSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.variants: tuple[VariantStatus, ...] = ()
        self.voice = ""
        """Title of the voice in use; empty without one."""
        self.voice_offer = ""
        """Title of a voice that can be installed, if none is in use."""

    # What is available

    def show_models(self, variants: Sequence[VariantStatus], voice: str = "") -> None:
        """Take over the variants of the loaded bundle, and the title of the voice used with it.

        The default variant comes first; there are none without a concept model.
        """
        if (tuple(variants), voice) != (self.variants, self.voice):
            self.variants, self.voice = tuple(variants), voice
            self.changed.emit()

    def offer_voice(self, title: str) -> None:
        """A voice of this title can be installed."""
        self.voice_offer = title
        self.changed.emit()

    @property
    def forced_by(self) -> str:
        """Name of a setting that only the concept model supports, so that it must write; else empty."""
        return forced_by(self.asked_wishes("propose"))

    @property
    def variant(self) -> VariantStatus | None:
        """The variant that would be used; None when there is none, or the requested one is missing."""
        if not self.variants:
            return None
        if self.wishes.variant is not None:
            return find_variant(self.variants, self.wishes.variant)
        return self.preset_variant

    @property
    def preset_variant(self) -> VariantStatus | None:
        """The preset's variant, else the default one; used when none was chosen."""
        if not self.variants:
            return None
        return find_variant(self.variants, self._preset().variant) or self.variants[0]

    def counts(self, name: str) -> bool:
        """Whether a setting applies to the variant; True for all while no variant is known."""
        variant = self.variant
        return name in ("variant", "seed") or variant is None or name in variant.settings

    def usual(self, name: str) -> int | float | None:
        """The value of a setting that was not set; None if it is not known."""
        variant = self.variant
        if variant is None or name not in variant.settings:
            return None
        suggested: int | float | None = getattr(self._preset().drawing, name, None)
        return variant.recommended.get(name) if suggested is None else suggested

    # What is chosen

    @property
    def preset(self) -> str:
        """Name of the preset."""
        return self._settings.preset if self._settings.preset in PRESETS else BALANCED.name

    def _preset(self) -> AssistantSettings:
        return PRESETS[self.preset]

    def choose_preset(self, name: str) -> None:
        """Use another preset; the writer's own settings stay."""
        if name in PRESETS and name != self._settings.preset:
            self._settings.preset = name
            self.changed.emit()

    @property
    def concept_model_only(self) -> bool:
        """Whether the concept model is to propose without a voice."""
        return self._settings.concept_model_only

    def choose_concept_model_only(self, on: bool) -> None:
        """Leave the voice out, or let it write; whether one is installed or not."""
        if on != self._settings.concept_model_only:
            self._settings.concept_model_only = on
            self.changed.emit()

    @property
    def wishes(self) -> Wishes:
        """The writer's own settings, whether they apply now or not."""
        return Wishes.from_plain(self._settings.wishes)

    def wish(self, name: str, value: Any) -> None:
        """Set a value; None leaves it to the preset again."""
        plain = {other: kept for other, kept in self._settings.wishes.items() if other != name}
        if value is not None:
            plain[name] = value
        plain = Wishes.from_plain(plain).plain()
        if plain != self._settings.wishes:
            self._settings.wishes = plain
            self.changed.emit()

    def draw_seed(self) -> None:
        """Choose a random seed."""
        self.wish("seed", random.randint(1, MOST_SEED))  # not security relevant

    def reset(self) -> None:
        """Leave everything to the preset again."""
        if self._settings.wishes:
            self._settings.wishes = {}
            self.changed.emit()

    @property
    def advanced_shown(self) -> bool:
        """Whether the panel shows the advanced settings; stored like the rest."""
        return self._settings.advanced_shown

    def show_advanced(self, on: bool) -> None:
        """Store it."""
        self._settings.advanced_shown = on

    def reload(self) -> None:
        """The settings were changed elsewhere."""
        self.changed.emit()

    # What is requested

    def asked_wishes(self, kind: str) -> Wishes:
        """The wishes that go into a request of this kind: those that apply to it."""
        wishes = self.wishes
        if kind_of(kind).words_only:
            return wishes.only(WORDS)
        return wishes.only([name for name in wishes.plain() if self.counts(name)])

    def assistant_settings(self, kind: str) -> AssistantSettings:
        """The settings passed to the assistant."""
        return self._preset().with_wishes(self.asked_wishes(kind)).with_voice(not self.concept_model_only)

    def made(self, proposals: ProposalSet) -> bool:
        """Whether a stored set was made in this manner, so that it need not be requested again."""
        made_with, kind = proposals.settings, proposals.kind
        preset = made_with.preset or self.preset
        same = (preset, made_with.wishes) == (self.preset, self.asked_wishes(kind).plain())
        # A set from before a voice was installed does not mention one.
        had_voice = bool(made_with.voice or made_with.without_voice)
        if not kind_of(kind).by_voice and not had_voice:
            return same
        return (
            same and made_with.concept_model_only == self.concept_model_only and (had_voice or not self.voice)
        )
