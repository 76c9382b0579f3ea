"""torch.optim.Adam in the fastest form that the version has."""

import torch


def adam(parameters, **options):
    """The one-pass fused kernel where the CPU has it (PyTorch 2.4 and later), else the default."""
    parameters = list(parameters)
    try:
        return torch.optim.Adam(parameters, fused=True, **options)
    except (RuntimeError, TypeError, ValueError):
        return torch.optim.Adam(parameters, **options)
