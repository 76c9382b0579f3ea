import { fileURLToPath } from 'node:url';
import type { Contestant } from '../contestant.ts';

export const limitContestant: Contestant = {
  id: 'limit',
  title: '128-bit limit',
  kind: 'limit',
  threads: 1,
  command: process.execPath,
  args: [fileURLToPath(new URL('./main.js', import.meta.url))],
  env: {},
  missing: undefined,
};
