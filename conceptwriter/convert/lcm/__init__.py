"""The two-tower diffusion LCM as Meta published it: from a checkpoint to an LCM bundle."""
