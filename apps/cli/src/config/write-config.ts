import type { RunConfig } from '@rondo/seq2seq';
import { stringify } from 'yaml';

/** A config as YAML. */
export function formatConfig(config: RunConfig): string {
  return stringify(config, { lineWidth: 0 });
}

/** The config file of a run folder. */
export function formatRunConfig(config: RunConfig): string {
  return `# Everything that this run was told, defaults filled in. Paths are relative to this folder.\n${formatConfig(config)}`;
}
