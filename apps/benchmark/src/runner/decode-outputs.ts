import type { NamedOutputs } from '@rondo/workloads';

export function decodeOutputs(outputs: Readonly<Record<string, string>>): NamedOutputs {
  const entries = Object.entries(outputs).map(([name, base64]) => {
    // A copy, since pooled bytes may start anywhere.
    const bytes = Uint8Array.from(Buffer.from(base64, 'base64'));
    return [name, new Float32Array(bytes.buffer, 0, Math.floor(bytes.length / 4))] as const;
  });
  return Object.fromEntries(entries);
}
