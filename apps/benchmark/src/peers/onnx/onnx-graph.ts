import { Message } from './protobuf.ts';

export type ElementType = 'float32' | 'int32' | 'int64';

/** Numbers of TensorProto.DataType. */
const elementTypes: Readonly<Record<ElementType, number>> = { float32: 1, int32: 6, int64: 7 };

/** A whole number is written as an integer; a fraction needs `float`. */
export type Attribute = number | string | readonly number[] | { readonly float: number };

/** A size, or the name of one that is known only when the model runs. */
export type Dimension = number | string;

/** Builds an ONNX model (opset 17) node by node; a value is its name. */
export class OnnxGraph {
  readonly #graph = new Message();
  readonly #constants = new Map<string, string>();
  #values = 0;

  input(name: string, type: ElementType, shape: readonly Dimension[]): string {
    this.#graph.message(11, valueInfo(name, type, shape));
    return name;
  }

  output(value: string, name: string, type: ElementType, shape: readonly Dimension[]): void {
    this.#graph.message(1, node('Identity', [value], [name], {}));
    this.#graph.message(12, valueInfo(name, type, shape));
  }

  initializer(name: string, values: Float32Array | Int32Array, shape: readonly number[]): string {
    const type = values instanceof Int32Array ? 'int32' : 'float32';
    const raw = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    return this.#tensor(name, type, shape, raw);
  }

  /** A small constant of 64-bit integers, as shapes and axes are. */
  integers(values: readonly number[]): string {
    const name = `integers_${values.join('_')}`;
    const known = this.#constants.get(name);
    if (known !== undefined) return known;
    const raw = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
    this.#constants.set(name, this.#tensor(name, 'int64', [values.length], raw));
    return name;
  }

  /** A scalar constant of 32-bit floats. */
  number(value: number): string {
    const name = `number_${value}`;
    if (this.#constants.has(name)) return name;
    this.#constants.set(name, this.initializer(name, Float32Array.of(value), []));
    return name;
  }

  node(
    operator: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
  ): string {
    this.#values += 1;
    const output = `v${this.#values}`;
    this.#graph.message(1, node(operator, inputs, [output], attributes));
    return output;
  }

  model(): Uint8Array {
    this.#graph.text(2, 'benchmark');
    return new Message()
      .integer(1, 8)
      .message(7, this.#graph)
      .message(8, new Message().text(1, '').integer(2, 17))
      .finish();
  }

  #tensor(name: string, type: ElementType, shape: readonly number[], raw: Uint8Array): string {
    const tensor = new Message();
    for (const size of shape) tensor.integer(1, size);
    tensor.integer(2, elementTypes[type]).text(8, name).bytes(9, raw);
    this.#graph.message(5, tensor);
    return name;
  }
}

function valueInfo(name: string, type: ElementType, shape: readonly Dimension[]): Message {
  const sizes = new Message();
  for (const size of shape) {
    const dimension = new Message();
    if (typeof size === 'number') dimension.integer(1, size);
    else dimension.text(2, size);
    sizes.message(1, dimension);
  }
  const tensor = new Message().integer(1, elementTypes[type]).message(2, sizes);
  return new Message().text(1, name).message(2, new Message().message(1, tensor));
}

function node(
  operator: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Readonly<Record<string, Attribute>>,
): Message {
  const message = new Message();
  for (const input of inputs) message.text(1, input);
  for (const output of outputs) message.text(2, output);
  message.text(3, outputs[0] ?? '').text(4, operator);
  for (const [name, value] of Object.entries(attributes)) {
    message.message(5, attribute(name, value));
  }
  return message;
}

function attribute(name: string, value: Attribute): Message {
  const message = new Message().text(1, name);
  if (typeof value === 'number') return message.integer(3, value).integer(20, 2);
  if (typeof value === 'string') return message.text(4, value).integer(20, 3);
  if ('float' in value) return message.float(2, value.float).integer(20, 1);
  for (const one of value) message.integer(8, one);
  return message.integer(20, 7);
}
