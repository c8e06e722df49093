"""ConceptWriter: long-form writing by outline, in several languages, on the writer's own machine."""

from __future__ import annotations

__version__ = "0.1.0"
