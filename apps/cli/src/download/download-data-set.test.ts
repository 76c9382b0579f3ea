import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { FileServer } from '../../test/file-server.ts';
import { Workspace } from '../../test/workspace.ts';
import { sha256 } from './checked-content.ts';
import type { DataSet } from './data-set.ts';
import { downloadDataSet } from './download-data-set.ts';
import { fileSource } from './file-source.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const german = 'Ein Hund.\nZwei Hunde.\n';
const english = 'A dog.\nTwo dogs.\n';
const entry = (name: string, text: string) => ({
  name,
  remote: `${name}.gz`,
  bytes: bytes(text).length,
  sha256: sha256(bytes(text)),
});
const maxBytes = 10_000;

/** A port of this machine at which nothing listens. */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** A data set at a server that has both files, and what downloading it to a new folder does. */
async function dogs() {
  const server = await FileServer.start();
  server.serve('/v1/a.de.gz', gzipSync(german));
  server.serve('/v1/a.en.gz', gzipSync(english));
  const workspace = new Workspace();
  const set: DataSet = {
    name: 'dogs',
    title: 'Dogs',
    page: 'https://dogs.example',
    base: server.url('/v1/'),
    licence: 'free',
    cite: 'us',
    files: [entry('a.de', german), entry('a.en', english)],
  };
  const told: string[] = [];
  const download = (
    from?: string,
    { signal = new AbortController().signal, anyVersion = false, stallSeconds = 5 } = {},
  ): Promise<void> =>
    downloadDataSet(set, {
      source: fileSource(set, from, (folder) => folder, { stallSeconds, maxBytes }),
      folder: workspace.path('data/dogs'),
      anyVersion,
      maxBytes,
      signal,
      tell: (name, size, what) => told.push(`${name} ${size} ${what}`),
    });
  const files = (): string[] =>
    existsSync(workspace.path('data/dogs')) ? readdirSync(workspace.path('data/dogs')) : [];
  const read = (name: string): string => readFileSync(workspace.path(`data/dogs/${name}`), 'utf8');
  return { server, workspace, set, told, download, files, read };
}

