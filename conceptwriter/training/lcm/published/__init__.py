"""The two-tower diffusion LCM as Meta published it, for weights trained with that code.

Importing this package loads no PyTorch.
"""
