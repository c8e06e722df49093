"""The document's file: opening, importing, copying, exporting, and what another program does to it."""
