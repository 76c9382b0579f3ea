import { elementTypes, type ElementType } from '../element-types.ts';
import { damaged, refused, saveStateDict } from './error.ts';
import { Global } from './machine.ts';
import { numpyGlobals } from './numpy-scalars.ts';
import { PickledBytes, PickledStorage, PickledTensor } from './pickled-tensor.ts';

/** The class of a storage; untyped ones leave the element type to their tensors. */
export class StorageClass extends Global {
  readonly type: ElementType | undefined;

  constructor(name: string, type?: ElementType) {
    super(name);
    this.type = type;
  }
}

/** An element type as a value of its own. */
export class DTypeName extends Global {
  readonly type: ElementType;

  constructor(name: string, type: ElementType) {
    super(name);
    this.type = type;
  }
}

const storageClasses: Readonly<Record<string, keyof typeof elementTypes | undefined>> = {
  'torch.HalfStorage': 'F16',
  'torch.BFloat16Storage': 'BF16',
  'torch.FloatStorage': 'F32',
  'torch.DoubleStorage': 'F64',
  'torch.CharStorage': 'I8',
  'torch.ShortStorage': 'I16',
  'torch.IntStorage': 'I32',
  'torch.LongStorage': 'I64',
  'torch.ByteStorage': 'U8',
  'torch.BoolStorage': 'BOOL',
  'torch.UntypedStorage': undefined,
  'torch.storage.UntypedStorage': undefined,
};

const dtypes: Readonly<Record<string, keyof typeof elementTypes>> = {
  'torch.float16': 'F16',
  'torch.bfloat16': 'BF16',
  'torch.float32': 'F32',
  'torch.float64': 'F64',
  'torch.int8': 'I8',
  'torch.int16': 'I16',
  'torch.int32': 'I32',
  'torch.int64': 'I64',
  'torch.uint8': 'U8',
  'torch.uint16': 'U16',
  'torch.uint32': 'U32',
  'torch.uint64': 'U64',
  'torch.bool': 'BOOL',
};

/** The list: what each name that a pickle may ask for stands for. */
const allowed: ReadonlyMap<string, Global> = makeAllowed();

function makeAllowed(): Map<string, Global> {
  const globals = [
    ...Object.entries(storageClasses).map(
      ([name, type]) => new StorageClass(name, type && elementTypes[type]),
    ),
    ...Object.entries(dtypes).map(([name, type]) => new DTypeName(name, elementTypes[type])),
    new Global('torch._utils._rebuild_tensor_v2', rebuildTensor),
    new Global('torch._utils._rebuild_tensor_v3', rebuildTensorOfBytes),
    new Global('torch._utils._rebuild_parameter', rebuildParameter),
    new Global('torch.Size', size),
    new Global('torch.device', device),
    ...numpyGlobals,
    new Global('collections.OrderedDict', orderedDict),
    new Global('_codecs.encode', encode),
  ];
  return new Map(globals.map((global) => [global.name, global]));
}

/** `(storage, offset, size, stride, requires_grad, backward_hooks, metadata?)`. */
function rebuildTensor([storage, offset, shape, strides]: readonly unknown[]): PickledTensor {
  if (!(storage instanceof PickledStorage)) throw wrongArguments('_rebuild_tensor_v2');
  return new PickledTensor(storage, [offset, shape, strides]);
}

/** `(storage, offset, size, stride, requires_grad, backward_hooks, dtype, metadata?)`, for storages without a type. */
function rebuildTensorOfBytes(args: readonly unknown[]): PickledTensor {
  const [storage, offset, shape, strides, , , dtype] = args;
  if (!(storage instanceof PickledBytes && dtype instanceof DTypeName)) {
    throw wrongArguments('_rebuild_tensor_v3');
  }
  return new PickledTensor(storage.as(dtype.type), [offset, shape, strides]);
}

/** `(data, requires_grad, backward_hooks)`. */
function rebuildParameter([data]: readonly unknown[]): PickledTensor {
  if (!(data instanceof PickledTensor)) throw wrongArguments('_rebuild_parameter');
  return data;
}

function size([sizes]: readonly unknown[]): unknown[] {
  if (!Array.isArray(sizes)) throw wrongArguments('torch.Size');
  return [...(sizes as unknown[])];
}

/** `(kind)` or `(kind, index)`: 'cpu', 'cuda:1'. */
function device([kind, index]: readonly unknown[]): string {
  if (typeof kind !== 'string') throw wrongArguments('torch.device');
  if (index === undefined) return kind;
  if (typeof index !== 'number') throw wrongArguments('torch.device');
  return `${kind}:${index}`;
}

function orderedDict([pairs = []]: readonly unknown[]): Map<unknown, unknown> {
  if (!Array.isArray(pairs) || !pairs.every(isPair)) throw wrongArguments('OrderedDict');
  return new Map(pairs);
}

/** How protocol 2 writes bytes: `(text, 'latin1')`. */
function encode([text, encoding]: readonly unknown[]): Uint8Array {
  const codes = typeof text === 'string' ? Array.from(text, (one) => one.codePointAt(0)!) : [];
  if (typeof text !== 'string' || encoding !== 'latin1' || codes.some((code) => code > 255)) {
    throw wrongArguments('_codecs.encode');
  }
  return Uint8Array.from(codes);
}

/**
 * What a name stands for.
 * @throws TorchCheckpointError when it is not on the list.
 */
export function allowedGlobal(name: string, at: number): Global {
  const global = allowed.get(name);
  if (global) return global;
  throw refused(
    `data.pkl asks for ${name} before byte ${at}, which is not on the list of what is read (tensors, dicts, lists, plain values and NumPy numbers), since a pickle can run whatever it names; nothing of it was run; ${remedyFor(name)}`,
    { global: name, at },
  );
}

function remedyFor(name: string): string {
  if (/^numpy\b/.test(name)) {
    return 'save numbers instead of NumPy values: value.item(), or torch.from_numpy(array)';
  }
  if (/^torch\.\w+Storage$/.test(name)) {
    return `convert the tensors to one of ${Object.keys(dtypes).join(', ')} before saving`;
  }
  if (/^torch\._utils\._rebuild_(sparse|qtensor|nested|mkldnn)/.test(name)) {
    return 'convert it to a dense tensor before saving, such as tensor.to_dense() or tensor.dequantize()';
  }
  return saveStateDict;
}

function isPair(value: unknown): value is [unknown, unknown] {
  return Array.isArray(value) && value.length === 2;
}

function wrongArguments(name: string): Error {
  return damaged(`data.pkl calls ${name} with arguments that it does not take`, { global: name });
}
