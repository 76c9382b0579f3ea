// Writes the adapter that the package webgpu, in the folder given, finds: JSON on the last line, or null.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const { resolve } = createRequire(import.meta.url);
const { create } = await import(pathToFileURL(resolve(process.argv[2])).href);
const adapter = await create([]).requestAdapter();
const { vendor, architecture, description } = adapter?.info ?? {};
console.log(JSON.stringify(adapter && { vendor, architecture, description }));
