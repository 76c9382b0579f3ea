// Loaded before a program (`node --import`): ends it as `kill -9` does, at a chosen operation on files. RONDO_DIE_AT says at which, from 1;
// a write is cut in the middle. RONDO_COUNT names a file that gets the number of operations of a program that ends by itself.
import fs from 'node:fs';
import { writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { fileURLToPath } from 'node:url';

const dieAt = Number(process.env.RONDO_DIE_AT ?? Infinity);
let operations = 0;

/** Counts an operation; at the chosen one does what is left of it and ends the process. */
function count(half) {
  operations += 1;
  if (operations !== dieAt) return;
  half?.();
  process.kill(process.pid, 'SIGKILL');
}

/** Puts a counted function in the place of a function of an object. */
function replace(object, name, half) {
  const own = object[name];
  object[name] = function counted(...args) {
    count(half && (() => half.call(this, ...args)));
    return own.apply(this, args);
  };
}

const halfOf = (content) => Buffer.from(content).subarray(0, Buffer.byteLength(content) / 2);
const { writeSync } = fs;
const writeHalf = (file, content) => void writeSync(file, halfOf(content));

for (const name of ['mkdirSync', 'openSync', 'closeSync']) replace(fs, name);
replace(fs, 'writeSync', writeHalf);
for (const name of ['open', 'rename', 'rm', 'rmdir', 'mkdir']) replace(fs.promises, name);
const handle = await fs.promises.open(fileURLToPath(import.meta.url));
const FileHandle = Object.getPrototypeOf(handle);
await handle.close();
replace(FileHandle, 'writeFile', function half(content) {
  writeHalf(this.fd, content);
});
replace(FileHandle, 'sync');
replace(FileHandle, 'close');
operations = 0;
syncBuiltinESMExports();

const { RONDO_COUNT } = process.env;
if (RONDO_COUNT) process.on('exit', () => writeFileSync(RONDO_COUNT, String(operations)));
