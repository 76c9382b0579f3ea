// What a server sends of a file: as it is, or smaller where the browser can unpack it.
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const texts = new Set(['.css', '.html', '.js', '.json', '.svg']);

/** The best first. A server compresses once and sends many times, but the first visitor waits for it. */
const encodings = {
  br: (bytes) =>
    promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
  gzip: (bytes) => promisify(gzip)(bytes, { level: 9 }),
};

/** The contents of files in each encoding, each made once. */
export class Compressed {
  #kept = new Map();

  /** The bytes to send, and the headers that tell how they are packed. */
  async read(file, { mtimeMs }, acceptEncoding = '') {
    if (!texts.has(extname(file))) return { bytes: await readFile(file), headers: {} };
    const encoding = bestOf(acceptEncoding);
    const bytes = await (encoding ? this.#packed(file, mtimeMs, encoding) : readFile(file));
    const told = encoding && { 'Content-Encoding': encoding };
    return { bytes, headers: { Vary: 'Accept-Encoding', ...told } };
  }

  #packed(file, mtimeMs, encoding) {
    const key = `${encoding} ${file}`;
    const kept = this.#kept.get(key);
    if (kept?.mtimeMs === mtimeMs) return kept.bytes;
    const bytes = readFile(file).then(encodings[encoding]);
    this.#kept.set(key, { mtimeMs, bytes });
    // A file that is gone the next moment is asked for anew.
    bytes.catch(() => this.#kept.delete(key));
    return bytes;
  }
}

/** The best encoding that a browser takes; undefined where it takes none. */
function bestOf(acceptEncoding) {
  const taken = new Set();
  for (const part of acceptEncoding.toLowerCase().split(',')) {
    const [name, ...parameters] = part.split(';').map((text) => text.trim());
    if (!parameters.some((text) => /^q=0(\.0*)?$/.test(text))) taken.add(name);
  }
  return Object.keys(encodings).find((name) => taken.has(name));
}
