"""PyTorch as a contestant: JSON lines on stdin and stdout, as src/protocol.ts says. Usage: serve.py THREADS"""

import os
import sys
import time
from pathlib import Path

sys.path.append(str(Path(__file__).parent.parent / "python-contestant"))
from contestant import Contestant  # noqa: E402

THREADS = int(sys.argv[1])
began = time.perf_counter()
import torch  # noqa: E402

torch.set_num_threads(THREADS)
(torch.ones(4) + torch.ones(4)).sum().item()
STARTUP_MS = (time.perf_counter() - began) * 1000

import jobs  # noqa: E402
from inputs import sampled  # noqa: E402


def blas():
    """The library that multiplies matrices: MKL where built in, else the one this process has mapped."""
    if torch.backends.mkl.is_available():
        return "MKL"
    try:
        with open("/proc/self/maps") as maps:
            files = {os.path.basename(line.split()[-1]) for line in maps if "blas" in line}
    except OSError:
        return "unknown"
    names = sorted(name for name in files if not name.startswith("libscipy"))
    slow = any(name.startswith("libblas") for name in names) and not any("openblas" in n for n in names)
    return ", ".join(names) + (" (the slow reference BLAS)" if slow else "")


def describe():
    return {
        "name": "PyTorch",
        "version": torch.__version__,
        "configuration": {
            "threads": torch.get_num_threads(),
            "blas": blas(),
            "cpu": torch.backends.cpu.get_cpu_capability() if hasattr(torch.backends, "cpu") else "",
            "python": sys.version.split()[0],
        },
        "startupMs": STARTUP_MS,
    }


Contestant(describe, jobs.KINDS, sampled).serve()
