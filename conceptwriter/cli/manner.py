"""How the model is to propose, on the command line: a preset, and settings that differ from it."""

from __future__ import annotations

import argparse
import math
from typing import TYPE_CHECKING, Any

from conceptwriter.cli.arguments import add_preset, seed, whole_number
from conceptwriter.cli.console import WrongUsage

if TYPE_CHECKING:
    from conceptwriter.assistant import AssistantSettings
    from conceptwriter.outline.made_with import MadeWith

WISHES = ("variant", "steps", "guidance", "temperature", "top_p", "top_k", "seed")
"""Names of the arguments; those of `assistant.Wishes`."""
_MOST = 1_000_000_000


def add_manner(parser: argparse.ArgumentParser) -> None:
    """--preset, --seed, whether a voice writes, and advanced settings; None means not given."""
    add_preset(parser)
    parser.add_argument("--seed", type=seed, help="the same seed gives the same result (default: 0)")
    parser.add_argument(
        "--concept-model-only",
        action="store_const",
        const=True,
        help="let the concept model write the sentences itself, even where a voice is installed",
    )
    group = parser.add_argument_group(
        "advanced",
        "Settings of the concept model that override the preset. `conceptwriter models variants` shows "
        "which of them each variant uses.",
    )
    group.add_argument(
        "--variant", metavar="V", help="variant of the concept model: its name in the model, or its kind"
    )
    group.add_argument(
        "--steps", type=whole_number(1, _MOST), metavar="N", help="number of steps of a diffusion variant"
    )
    group.add_argument(
        "--guidance",
        type=number,
        metavar="X",
        help="diffusion: 1 is none; higher values stay closer to the context",
    )
    group.add_argument(
        "--temperature",
        type=number,
        metavar="T",
        help="0 always takes the most likely; higher values vary more",
    )
    group.add_argument(
        "--top-p",
        type=number,
        metavar="P",
        help="sample from the most likely choices that together have this probability",
    )
    group.add_argument(
        "--top-k",
        type=whole_number(1, _MOST),
        metavar="K",
        help="sample from this many of the most likely choices",
    )


def number(text: str) -> float:
    """A reader of decimal numbers; for argparse."""
    try:
        value = float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number") from None
    if not math.isfinite(value):
        raise argparse.ArgumentTypeError(f"{text!r} is not a finite number")
    return value


def given_settings(arguments: argparse.Namespace) -> dict[str, Any]:
    """The given settings by name; None where not given."""
    return {name: getattr(arguments, name) for name in ("preset", "concept_model_only", *WISHES)}


def chosen_manner(arguments: argparse.Namespace, kind: str) -> AssistantSettings:
    """The settings that the arguments ask for. Raises WrongUsage for what no model or request could use."""
    from conceptwriter.assistant import PRESETS, SettingDoesNotCount, Wishes, WishOutOfRange
    from conceptwriter.outline.proposal_kinds import kind_of

    try:
        wishes = Wishes(**{name: getattr(arguments, name) for name in WISHES})
        settings = PRESETS[arguments.preset or "balanced"].with_wishes(wishes)
        settings = settings.with_voice(not arguments.concept_model_only)
        return settings.for_words(kind) if kind_of(kind).words_only else settings
    except (WishOutOfRange, SettingDoesNotCount) as error:
        raise WrongUsage(str(error)) from error


def in_words(settings: MadeWith) -> str:
    """With what a stored set was made, in a line: preset, who wrote, and the numbers in effect."""
    plain = settings.plain()
    names = [who for who in (settings.preset, who_wrote(settings)) if who]
    numbers = ("steps", "guidance", "temperature", "top_p", "top_k", "seed", "reroll")
    shown = [
        f"{name.replace('_', '-')} {plain[name]:g}"
        for name in numbers
        if name in plain and not (name == "reroll" and not settings.reroll)
    ]
    return ", ".join(names + shown)


def who_wrote(settings: MadeWith) -> str:
    """Who wrote a stored set and who chose among the drafts; and why no voice wrote where one is there."""
    model, why = concept_model(settings), settings.without_voice
    if settings.voice:
        return f"written by {settings.voice}, chosen by {model}"
    if not why:
        return model
    reasons = {
        "asked": "as you asked with --concept-model-only",
        "language": "the voice does not write this language",
        "nothing usable": "nothing that the voice wrote was usable",
        "through text": "the voice and this pair of models do not work together",
    }
    chosen = f"you chose its {why.replace('_', '-')}"
    return f"written by {model} ({reasons.get(why, chosen)})"


def concept_model(settings: MadeWith) -> str:
    """The concept model and its variant, as a stored set remembers them."""
    return " ".join(name for name in (settings.concept_model, settings.variant) if name)
