"""SaT, *Segment any Text*: a sentence segmentation model, as an alternative to the rules.

Frohmann, Sterner, Vulić, Minixhofer, Schedl: Segment Any Text, EMNLP 2024 (arXiv 2406.16678); MIT licence.
A user installs it from the catalogue. It runs in a separate process, which ends with the work it was
started for, so that neither the window nor the model process holds its memory.
"""

from __future__ import annotations

from conceptwriter.sat.choice import SPLITTERS, SplitterName, splitter_named
from conceptwriter.sat.client import SatSplitter

__all__ = ["SPLITTERS", "SatSplitter", "SplitterName", "splitter_named"]
