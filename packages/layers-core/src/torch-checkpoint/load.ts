import { scope, tensor, Tensor } from '@rondo/tensor';
import { readElements } from '../element-types.ts';
import { allowedGlobal } from './allowed-globals.ts';
import { readArchive } from './archive.ts';
import { toCheckpointValue, type CheckpointValue } from './checkpoint-value.ts';
import { refused } from './error.ts';
import type { PickledStorage, PickledTensor } from './pickled-tensor.ts';
import { Storages } from './storages.ts';
import { unpickle } from './unpickler.ts';

/**
 * Reads what `torch.save` wrote (PyTorch 1.6 and later), all or nothing, without running anything: a state dict, or tensors and plain
 * values in dicts and lists, as training scripts save them.
 *
 * A pickle is a program; this reader knows the opcodes and the few names that tensors, dicts and plain values need, and refuses all
 * others. Single numbers of NumPy are read as numbers (bigints beyond 2⁵³), a torch.device as text. The records of the file must have
 * their checksums, unless it was written without. float32, float64 (rounded), float16 and bfloat16 become float32; whole numbers int32, which must hold them; bool bool.
 * Tensors that share a storage share it here, too. The tensors belong to the scope that is open when the promise settles.
 * Source: PyTorch, torch/serialization.py.
 * @throws TorchCheckpointError naming the class, function or opcode that is refused and what to do, or what is damaged.
 */
export async function load(bytes: Uint8Array): Promise<CheckpointValue> {
  const archive = await readArchive(bytes);
  const storages = new Storages(archive);
  const built = unpickle(archive.pickle, {
    global: allowedGlobal,
    persistent: (id) => storages.find(id),
  });
  const { littleEndian } = archive;
  return scope(() => {
    const uploaded = new Map<PickledStorage, Tensor>();
    return toCheckpointValue(built, (pickled, path) => {
      const whole = uploaded.get(pickled.storage) ?? upload(pickled, path, littleEndian);
      uploaded.set(pickled.storage, whole);
      return new Tensor(whole.storage, whole.dtype, pickled);
    });
  });
}

/** All elements of a tensor's storage. */
function upload({ storage }: PickledTensor, path: string, littleEndian: boolean): Tensor {
  const elements = readElements(storage.bytes, storage.type, {
    littleEndian,
    refuse: (index, value) =>
      refused(
        `element ${index} of the storage of tensor '${path}' is ${value}, which int32 cannot hold; convert it to float32 before saving`,
        { path, index, value },
      ),
  });
  return tensor(elements, { dtype: storage.type.dtype });
}
