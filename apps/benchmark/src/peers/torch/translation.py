"""An encoder-decoder of torch.nn.Transformer and its training step."""

import math

import torch
import torch.nn.functional as F
from torch import nn

from adam import adam


class Translator(nn.Module):
    def __init__(self, sizes, t, embeddings):
        super().__init__()
        d_model, layers = sizes["dModel"], sizes["layers"]
        self.transformer = nn.Transformer(
            d_model, sizes["heads"], layers, layers, sizes["feedForward"], dropout=0.0, batch_first=True
        )
        self.output = nn.Linear(d_model, sizes["vocabulary"])
        self.scale = math.sqrt(d_model)
        if embeddings:
            self.source_embedding = nn.Embedding(sizes["vocabulary"], d_model)
            self.target_embedding = nn.Embedding(sizes["vocabulary"], d_model)
            self.register_buffer("positions", t["positions"], persistent=False)
        self.load_state_dict({name: t[tensor_name(name)] for name, _ in self.named_parameters()})

    def embedded(self, embedding, ids, begin=0):
        return embedding(ids) * self.scale + self.positions[begin : begin + ids.shape[1]]

    def forward(self, source, target):
        length = target.shape[1]
        mask = nn.Transformer.generate_square_subsequent_mask(length)
        return self.output(self.transformer(source, target, tgt_mask=mask))


def tensor_name(parameter):
    """The tensor of the workload that fills a parameter: source_embedding, not source_embedding.weight."""
    return parameter.replace("_embedding.weight", "_embedding")


class TrainingStep:
    def __init__(self, workload, t):
        self.workload, self.t = workload, t
        self.start()
        self.run()
        self.start()

    def start(self):
        """Fresh parameters and a fresh optimizer."""
        self.model = Translator(self.workload, self.t, self.workload["embeddings"]).train()
        self.optimizer = adam(self.model.parameters(), lr=self.workload["learningRate"])

    def run(self):
        t, model = self.t, self.model
        self.optimizer.zero_grad(set_to_none=True)
        if self.workload["embeddings"]:
            source = model.embedded(model.source_embedding, t["source_ids"])
            target = model.embedded(model.target_embedding, t["target_ids"])
        else:
            source, target = t["source"], t["target"]
        logits = model(source, target)
        loss = F.cross_entropy(logits.reshape(-1, logits.shape[-1]), t["labels"].reshape(-1))
        loss.backward()
        self.optimizer.step()
        return loss.detach()

    def outputs(self):
        losses = [self.run()]
        gradients = {tensor_name(name): p.grad.clone() for name, p in self.model.named_parameters()}
        losses += [self.run(), self.run()]
        checked = {f"grad.{name}": gradients[name] for name in self.workload["checked"]}
        return {"loss": losses[0], **checked, "losses": torch.stack(losses)}


def seq2seq_step(workload, t):
    return TrainingStep(workload, t)
