import { BackendError } from '@rondo/tensor';
import {
  closeRevectorizer,
  detectedEngine,
  type Engine,
  openRelaxedSimd,
  openRevectorizer,
} from './engine.ts';
import { revectorizerFault } from './revectorizer-test.ts';

/** Which instructions kernels may use. */
export interface EngineOptions {
  /**
   * Multiply-adds that round once (relaxed SIMD): faster, and other last bits. Used where the engine has them unless told otherwise;
   * `true` switches them on in Node 20, which hides them behind a flag; `false` never uses them.
   */
  readonly relaxedSimd?: boolean;
  /**
   * Lets V8 (Node 24 and later) pair 128-bit operations into 256-bit ones: experimental and off by default. The first backend that asks
   * tests what V8 makes of the main kernels, which takes a third of a second or so.
   */
  readonly revectorize?: boolean;
}

export interface ChosenEngine {
  readonly engine: Engine;
  /** What was asked for and could not be had. */
  readonly notes: readonly string[];
}

/**
 * The engine that the options mean here.
 * @throws BackendError when relaxed SIMD is demanded and the engine has none.
 */
export function chooseEngine({ relaxedSimd, revectorize = false }: EngineOptions): ChosenEngine {
  const open = relaxedSimd === true ? openRelaxedSimd() : detectedEngine().relaxedSimd;
  if (relaxedSimd === true && !open) {
    throw new BackendError(
      'cpu: relaxedSimd: true was asked for and this engine has no relaxed SIMD; leave the option out',
    );
  }
  const plain: Engine = { relaxedSimd: open && relaxedSimd !== false, revectorize: false };
  if (!revectorize) return { engine: plain, notes: [] };
  const engine: Engine = { ...plain, revectorize: true };
  const opened = openRevectorizer();
  const fault = opened
    ? revectorizerFault(engine)
    : 'this engine has no such option (Node has it from version 24 on)';
  if (fault === undefined) return { engine, notes: [] };
  // What goes wrong in those kernels may go wrong in all.
  if (opened) closeRevectorizer();
  return { engine: plain, notes: [`revectorize: ${fault}; runs without`] };
}
