import { CheckpointError } from './metadata.ts';

/** Stands in the file while its checksum is computed. */
export const unsealed: string = '0'.repeat(64);

/**
 * Writes the SHA-256 of a file that holds `unsealed` in its header in the place of `unsealed`. Pages that are not served securely have no
 * cryptography; their files stay unsealed and are not verified.
 */
export async function seal(bytes: Uint8Array): Promise<Uint8Array> {
  const at = positionOf(unsealed, bytes);
  const digest = at < 0 ? undefined : await sha256(bytes);
  if (digest) bytes.set(new TextEncoder().encode(digest), at);
  return bytes;
}

/**
 * Compares a file with the checksum that it states.
 * @throws CheckpointError when a byte has changed.
 */
export async function verify(bytes: Uint8Array, stated: string): Promise<void> {
  if (stated === unsealed) return;
  const copy = new Uint8Array(bytes);
  const at = positionOf(stated, copy);
  if (at >= 0) copy.set(new TextEncoder().encode(unsealed), at);
  const digest = await sha256(copy);
  if (digest === undefined || digest === stated) return;
  throw new CheckpointError(
    'the checkpoint is damaged: its bytes do not have the checksum that it states; copy it again, or use an earlier one',
    { stated, actual: digest },
  );
}

/** Where a text of ASCII letters stands in the header of a safetensors file; -1 where it does not. */
function positionOf(text: string, bytes: Uint8Array): number {
  const headerBytes = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  // One character per byte, so that positions in the text are positions in the file.
  const header = new TextDecoder('latin1').decode(bytes.subarray(0, 8 + headerBytes));
  return header.indexOf(`"${text}"`) + 1 || -1;
}

async function sha256(bytes: Uint8Array): Promise<string | undefined> {
  const { subtle } = globalThis.crypto as Partial<Crypto>;
  if (!subtle) return undefined;
  const digest = new Uint8Array(await subtle.digest('SHA-256', new Uint8Array(bytes)));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
