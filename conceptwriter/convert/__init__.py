"""From checkpoints that others have trained to bundles: SONAR and the LCMs of its space. Needs no PyTorch."""
