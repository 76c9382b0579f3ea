import type { Workload } from '@rondo/workloads';
import { textsOf } from '../../../i18n/language.ts';
import { benchmarkTexts } from '../benchmark-texts.ts';
import { offered } from '../run/benchmark-settings.ts';

/** What a workload is, in words. */
export interface WorkloadText {
  readonly title: string;
  readonly sizes: string;
}

/** A workload that links of other versions name has only its name. */
export function workloadText(name: string): WorkloadText {
  const workload = offered.find((one) => one.name === name);
  return workload ? textOf(workload) : { title: name, sizes: '' };
}

function textOf(workload: Workload): WorkloadText {
  const t = textsOf(benchmarkTexts);
  const pass = (title: string, backward: boolean): string =>
    t.part(title, backward ? t.both : t.forward);
  switch (workload.kind) {
    case 'gemm':
      return { title: t.gemm, sizes: by(workload.m, workload.k, workload.n) };
    case 'recurrent': {
      const { cell, bidirectional, backward, batch, length, hiddenSize } = workload;
      const title = pass(bidirectional ? t.bigru : t[cell], backward);
      return { title, sizes: t.sequences(batch, length, hiddenSize) };
    }
    case 'encoder_layer': {
      const { backward, batch, length, dModel } = workload;
      return {
        title: pass(t.encoder_layer, backward),
        sizes: t.sequences(batch, length, dModel),
      };
    }
    case 'non_local': {
      const { backward, batch, channels, positions } = workload;
      const title = pass(positions.length === 2 ? t.nl_image : t.nl_clips, backward);
      return { title, sizes: t.maps(batch, channels, by(...positions)) };
    }
    case 'seq2seq_step':
    case 'greedy_decode': {
      const { kind, batch, length, dModel } = workload;
      return { title: t[kind], sizes: t.sequences(batch, length, dModel) };
    }
    case 'softmax':
      return { title: t.softmax, sizes: t.rows(workload.rows, workload.columns) };
    case 'cross_entropy':
      return {
        title: pass(t.cross_entropy, true),
        sizes: t.rows(workload.rows, workload.columns),
      };
    case 'layer_norm':
      return {
        title: pass(t.layer_norm, workload.backward),
        sizes: t.rows(workload.rows, workload.columns),
      };
    case 'embedding': {
      const { backward, tokens, vocabulary, dModel } = workload;
      const title = t.part(t.embedding, backward ? t.gradient : t.forward);
      return { title, sizes: t.tokens(tokens, vocabulary, dModel) };
    }
    default:
      return { title: workload.name, sizes: '' };
  }
}

function by(...sizes: readonly number[]): string {
  return sizes.join(' × ');
}
