"""PyTorch as a contestant: JSON lines on stdin and stdout, as src/protocol.ts says. Usage: serve.py THREADS"""

import base64
import json
import os
import resource
import sys
import time

THREADS = int(sys.argv[1])
# What prints would otherwise print between the answers.
ANSWERS = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)

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


def run(job, repetitions):
    cpu, wall = time.process_time(), time.perf_counter()
    for _ in range(repetitions):
        job.run()
    return {
        "wallMs": (time.perf_counter() - wall) * 1000,
        "cpuMs": (time.process_time() - cpu) * 1000,
    }


def encoded(outputs):
    return {name: base64.b64encode(sampled(value)).decode() for name, value in outputs.items()}


class Contestant:
    job = None

    def answer(self, request):
        if "describe" in request:
            return describe()
        if "memory" in request:
            return {"peakBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}
        if "prepare" in request:
            return self.prepare(request["prepare"])
        if self.job is None:
            return {"error": "no workload is prepared: send `prepare` first"}
        if "outputs" in request:
            return {"outputs": encoded(self.job.outputs())}
        if "run" in request:
            return run(self.job, request["run"])
        if "first" in request:
            return self.job.first()
        return {"error": f"unknown request {request}"}

    def prepare(self, workload):
        self.job = None
        make = jobs.KINDS.get(workload["kind"])
        if make is None:
            return {"unsupported": f"no adapter for {workload['kind']}"}
        self.job = make(workload)
        return {"ok": True}


def main():
    contestant = Contestant()
    for line in sys.stdin:
        request = json.loads(line)
        if "exit" in request:
            body = {"ok": True}
        else:
            try:
                body = contestant.answer(request)
            except Exception as error:  # the process answers further requests
                body = {"error": f"{type(error).__name__}: {error}"}
        ANSWERS.write(json.dumps({"id": request["id"], **body}) + "\n")
        ANSWERS.flush()
        if "exit" in request:
            break
    ANSWERS.flush()
    # Thread pools of BLAS libraries may hang or crash while they are taken down.
    os._exit(0)


main()
