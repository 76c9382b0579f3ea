import type { StartReport } from './start-from.ts';

/** The checkpoint that a model began from (fine-tuning), and what was taken over of it. */
export interface Origin extends StartReport {
  /** The file, as whoever started the run names it. */
  readonly file: string;
  /** Of all its bytes, in hexadecimal digits. */
  readonly sha256: string;
}
