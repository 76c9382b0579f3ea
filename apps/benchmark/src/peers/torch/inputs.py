"""The tensors of a workload for PyTorch, and the samples of its outputs."""

import numbers_of_workloads as numbers
import torch


def fill(spec):
    """A torch tensor as the specification says: float32, or whole numbers as int64."""
    return torch.from_numpy(numbers.fill(spec))


def sampled(tensor):
    return numbers.sampled(tensor.detach().numpy())
