"""Writes gensim-wikitext2.json: the losses and WS-353 correlations of gensim on the WikiText-2 test and validation text.

python3 gensim-wikitext2.py TEXT_FOLDER WORD_SIMILARITY_FOLDER > ../fixtures/gensim-wikitext2.json
Needs gensim 4 and scipy. One worker, so that a seed gives the same numbers again.
"""

import gzip
import json
import sys

import gensim
from gensim.models import Word2Vec
from gensim.models.callbacks import CallbackAny2Vec
from scipy.stats import spearmanr

text, similarity = sys.argv[1:3]
sentences = []
for name in ("test", "valid"):
    with gzip.open(f"{text}/{name}.txt.gz", "rt", encoding="utf-8") as lines:
        sentences += [line.split() for line in lines if line.strip()]
with open(f"{similarity}/EN-WS-353-ALL.txt", encoding="utf-8") as lines:
    judged = [line.split() for line in lines]


class Losses(CallbackAny2Vec):
    """The sum of the losses of all predictions of an epoch."""

    def __init__(self):
        self.sums = []

    def on_epoch_end(self, model):
        self.sums.append(float(model.running_training_loss))
        model.running_training_loss = 0.0


settings = dict(vector_size=100, window=5, negative=5, sample=1e-3, min_count=5, min_alpha=1e-4, epochs=10)
seeds = [1, 2, 3, 4, 5]
runs = {}
for name, skip_gram, alpha in (("skipGram", 1, 0.025), ("cbow", 0, 0.05)):
    correlations, sums = [], []
    for seed in seeds:
        losses = Losses()
        model = Word2Vec(
            sentences, **settings, sg=skip_gram, alpha=alpha, seed=seed, workers=1, compute_loss=True, callbacks=[losses]
        )
        known = [(model.wv.similarity(a, b), float(score)) for a, b, score in judged if a in model.wv and b in model.wv]
        correlations.append(round(float(spearmanr(*zip(*known)).correlation), 4))
        sums.append([round(own) for own in losses.sums])
    runs[name] = dict(
        learningRate=alpha,
        words=len(model.wv),
        pairs=len(known),
        correlations=correlations,
        losses=[round(sum(own) / len(seeds)) for own in zip(*sums)],
    )
print(json.dumps(dict(program=f"gensim {gensim.__version__}", settings=settings, seeds=seeds, runs=runs), indent=2))
