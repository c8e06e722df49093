"""What the outline stores of the chosen candidates, and of how they were made."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from conceptwriter.assistant.drafting import draft_settings
from conceptwriter.assistant.findings import LABELS
from conceptwriter.assistant.models import Models
from conceptwriter.assistant.ranking import Candidate
from conceptwriter.assistant.settings import AssistantSettings
from conceptwriter.assistant.who_writes import LANGUAGE, why_without_voice
from conceptwriter.assistant.wishes import Draw
from conceptwriter.outline import Draft, NodeId, Proposal, ProposalSet, Reason
from conceptwriter.outline.made_with import MadeWith


def made_with(
    models: Models,
    settings: AssistantSettings,
    draw: Draw,
    language: str,
    *,
    by_voice: bool,
    why_not: str = LANGUAGE,
) -> MadeWith:
    """What a set records of settings and models.

    It says who wrote the set and how the words were drawn, or why no voice did: `why_not` if neither settings
    nor models explain it.
    """
    made = replace(
        settings.described(),
        variant=draw.variant.name,
        numbers=draw.numbers,
        concept_model=models.lcm.title or models.lcm.id,
        through_text=models.way_through_text(language),
    )
    voice = models.voice
    if voice is None:
        return made
    if not by_voice:
        return replace(made, without_voice=why_without_voice(models, settings) or why_not)
    words = draft_settings(settings)
    return replace(
        made,
        voice=voice.title,
        voice_bundle=f"{voice.id} {voice.version}",
        numbers={**draw.numbers, "temperature": words.temperature, "top_p": words.top_p},
    )


def proposal_id(*parts: object) -> str:
    """A short id, the same for the same request."""
    return hashlib.blake2b(
        "\0".join(map(str, parts)).encode("utf-8", "surrogatepass"), digest_size=6
    ).hexdigest()


def proposal_set(
    *,
    anchor: NodeId,
    kind: str,
    revision: int,
    source_fingerprint: str,
    language: str,
    chosen: Sequence[tuple[Candidate, float]],
    settings: MadeWith,
    drafts: Sequence[Draft | None] = (),
    created: float = 0.0,
) -> ProposalSet:
    """The stored form of the chosen candidates."""
    proposals: list[Proposal] = []
    for place, (candidate, score) in enumerate(chosen):
        name = proposal_id(kind, anchor, revision, settings.seed, settings.reroll, place, candidate.text)
        draft = drafts[place] if place < len(drafts) else None
        proposals.append(
            Proposal(
                name,
                candidate.text,
                language,
                round(score if candidate.chance is None else candidate.chance, 4),
                candidate.seed,
                candidate.flags,
                kind,
                draft,
                candidate.writer,
                candidate.chance is not None,
                tuple(
                    Reason(finding.flag.value, finding.reason, finding.flag not in LABELS)
                    for finding in candidate.findings
                ),
            )
        )
    return ProposalSet(anchor, kind, revision, source_fingerprint, tuple(proposals), settings, created)
