/** A field of a protocol buffer, as bytes. */
type Field = Uint8Array;

const [varintType, doubleType, bytesType, floatType] = [0, 1, 2, 5] as const;

/** A whole number of 0 or more. */
export function integerField(number: number, value: number): Field {
  return joined([varint(tag(number, varintType)), varint(value)]);
}

export function doubleField(number: number, value: number): Field {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value, true);
  return joined([varint(tag(number, doubleType)), bytes]);
}

export function floatField(number: number, value: number): Field {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return joined([varint(tag(number, floatType)), bytes]);
}

export function textField(number: number, text: string): Field {
  return messageField(number, [new TextEncoder().encode(text)]);
}

/** A message within a message. */
export function messageField(number: number, fields: readonly Field[]): Field {
  const content = joined(fields);
  return joined([varint(tag(number, bytesType)), varint(content.length), content]);
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function tag(number: number, type: number): number {
  return 8 * number + type;
}

/** Seven bits a byte, the lowest first. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Uint8Array.from([...bytes, rest]);
}
