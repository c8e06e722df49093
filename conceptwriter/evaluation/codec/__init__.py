"""How well a codec encodes, decodes and translates."""
