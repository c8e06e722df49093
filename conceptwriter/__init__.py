"""ConceptWriter: long-form writing by outline, in several languages, on the writer's own machine."""

__version__ = "0.1.0"
