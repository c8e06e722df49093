"""Data only: the folder `models` beside this file, which ConceptWriter finds by the name of this package."""

from __future__ import annotations
