"""Conversion of published checkpoints to bundles: SONAR and the LCMs of its space. Needs no PyTorch."""
