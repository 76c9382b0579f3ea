"""What every contestant in Python does: JSON lines on stdin and stdout, as src/protocol.ts says."""

import base64
import json
import os
import resource
import sys
import time

# What prints would otherwise print between the answers.
ANSWERS = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)


def run(job, repetitions):
    cpu, wall = time.process_time(), time.perf_counter()
    for _ in range(repetitions):
        job.run()
    return {
        "wallMs": (time.perf_counter() - wall) * 1000,
        "cpuMs": (time.process_time() - cpu) * 1000,
    }


class Contestant:
    """`describe` says who it is, `kinds` makes jobs of workloads by their kind, `sampled` gives the bytes of an output."""

    def __init__(self, describe, kinds, sampled):
        self.describe, self.kinds, self.sampled = describe, kinds, sampled
        self.job = None

    def answer(self, request):
        if "describe" in request:
            return self.describe()
        if "memory" in request:
            return {"peakBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}
        if "prepare" in request:
            return self.prepare(request["prepare"])
        if self.job is None:
            return {"error": "no workload is prepared: send `prepare` first"}
        if "outputs" in request:
            return {"outputs": self.encoded(self.job.outputs())}
        if "run" in request:
            return run(self.job, request["run"])
        if "first" in request:
            return self.job.first()
        return {"error": f"unknown request {request}"}

    def encoded(self, outputs):
        return {name: base64.b64encode(self.sampled(value)).decode() for name, value in outputs.items()}

    def prepare(self, workload):
        self.job = None
        make = self.kinds.get(workload["kind"])
        if make is None:
            return {"unsupported": f"no adapter for {workload['kind']}"}
        self.job = make(workload)
        return {"ok": True}

    def serve(self):
        for line in sys.stdin:
            request = json.loads(line)
            if "exit" in request:
                body = {"ok": True}
            else:
                try:
                    body = self.answer(request)
                except Exception as error:  # the process answers further requests
                    body = {"error": f"{type(error).__name__}: {error}"}
            ANSWERS.write(json.dumps({"id": request["id"], **body}) + "\n")
            ANSWERS.flush()
            if "exit" in request:
                break
        ANSWERS.flush()
        # Thread pools of BLAS libraries may hang or crash while they are taken down.
        os._exit(0)
