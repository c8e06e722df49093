"""Language-specific rules for segmentation and identification: one record per language.

Written for this program.
"""

from __future__ import annotations

from conceptwriter.language.own_rules import (
    east_asian,
    germanic,
    other_european,
    romance,
    slavic,
    south_asian,
    turkic_and_semitic,
)
from conceptwriter.language.own_rules.record import OwnRules

OWN_RULES: dict[str, OwnRules] = {
    **germanic.OWN_RULES,
    **romance.OWN_RULES,
    **slavic.OWN_RULES,
    **other_european.OWN_RULES,
    **turkic_and_semitic.OWN_RULES,
    **south_asian.OWN_RULES,
    **east_asian.OWN_RULES,
}
"""By FLORES-200 code."""

_NONE = OwnRules()


def own_rules(code: str) -> OwnRules:
    """The record of a language; an empty one where it has none."""
    return OWN_RULES.get(code, _NONE)
