import { currentBackend } from '@rondo/tensor';
import { cpus, totalmem } from 'node:os';
import { packageVersion } from '../version.ts';
import type { Figure } from './report-data.ts';

/** What the run ran on. */
export function environment(): Figure[] {
  const processors = cpus();
  const memory = `${(totalmem() / 2 ** 30).toFixed(0)} GiB`;
  return [
    ['Rondo', packageVersion()],
    ['Node', process.version],
    ['System', `${process.platform} ${process.arch}`],
    ['Processor', `${processors.length} × ${processors[0]?.model.trim() ?? 'unknown'}`],
    ['Memory', memory],
    ['Backend', currentBackend().name],
  ];
}
