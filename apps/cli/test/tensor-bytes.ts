import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** The tensors of a safetensors file: name, type and shape, and a digest of all their bytes; not its metadata. */
export function tensorBytes(path: string): { readonly header: object; readonly digest: string } {
  const file = readFileSync(path);
  const headerLength = Number(file.readBigUInt64LE(0));
  const start = 8 + headerLength;
  const header = JSON.parse(file.toString('utf8', 8, start)) as Record<string, unknown>;
  delete header['__metadata__'];
  const digest = createHash('sha256').update(file.subarray(start)).digest('hex');
  return { header, digest };
}
