/**
 * The checksums that the directory of a zip archive gives for its records, by name; 0 is that of none, which PyTorch may write.
 *
 * undefined where there is no directory. Source: PKWARE, APPNOTE.TXT, 4.3.12 to 4.3.16.
 */
export function checksumsIn(bytes: Uint8Array): ReadonlyMap<string, number> | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return directoryAt(view, bytes);
  } catch (error) {
    // A place outside of the file.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const signatures = {
  end: 0x06054b50,
  wideEndLocator: 0x07064b50,
  record: 0x02014b50,
};

function directoryAt(view: DataView, bytes: Uint8Array): Map<string, number> | undefined {
  const end = endOfDirectory(view);
  if (end === undefined) return undefined;
  const isWide = end >= 20 && view.getUint32(end - 20, true) === signatures.wideEndLocator;
  const wideEnd = isWide ? place(view, end - 12) : 0;
  const count = isWide ? place(view, wideEnd + 32) : view.getUint16(end + 10, true);
  let at = isWide ? place(view, wideEnd + 48) : view.getUint32(end + 16, true);
  const checksums = new Map<string, number>();
  for (let index = 0; index < count; index++) {
    if (view.getUint32(at, true) !== signatures.record) return undefined;
    const [name, extra, comment] = [28, 30, 32].map((field) => view.getUint16(at + field, true));
    const text = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + name!));
    checksums.set(text, view.getUint32(at + 16, true));
    at += 46 + name! + extra! + comment!;
  }
  return checksums;
}

/** Searched from the end, before which a comment of up to 64 kB may lie. */
function endOfDirectory(view: DataView): number | undefined {
  const last = view.byteLength - 22;
  for (let at = last; at >= 0 && at >= last - 0xffff; at--) {
    if (view.getUint32(at, true) === signatures.end) return at;
  }
  return undefined;
}

function place(view: DataView, at: number): number {
  return Number(view.getBigUint64(at, true));
}
