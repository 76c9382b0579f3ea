"""Loads a state dict by name into a module of torch.nn, strictly, runs it and saves what it computed.

Usage: run_module.py FOLDER, where request.json says { module, args, options, inputs, causal }, and state.safetensors and
inputs.safetensors are read. Writes outputs.safetensors ("0", "1", ...) and state.pt, the module's state dict.
The format is read here, because Debian's python3-torch comes without the safetensors package.
"""

import json
import struct
import sys
from pathlib import Path

import torch

TYPES = {"F32": torch.float32, "I32": torch.int32, "BOOL": torch.bool}


def read(path):
    data = bytearray(path.read_bytes())
    (length,) = struct.unpack_from("<Q", data)
    header = json.loads(data[8 : 8 + length])
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        dtype = TYPES[entry["dtype"]]
        begin, end = entry["data_offsets"]
        size = torch.tensor([], dtype=dtype).element_size()
        flat = torch.frombuffer(data, dtype=dtype, offset=8 + length + begin, count=(end - begin) // size)
        tensors[name] = flat.reshape(entry["shape"]).clone()
    return tensors


def write(path, tensors):
    """Writes floats."""
    header, data = {}, b""
    for name, tensor in tensors.items():
        numbers = tensor.flatten().tolist()
        content = struct.pack(f"<{len(numbers)}f", *numbers)
        offsets = [len(data), len(data) + len(content)]
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": offsets}
        data += content
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def flat(value):
    if isinstance(value, torch.Tensor):
        return [value]
    return [tensor for item in value for tensor in flat(item)]


folder = Path(sys.argv[1])
request = json.loads((folder / "request.json").read_text())
module = getattr(torch.nn, request["module"])(*request["args"], **request["options"])
module.load_state_dict(read(folder / "state.safetensors"), strict=True)
torch.save(module.state_dict(), folder / "state.pt")

inputs = read(folder / "inputs.safetensors")
arguments = [inputs[name].double() for name in request["inputs"]]
masks = {}
if request["causal"]:
    steps = arguments[-1].shape[1]
    masks["tgt_mask"] = torch.full((steps, steps), float("-inf"), dtype=torch.float64).triu(1)
with torch.no_grad():
    outputs = flat(module.double().eval()(*arguments, **masks))
write(folder / "outputs.safetensors", {str(i): output for i, output in enumerate(outputs)})
