// A newer version of a built page, as a host has it after the next build.
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Gives every asset of a built page another name, as if its content had changed, and removes the old ones. */
export function renewBuild(folder) {
  const assets = join(folder, 'assets');
  const names = readdirSync(assets);
  const renewed = new Map(names.map((name) => [name, newNameOf(name)]));
  const files = [...names.map((name) => join('assets', name)), 'index.html', 'service-worker.js'];
  for (const file of files) {
    let text = readFileSync(join(folder, file), 'utf8');
    for (const [from, to] of renewed) text = text.replaceAll(from, to);
    text = text.replace(/(version\\?":\\?")[0-9a-f]{4}/, '$10000');
    writeFileSync(join(folder, file), text);
  }
  for (const [from, to] of renewed) renameSync(join(assets, from), join(assets, to));
}

const newNameOf = (name) => name.replace(/-[\w-]{8}(?=\.)/, '-NewBuild');
