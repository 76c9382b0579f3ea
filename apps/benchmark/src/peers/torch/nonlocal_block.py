"""A non-local block, embedded Gaussian, as the implementations of it in PyTorch are written."""

import torch
from torch import nn


class NonLocalBlock(nn.Module):
    def __init__(self, workload):
        super().__init__()
        channels, inner = workload["channels"], workload["innerChannels"]
        is_image = len(workload["positions"]) == 2
        conv = nn.Conv2d if is_image else nn.Conv3d
        norm = nn.BatchNorm2d if is_image else nn.BatchNorm3d
        self.g, self.theta, self.phi = (conv(channels, inner, 1) for _ in range(3))
        self.conv_out = conv(inner, channels, 1)
        self.bn = norm(channels)
        self.scale = inner**-0.5
        pool = nn.MaxPool2d(2) if is_image else nn.MaxPool3d((1, 2, 2))
        self.pool = pool if workload["subsample"] else nn.Identity()

    def forward(self, x):
        theta = self.theta(x).flatten(2).transpose(1, 2)
        phi = self.pool(self.phi(x)).flatten(2)
        g = self.pool(self.g(x)).flatten(2).transpose(1, 2)
        if hasattr(nn.functional, "scaled_dot_product_attention"):
            y = nn.functional.scaled_dot_product_attention(theta, phi.transpose(1, 2), g)
        else:
            y = (theta @ phi * self.scale).softmax(-1) @ g
        y = y.transpose(1, 2).reshape(x.shape[0], -1, *x.shape[2:])
        return x + self.bn(self.conv_out(y))
