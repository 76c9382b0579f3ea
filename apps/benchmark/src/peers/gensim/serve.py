"""gensim as a contestant: JSON lines on stdin and stdout, as src/protocol.ts says. Usage: serve.py THREADS"""

import sys
import time
from pathlib import Path

sys.path.append(str(Path(__file__).parent.parent / "python-contestant"))
from contestant import Contestant  # noqa: E402

THREADS = int(sys.argv[1])

began = time.perf_counter()
import gensim  # noqa: E402
from gensim.models import word2vec  # noqa: E402

STARTUP_MS = (time.perf_counter() - began) * 1000

from numbers_of_workloads import sampled  # noqa: E402
from word_vectors import WordVectors  # noqa: E402


def describe():
    return {
        "name": "gensim",
        "version": gensim.__version__,
        "configuration": {
            "threads": THREADS,
            # -1: plain Python; 0 and 1: compiled, with BLAS that gives doubles or floats; 2: compiled without BLAS.
            "fastVersion": word2vec.FAST_VERSION,
            "python": sys.version.split()[0],
        },
        "startupMs": STARTUP_MS,
    }


kinds = {"word_vectors": lambda workload: WordVectors(workload, THREADS)}
Contestant(describe, kinds, sampled).serve()
