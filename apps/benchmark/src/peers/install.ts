import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { peersFolder } from '../peers-folder.ts';
import { peerPackages, type PeerPackages } from './packages.ts';
import { isInstalled, peerFolder, peerIds } from './peer-modules.ts';

export interface InstallOptions {
  /** The ids of the peers to install; all of them by default. */
  readonly only?: readonly string[];
  /** Where to say what happens; stderr by default. */
  readonly say?: (line: string) => void;
}

/** The peers that are asked for and not there yet. Throws for an id that is none. */
export function installPlan(
  only: readonly string[] = peerIds(),
  installed: (id: string) => boolean = isInstalled,
): PeerPackages[] {
  const unknown = only.filter((id) => !peerIds().includes(id));
  if (unknown.length > 0) {
    throw new Error(`no peer is called ${unknown.join(', ')}; there are ${peerIds().join(', ')}`);
  }
  return peerPackages.filter(({ id }) => only.includes(id) && !installed(id));
}

/** What will be fetched, in a few lines. */
export function describePlan(plan: readonly PeerPackages[]): string[] {
  if (plan.length === 0) return ['All peers that were asked for are installed.'];
  const total = plan.reduce((sum, { megabytes }) => sum + megabytes, 0);
  return [
    `Installing into ${peersFolder} (about ${total} MB on disk):`,
    ...plan.map(({ title, packages, megabytes }) => {
      const versions = Object.entries(packages).map(([name, version]) => `${name}@${version}`);
      return `  ${title}: ${versions.join(', ')} (about ${megabytes} MB)`;
    }),
  ];
}

/**
 * Installs the pinned packages of the peers with npm, outside the workspace and its lockfile, and only those that are missing.
 * Throws where npm fails, saying what to do; what was installed before that stays.
 */
export async function installPeers({
  only,
  say = (line) => process.stderr.write(`${line}\n`),
}: InstallOptions = {}): Promise<void> {
  const plan = installPlan(only);
  for (const line of describePlan(plan)) say(line);
  if (plan.length > 0) await makeFolder();
  for (const peer of plan) {
    say(`${peer.title} …`);
    await install(peer);
  }
  say('PyTorch is not installed here: Debian has it as python3-torch with libopenblas0;');
  say('name the Python of a newer one in RONDO_BENCH_TORCH.');
}

async function makeFolder(): Promise<void> {
  await mkdir(peersFolder, { recursive: true });
  await writeFile(join(peersFolder, '.gitignore'), '*\n');
}

async function install({ id, title, packages, env }: PeerPackages): Promise<void> {
  const folder = peerFolder(id);
  await mkdir(folder, { recursive: true });
  const manifest = { name: `rondo-peer-${id}`, private: true, dependencies: packages };
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
  const { code, errors } = await npmInstall(folder, env);
  if (code === 0 && isInstalled(id)) return;
  throw new Error(
    `${title} could not be installed: npm ended with ${code}.\n${firstLines(errors)}\n` +
      'Check the connection to the package registry and run `npm run bench -- --install-peers` again; ' +
      'the benchmark also runs without it.',
  );
}

function npmInstall(
  folder: string,
  env: Readonly<Record<string, string>>,
): Promise<{ code: number | null; errors: string }> {
  const options = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];
  const child = spawn('npm', ['install', ...options, '--fetch-retries=1'], {
    cwd: folder,
    env: { ...process.env, ...env },
    // On Windows npm is a script that only a shell starts.
    shell: process.platform === 'win32',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return new Promise((resolve, reject) => {
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
    child.on('error', (error) => {
      reject(new Error(`npm could not be started: ${error.message}; it comes with Node`));
    });
    child.on('close', (code) => resolve({ code, errors }));
  });
}

/** npm says first what is wrong, and then much more. */
function firstLines(text: string): string {
  return text.trim().split('\n').slice(0, 6).join('\n');
}
