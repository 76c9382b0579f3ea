"""The same numbers as src/inputs.ts, and the same samples of outputs, as NumPy arrays."""

import numpy as np

LARGEST_SAMPLE = 65_536


def bits(count, seed):
    """The 32 bits behind elements 0 to count - 1 of tensor number seed."""
    x = np.arange(1, count + 1, dtype=np.uint32) * np.uint32(2654435761)
    x += np.uint32(seed * 40503 % 2**32)
    x ^= x >> np.uint32(16)
    x *= np.uint32(0x45D9F3B)
    return x ^ (x >> np.uint32(16))


def fill(spec):
    """An array as the specification says: float32, or whole numbers as int64."""
    shape = spec["shape"]
    uniform = bits(int(np.prod(shape)), spec["seed"]).astype(np.float64)
    if spec["dtype"] == "int32":
        values = np.floor(uniform * spec["limit"] / 2**32).astype(np.int64)
    else:
        values = spec["offset"] + spec["scale"] * (uniform / 2**32 * 2 - 1)
        values = values.astype(np.float32)
    return values.reshape(shape)


def sampled(values):
    """Little-endian float32 bytes of every s-th element, s odd for large outputs."""
    values = np.asarray(values).reshape(-1).astype("<f4")
    step = max(1, -(-values.size // LARGEST_SAMPLE))
    step += 1 if step % 2 == 0 else 0
    return np.ascontiguousarray(values[::step]).tobytes()
