"""The workloads of src/workload.ts, each as a user of PyTorch writes it."""

import math
import statistics
import time

import torch
import torch.nn.functional as F
from torch import nn

from adam import adam
from decode import greedy_decode
from inputs import fill
from nonlocal_block import NonLocalBlock
from translation import seq2seq_step


class Job:
    """`compute` does the work once and returns the outputs by name."""

    def __init__(self, compute, inference=False):
        self.compute = torch.inference_mode()(compute) if inference else compute
        self.compute()

    def run(self):
        self.compute()

    def outputs(self):
        return self.compute()


def tensors(workload):
    made = {}
    for spec in workload["tensors"]:
        made[spec["name"]] = fill(spec).requires_grad_(spec.get("gradient", False))
    return made


def with_backward(inputs, forward):
    """Output and gradients of sum(output * grad_output) for every input that asks for one."""
    leaves = {name: tensor for name, tensor in inputs.items() if tensor.requires_grad}

    def compute():
        for leaf in leaves.values():
            leaf.grad = None
        output = forward()
        output.backward(inputs.get("grad_output"))
        return output, {f"grad.{name}": leaf.grad for name, leaf in leaves.items()}

    return compute


def gemm(workload):
    t = tensors(workload)
    a = t["a"].t() if workload["transposeA"] else t["a"]
    b = t["b"].t() if workload["transposeB"] else t["b"]
    return Job(lambda: {"c": a @ b}, inference=True)


def recurrent_layer(workload, t):
    kind = nn.LSTM if workload.get("cell") == "lstm" else nn.GRU
    layer = kind(
        workload["inputSize"],
        workload["hiddenSize"],
        batch_first=True,
        bidirectional=workload.get("bidirectional", False),
    )
    return load_parameters(layer, t)


def load_parameters(module, t):
    """Takes the leaves of t by name as the module's parameters, so that gradients are found there."""
    # Buffers stay as they are.
    module.load_state_dict({name: t[name] for name, _ in module.named_parameters()}, strict=False)
    for name, parameter in module.named_parameters():
        t[name] = parameter
    return module


def layer_job(workload, t, layer, forward):
    if not workload["backward"]:
        layer.eval()
        return Job(lambda: {"output": forward(t["x"])}, inference=True)
    compute = with_backward(t, lambda: forward(t["x"]))

    def outputs():
        output, gradients = compute()
        return {"output": output, **gradients}

    return Job(outputs)


def recurrent(workload):
    t = tensors(workload)
    layer = recurrent_layer(workload, t)
    return layer_job(workload, t, layer, lambda x: layer(x)[0])


def encoder_layer(workload):
    t = tensors(workload)
    layer = nn.TransformerEncoderLayer(
        workload["dModel"], workload["heads"], workload["feedForward"], dropout=0.0, batch_first=True
    )
    load_parameters(layer, t)
    return layer_job(workload, t, layer, layer)


def attention(workload):
    t = tensors(workload)
    fused = getattr(F, "scaled_dot_product_attention", None)

    def forward():
        query, key, value = t["query"], t["key"], t["value"]
        if fused:
            return fused(query, key, value)
        scores = query @ key.transpose(-2, -1) / math.sqrt(workload["size"])
        return torch.softmax(scores, dim=-1) @ value

    if not workload["backward"]:
        return Job(lambda: {"output": forward()}, inference=True)
    compute = with_backward(t, forward)

    def outputs():
        output, gradients = compute()
        return {"output": output, **gradients}

    return Job(outputs)


def non_local(workload):
    t = tensors(workload)
    block = load_parameters(NonLocalBlock(workload), t)
    # Their gradients are zeros but for rounding.
    for layer in (block.g, block.phi, block.conv_out):
        layer.bias.requires_grad_(False)
    return layer_job(workload, t, block, block)


def softmax(workload):
    x = tensors(workload)["x"]
    return Job(lambda: {"y": torch.softmax(x, dim=-1)}, inference=True)


def cross_entropy(workload):
    t = tensors(workload)
    compute = with_backward({"logits": t["logits"]}, lambda: F.cross_entropy(t["logits"], t["labels"]))

    def outputs():
        loss, gradients = compute()
        return {"loss": loss, **gradients}

    return Job(outputs)


def layer_norm(workload):
    t = tensors(workload)

    def forward():
        return F.layer_norm(t["x"], (workload["columns"],), t["weight"], t["bias"])

    if not workload["backward"]:
        return Job(lambda: {"y": forward()}, inference=True)
    compute = with_backward(t, forward)

    def outputs():
        y, gradients = compute()
        return {"y": y, **gradients}

    return Job(outputs)


def chain(workload):
    x = tensors(workload)["x"]
    a, b, c = workload["a"], workload["b"], workload["c"]
    return Job(lambda: {"y": torch.tanh(x * a + b) * c}, inference=True)


def embedding(workload):
    t = tensors(workload)
    if not workload["backward"]:
        return Job(lambda: {"y": F.embedding(t["ids"], t["weight"])}, inference=True)
    compute = with_backward(t, lambda: F.embedding(t["ids"], t["weight"]))
    return Job(lambda: compute()[1])


class AdamJob:
    def __init__(self, workload):
        t = tensors(workload)
        self.parameter = t["parameter"].requires_grad_()
        self.parameter.grad = t["gradient"]
        start = self.parameter.detach().clone()
        self.reset(workload)
        self.run()
        with torch.no_grad():
            self.parameter.copy_(start)
        self.reset(workload)

    def reset(self, workload):
        self.optimizer = adam(
            [self.parameter],
            lr=workload["learningRate"],
            betas=(workload["beta1"], workload["beta2"]),
            eps=workload["epsilon"],
        )

    def run(self):
        self.optimizer.step()

    def outputs(self):
        self.run()
        return {"parameter": self.parameter}


def small_op(workload):
    t = tensors(workload)

    def compute():
        y = t["a"]
        for _ in range(workload["operations"]):
            y = y + t["b"]
        return {"y": y}

    return Job(compute, inference=True)


class NewLengthJob:
    """First call and median of later calls of a GRU at lengths that it has not seen."""

    def __init__(self, workload):
        t = tensors(workload)
        self.lengths = workload["lengths"]
        self.x = t["x"]
        self.layer = recurrent_layer(workload, t).eval()
        # A length of its own starts the library up: only the length is to be new.
        self.call(1)

    @torch.inference_mode()
    def call(self, length):
        began = time.perf_counter()
        output = self.layer(self.x[:, :length].contiguous())[0]
        return (time.perf_counter() - began) * 1000, output

    def run(self):
        self.call(self.lengths[0])

    def outputs(self):
        return {"output": self.call(self.lengths[0])[1]}

    def first(self):
        first_ms, again_ms = [], []
        for length in self.lengths:
            first_ms.append(self.call(length)[0])
            again_ms.append(statistics.median(self.call(length)[0] for _ in range(5)))
        return {"firstMs": first_ms, "againMs": again_ms}


KINDS = {
    "gemm": gemm,
    "recurrent": recurrent,
    "encoder_layer": encoder_layer,
    "attention": attention,
    "non_local": non_local,
    "seq2seq_step": lambda workload: seq2seq_step(workload, tensors(workload)),
    "greedy_decode": lambda workload: greedy_decode(workload, tensors(workload)),
    "softmax": softmax,
    "cross_entropy": cross_entropy,
    "layer_norm": layer_norm,
    "chain": chain,
    "embedding": embedding,
    "adam": AdamJob,
    "small_op": small_op,
    "new_length": NewLengthJob,
}
