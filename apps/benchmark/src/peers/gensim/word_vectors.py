"""The word_vectors workloads of src/workload.ts, as a user of gensim writes them."""

import numpy as np
from gensim.models import Word2Vec

from numbers_of_workloads import fill


def corpus(workload):
    """Sentences of words w0, w1, …, of which word r comes in proportion to 1 / (r + 1)."""
    draws = fill(workload["tensors"][0]).astype(np.float64)
    ranks = np.floor(workload["vocabulary"] ** draws).astype(np.int64) - 1
    return [[f"w{rank}" for rank in sentence] for sentence in ranks]


class WordVectors:
    def __init__(self, workload, threads):
        self.workload, self.threads = workload, threads
        self.sentences = corpus(workload)
        self.model = self.fresh()

    def fresh(self):
        w = self.workload
        model = Word2Vec(
            vector_size=w["dimensions"],
            window=w["window"],
            negative=w["negatives"],
            sample=w["subsample"],
            alpha=w["learningRate"],
            sg=int(w["architecture"] == "skipGram"),
            hs=0,
            min_count=1,
            workers=self.threads,
            seed=1,
        )
        model.build_vocab(self.sentences)
        return model

    def train(self, model, epochs):
        model.train(self.sentences, total_examples=model.corpus_count, epochs=epochs)

    def run(self):
        self.train(self.model, 1)

    def outputs(self):
        model = self.fresh()
        self.train(model, self.workload["epochs"])
        return {"norms": np.array([np.linalg.norm(model.wv.vectors), np.linalg.norm(model.syn1neg)])}