describe('downloadDataSet', () => {
  it('unpacks, checks and writes the files', async () => {
    const { download, files, read, told } = await dogs();
    await download();
    expect(files()).toEqual(['a.de', 'a.en']);
    expect([read('a.de'), read('a.en')]).toEqual([german, english]);
    expect(told).toEqual(['a.de 22 checksum right', 'a.en 17 checksum right']);
  });

  it('keeps what is there and right, and replaces what is not', async () => {
    const { server, workspace, download, read, told } = await dogs();
    await download();
    server.asked.length = 0;
    writeFileSync(workspace.path('data/dogs/a.en'), english.slice(0, 5));
    await download();
    expect(server.asked).toEqual(['/v1/a.en.gz']);
    expect(read('a.en')).toBe(english);
    expect(told.slice(2)).toEqual([
      'a.de 22 there already, checksum right',
      'a.en 17 replaced what was there, checksum right',
    ]);
  });

  it('takes plain text, and packed text that the server says is packed', async () => {
    const { server, download, read } = await dogs();
    server.serve('/v1/a.de.gz', german);
    server.answers.set('/v1/a.en.gz', (response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(english)),
    );
    await download();
    expect([read('a.de'), read('a.en')]).toEqual([german, english]);
  });

  it('takes the name that git gives a content for a checksum', async () => {
    const { server, set, download, told } = await dogs();
    // Of `git hash-object`.
    const gitBlob = 'e7f5b6c10c0e0d9056e55c65c6fd620af82fb0eb';
    const file = { name: 'a.txt', remote: 'a.txt', gitBlob };
    Object.assign(set, { files: [file] });
    server.serve('/v1/a.txt', english);
    await download();
    await download();
    expect(told).toEqual(['a.txt 17 checksum right', 'a.txt 17 there already, checksum right']);
    server.serve('/v1/a.txt', german);
    Object.assign(file, { name: 'b.txt' });
    await expect(download()).rejects.toThrow(
      `expected git blob ${gitBlob}, received 22 bytes with git blob `,
    );
  });

  it('goes where it is sent', async () => {
    const { server, download, read } = await dogs();
    server.answers.set('/v1/a.de.gz', (response) =>
      response.writeHead(302, { location: server.url('/moved') }).end(),
    );
    server.answers.set('/moved', (response) =>
      response.writeHead(301, { location: '/again' }).end(),
    );
    server.serve('/again', gzipSync(german));
    await download();
    expect(read('a.de')).toBe(german);
  });

  it('waits for a slow answer, and goes on where an earlier download ended', async () => {
    const { server, download, files, read } = await dogs();
    const packed = gzipSync(english);
    server.answers.set('/v1/a.en.gz', (response) => {
      response.writeHead(200, { 'content-length': packed.length });
      let sent = 0;
      const drip = setInterval(() => {
        response.write(packed.subarray(sent, (sent += 8)));
        if (sent < packed.length) return;
        clearInterval(drip);
        response.end();
      }, 30);
      response.on('close', () => clearInterval(drip));
    });
    await expect(download(undefined, { stallSeconds: 0.02 })).rejects.toThrow(
      /a\.en\.gz: no bytes for 0\.02 seconds; .* --timeout/,
    );
    expect(files()).toEqual(['a.de']);
    await download(undefined, { stallSeconds: 60 });
    expect(read('a.en')).toBe(english);
  });

  it.each([
    ['404', 404, /there is no a\.en\.gz \(404\); see https:\/\/dogs\.example .* --from/],
    ['500', 500, /a\.en\.gz: the server answers 500 Internal Server Error; try again later/],
    ['429', 429, /the server answers 429 Too Many Requests/],
  ])('says of %s what it means', async (_, status, message) => {
    const { server, download, files } = await dogs();
    server.answers.set('/v1/a.en.gz', (response) => response.writeHead(status).end('<html>'));
    await expect(download()).rejects.toThrow(message);
    expect(files()).toEqual(['a.de']);
  });

  it.each([
    ['breaks off', 'the connection broke off; try again'],
    ['sends in a circle', 'redirect count exceeded'],
    ['is cut in its gzip', 'the gzip data ends too early'],
    [
      'is another text',
      `expected 17 bytes with sha256 ${sha256(bytes(english))}, received 22 bytes`,
    ],
    ['is a web page', 'is not the file that is wanted but a web page'],
    ['is too long', 'the answer is longer than 10000 bytes'],
    ['unpacks to too much', 'cannot read'],
  ])('writes nothing of an answer that %s', async (what, message) => {
    const { server, download, files } = await dogs();
    const packed = gzipSync(english);
    const contents: Record<string, Uint8Array | string> = {
      'is cut in its gzip': packed.subarray(0, -9),
      'is another text': gzipSync(german),
      'is a web page': '<!DOCTYPE html><p>Please log in',
      'is too long': 'x'.repeat(maxBytes + 1),
      'unpacks to too much': gzipSync('x'.repeat(maxBytes + 1)),
    };
    server.answers.set('/v1/a.en.gz', (response) => {
      if (what === 'sends in a circle') {
        response.writeHead(302, { location: '/v1/a.en.gz' }).end();
      } else if (what === 'breaks off') {
        response.writeHead(200, { 'content-length': packed.length });
        response.write(packed.subarray(0, 9), () => response.destroy());
      } else response.end(contents[what]);
    });
    await expect(download()).rejects.toThrow(message);
    expect(files()).toEqual(['a.de']);
  });

  it('says that nothing answers', async () => {
    const { download } = await dogs();
    const port = await freePort();
    await expect(download(`http://127.0.0.1:${port}/`)).rejects.toThrow(
      `http://127.0.0.1:${port}/a.de: nothing answers there`,
    );
    await expect(download('https://no-such-host.invalid/x')).rejects.toThrow(
      /no-such-host\.invalid\/x\/a\.de: .*(network|host)/,
    );
  });

  it('takes another version when told to, and says so', async () => {
    const { server, download, read, told } = await dogs();
    server.serve('/v1/a.en.gz', gzipSync('New dogs.\n'));
    await download(undefined, { anyVersion: true });
    expect(read('a.en')).toBe('New dogs.\n');
    expect(told[1]).toBe(
      `a.en 10 another version than the known one: sha256 ${sha256(bytes('New dogs.\n'))}`,
    );
  });

  it('takes no web page for another version', async () => {
    const { server, download, files } = await dogs();
    server.serve('/v1/a.en.gz', '<!doctype html><title>Moved</title>');
    await expect(download(undefined, { anyVersion: true })).rejects.toThrow(
      /a\.en\.gz is not the file that is wanted but a web page; it was not written/,
    );
    expect(files()).toEqual(['a.de']);
  });

  it('is ended by its signal amid an answer and leaves no half file', async () => {
    const { server, download, files } = await dogs();
    const controller = new AbortController();
    const reason = new Error('enough');
    server.answers.set('/v1/a.en.gz', (response) => {
      response.write(gzipSync(english).subarray(0, 9), () => controller.abort(reason));
    });
    await expect(download(undefined, { signal: controller.signal })).rejects.toBe(reason);
    expect(files()).toEqual(['a.de']);
  });

  it('reads a mirror, under any of the names that files have', async () => {
    const { server, download, read } = await dogs();
    server.serve('/mirror/a.de.txt.gz', gzipSync(german));
    server.serve('/mirror/a.en', english);
    await download(server.url('/mirror'));
    expect([read('a.de'), read('a.en')]).toEqual([german, english]);
  });

  it('reads a folder', async () => {
    const { workspace, server, download, files, read } = await dogs();
    const folder = new Workspace();
    folder.file('a.de.txt', german);
    await expect(download(folder.folder)).rejects.toThrow(
      `there is no a.en, no a.en.gz, no a.en.txt, no a.en.txt.gz in ${folder.folder}`,
    );
    expect(files()).toEqual(['a.de']);
    folder.file('a.en.txt.gz', gzipSync('other'));
    await expect(download(folder.folder)).rejects.toThrow(
      `${folder.path('a.en.txt.gz')} is not the file that is wanted: expected 17 bytes`,
    );
    folder.file('a.en.gz', gzipSync(english));
    await download(folder.folder);
    expect([read('a.de'), read('a.en')]).toEqual([german, english]);
    expect(server.asked).toEqual([]);
    await expect(download(workspace.path('nowhere'))).resolves.toBeUndefined();
  });

  it('does without what the examples do not need', async () => {
    const { set, server, workspace, told } = await dogs();
    server.answers.delete('/v1/a.en.gz');
    const options = {
      source: fileSource(set, undefined, (folder) => folder, { stallSeconds: 5, maxBytes }),
      folder: workspace.path('less'),
      anyVersion: false,
      maxBytes,
      signal: new AbortController().signal,
      tell: (name: string, size: number, what: string) => told.push(`${name} ${size} ${what}`),
    };
    const files = set.files.map((file) => ({ ...file, optional: file.name === 'a.en' }));
    await downloadDataSet({ ...set, files }, options);
    expect(told[1]).toBe('a.en 0 not there, and not needed by the examples');
    server.serve('/v1/a.en.gz', 'damaged');
    await expect(downloadDataSet({ ...set, files }, options)).rejects.toThrow('received 7 bytes');
  });

  it('says where nothing can be written', async () => {
    const { workspace, download, files } = await dogs();
    mkdirSync(workspace.path('data/dogs/a.en'), { recursive: true });
    await expect(download()).rejects.toThrow(
      `cannot write ${workspace.path('data/dogs/a.en')}: there is a folder of this name; remove it`,
    );
    expect(files()).toEqual(['a.de', 'a.en']);
    const other = await dogs();
    other.workspace.file('data', '');
    await expect(other.download()).rejects.toThrow(/cannot make the folder .* is a file/);
  });

  it('makes more files of them, and leaves those alone that are the same', async () => {
    const { set, workspace, told } = await dogs();
    const derive: DataSet['derive'] = (contents) =>
      new Map([['both.txt', [...contents.values()].map(String).length.toString()]]);
    const options = {
      source: fileSource(set, undefined, (folder) => folder, { stallSeconds: 5, maxBytes }),
      folder: workspace.path('more'),
      anyVersion: false,
      maxBytes,
      signal: new AbortController().signal,
      tell: (name: string, size: number, what: string) => told.push(`${name} ${size} ${what}`),
    };
    await downloadDataSet({ ...set, derive }, options);
    await downloadDataSet({ ...set, derive }, options);
    expect(told.filter((line) => line.startsWith('both'))).toEqual([
      'both.txt 1 made of them',
      'both.txt 1 there already',
    ]);
  });
});
