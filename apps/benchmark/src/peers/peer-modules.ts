import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { peersFolder } from '../peers-folder.ts';
import { peerPackages } from './packages.ts';

export const notInstalled = 'not installed: run npm run bench -- --install-peers';

/** Where the packages of a peer are installed. */
export function peerFolder(peer: string): string {
  return join(peersFolder, peer);
}

/** The version of an installed package; undefined where it is not installed. */
export function installedVersion(peer: string, name: string): string | undefined {
  try {
    const manifest = join(peerFolder(peer), 'node_modules', name, 'package.json');
    return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
  } catch {
    return undefined;
  }
}

/** True where all packages of a peer are there in the pinned versions. */
export function isInstalled(peer: string): boolean {
  const found = peerPackages.find(({ id }) => id === peer);
  if (!found) throw new Error(`no peer is called ${peer}; there are ${peerIds().join(', ')}`);
  return Object.entries(found.packages).every(
    ([name, version]) => installedVersion(peer, name) === version,
  );
}

export function peerIds(): string[] {
  return peerPackages.map(({ id }) => id);
}

/** Loads an installed package; the caller says what part of its interface it uses. */
export function loadPeer(peer: string, name: string): unknown {
  return createRequire(join(peerFolder(peer), 'package.json'))(name);
}

/** Loads an installed package that consists of ES modules. */
export async function importPeer(peer: string, name: string): Promise<unknown> {
  const { resolve } = createRequire(join(peerFolder(peer), 'package.json'));
  return import(pathToFileURL(resolve(name)).href);
}
