"""Targets that a bundle must meet, as data.

Three kinds: the *convergence targets* of a fully trained model, and the *language gate*: a language may be
listed in a bundle only if writing in it works at all. The floors of the language gate are lower: they
separate "usable with corrections" from "not usable", not good from excellent. The *yardsticks* are public
test sets that a user supplies, each judged by itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from conceptwriter.evaluation.measurements import SECONDS, SHARE, Report
from conceptwriter.evaluation.verdicts import (
    DEFAULT_VARIANT,
    ENGLISH,
    OTHER,
    STRONG,
    BaselineGate,
    Gate,
    GateVerdict,
)

_DEFAULT = {"variant": (DEFAULT_VARIANT,)}
STRONGEST_BASELINES = ("decayed mean", "decayed mean, teacher's space", "decayed mean, n-grams")
"""Names of `lcm.baselines` and `lcm.other_spaces` without which nothing was beaten."""

CODEC_TARGETS = (
    Gate(
        "auto-encoding, everyday sentences",
        "auto-encoding",
        "bleu",
        90,
        "a writer's own sentence must survive being stored as a vector",
        "shuffled",
        where={"set": ("tatoeba",), "language": (ENGLISH, *STRONG)},
    ),
    Gate(
        "auto-encoding, narrative",
        "auto-encoding",
        "bleu",
        75,
        "stories are what is written with it; their sentences are longer and odder than Tatoeba's",
        "shuffled",
        where={"set": ("stories, <= 200", "books, <= 200"), "language": (ENGLISH,)},
    ),
    Gate(
        "translation from English, strong",
        "translation",
        "chrf++",
        58,
        "readable and mostly right",
        "copy",
        where={"source": (ENGLISH,), "target": STRONG},
    ),
    Gate(
        "translation to English, strong",
        "translation",
        "chrf++",
        58,
        "readable and mostly right",
        "copy",
        where={"source": STRONG, "target": (ENGLISH,)},
    ),
    Gate(
        "translation from English, other",
        "translation",
        "chrf++",
        45,
        "the gist is right; a tenth of the pairs of the strong languages",
        "copy",
        where={"source": (ENGLISH,), "target": (OTHER,)},
    ),
    Gate(
        "translation to English, other",
        "translation",
        "chrf++",
        45,
        "the gist is right; a tenth of the pairs of the strong languages",
        "copy",
        where={"source": (OTHER,), "target": (ENGLISH,)},
    ),
    Gate(
        "translation, degenerate",
        "translation",
        "degenerate",
        0.01,
        "an empty or looping translation costs the writer's trust",
        "looping",
        at_most=True,
        unit=SHARE,
    ),
    Gate(
        "xsim, strong",
        "retrieval",
        "error",
        0.02,
        "one space for all languages: an LCM's prediction must not depend on the language",
        "untrained",
        at_most=True,
        unit=SHARE,
        where={"other": STRONG},
    ),
    Gate(
        "xsim, other",
        "retrieval",
        "error",
        0.08,
        "one space for all languages",
        "untrained",
        at_most=True,
        unit=SHARE,
        where={"other": (OTHER,)},
    ),
    Gate(
        "fragility at half the LCM's error",
        "fragility",
        "bleu lost at half the error",
        10,
        "what an LCM predicts is off by its error; half of it must still decode to the same sentence",
        "brittle",
        at_most=True,
    ),
)

LCM_TARGETS: tuple[Gate | BaselineGate, ...] = (
    BaselineGate(
        "next sentence in 1,000",
        "next sentence",
        "recall@1",
        1.0,
        "knowing what comes next better than a mean of what was read, in whatever space",
        "previous",
        where={**_DEFAULT, "pool": ("1,000 sentences",), "language": (ENGLISH, *STRONG)},
        needed=STRONGEST_BASELINES,
    ),
    Gate(
        "contrastive accuracy",
        "teacher-forced",
        "contrastive accuracy",
        0.80,
        "the prediction is nearer to the truth than to sentences of other documents",
        "random",
        unit=SHARE,
        where={**_DEFAULT, "method": ("lcm",)},
    ),
    Gate(
        "order test",
        "order",
        "accuracy",
        0.75,
        "the true order of a passage is more likely than shuffled ones",
        "random",
        unit=SHARE,
        where={**_DEFAULT, "method": ("lcm",)},
    ),
    Gate(
        "degenerate proposals after ranking",
        "proposals",
        "degenerate",
        0.01,
        "an empty or looping proposal costs the writer's trust",
        "previous",
        at_most=True,
        unit=SHARE,
        where=_DEFAULT,
    ),
    Gate(
        "five proposals",
        "speed",
        "five proposals, median",
        1.0,
        "beyond a second the writer stops asking",
        "slow",
        at_most=True,
        unit=SECONDS,
    ),
)

PRECISION_TARGETS = (
    Gate(
        "int8 against fp32",
        "against",
        "chrf++ lost",
        1.0,
        "the small files must not cost translation quality",
        "untrained",
        at_most=True,
    ),
)


TRANSLATION_TARGETS = (
    Gate(
        "public translation",
        "public translation",
        "chrf++",
        50,
        "readable and mostly right; small translation programs reach 53 to 67 on FLORES-200",
        "copy",
    ),
    Gate(
        "public translation, degenerate",
        "public translation",
        "degenerate",
        0.01,
        "an empty or looping translation costs the writer's trust",
        "looping",
        at_most=True,
        unit=SHARE,
    ),
    Gate(
        "numbers kept",
        "public translation",
        "numbers kept",
        0.95,
        "a wrong number is the mistake that is found last",
        "shuffled",
        unit=SHARE,
        only_if_measured=True,
    ),
    Gate(
        "names kept",
        "public translation",
        "names kept",
        0.80,
        "a text about somebody else is no translation",
        "shuffled",
        unit=SHARE,
        only_if_measured=True,
    ),
)

SIMILARITY_TARGETS = (
    Gate(
        "agreement with people",
        "similarity",
        "spearman",
        0.7,
        "what a sentence means must show in its vector, not only its words",
        "copy",
    ),
)

XSIM_TARGETS = (
    Gate(
        "public xsim",
        "retrieval",
        "error",
        0.05,
        "one space for all languages",
        "untrained",
        at_most=True,
        unit=SHARE,
    ),
    Gate(
        "public xsim, margin",
        "retrieval",
        "error, margin",
        0.02,
        "one space for all languages; as it is published for other encoders",
        "untrained",
        at_most=True,
        unit=SHARE,
    ),
)

YARDSTICK_TARGETS = {
    "translation": TRANSLATION_TARGETS,
    "similarity": SIMILARITY_TARGETS,
    "xsim": XSIM_TARGETS,
}
"""By the fact "yardstick" of a report."""

GATES: tuple[Gate | BaselineGate, ...] = (*CODEC_TARGETS, *LCM_TARGETS)
"""The targets of every evaluation; those of ``PRECISION_TARGETS`` need a second bundle."""

UNSPACED = ("zho_Hans", "zho_Hant", "jpn_Jpan")
"""Scripts in which a word is one to three characters: character 6-grams and word 2-grams rarely match even
between two good translations, so that chrF++ is about half as high as elsewhere."""


@dataclass(frozen=True, slots=True)
class LanguageFloors:
    """Minimum figures for a language to be listed in a bundle."""

    auto_encoding_bleu: float = 60
    """Below it, about every other sentence of the writer comes back with a changed word."""
    translation_chrf_plus_plus: float = 35
    """From and to English. Under 35 more sentences mislead than inform (copying the source into another
    Latin-script language gives about 15 to 20)."""
    into_unspaced_chrf_plus_plus: float = 18
    """The same into Chinese and Japanese."""
    xsim_error: float = 0.15
    """Both ways. Above it the language has a separate space, and proposals do not transfer."""

    def translation_into(self, target: str) -> float:
        """The floor of chrF++ into a language."""
        return self.into_unspaced_chrf_plus_plus if target in UNSPACED else self.translation_chrf_plus_plus


def language_gates(language: str, floors: LanguageFloors | None = None) -> list[Gate]:
    """All checks a language must pass to be listed in a bundle."""
    floors = floors or LanguageFloors()
    encoding = Gate(
        f"{language}: auto-encoding",
        "auto-encoding",
        "bleu",
        floors.auto_encoding_bleu,
        "a sentence must come back from its vector",
        "shuffled",
        where={"set": ("tatoeba",), "language": (language,)},
    )
    if language == ENGLISH:
        return [encoding]
    directions = ((ENGLISH, language), (language, ENGLISH))
    return [
        encoding,
        *(_translation_gate(language, source, target, floors) for source, target in directions),
        *(_xsim_gate(language, source, target, floors) for source, target in directions),
    ]


def language_verdicts(
    report: Report, language: str, floors: LanguageFloors | None = None
) -> list[GateVerdict]:
    """The verdicts of the language gate."""
    return [verdict for gate in language_gates(language, floors) for verdict in gate.verdicts(report)]


def _translation_gate(language: str, source: str, target: str, floors: LanguageFloors) -> Gate:
    return Gate(
        f"{language}: translation",
        "translation",
        "chrf++",
        floors.translation_into(target),
        "the meaning must cross",
        "copy",
        where={"source": (source,), "target": (target,)},
    )


def _xsim_gate(language: str, source: str, target: str, floors: LanguageFloors) -> Gate:
    return Gate(
        f"{language}: xsim",
        "retrieval",
        "error",
        floors.xsim_error,
        "its vectors must lie where the translations' lie",
        "untrained",
        at_most=True,
        unit=SHARE,
        where={"source": (source,), "target": (target,)},
    )
