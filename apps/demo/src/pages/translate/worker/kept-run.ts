import type { LossPoint } from '../run/loss-series.ts';
import type { RunSettings } from '../run/run-settings.ts';

/** What the page shows of the run that the browser keeps. */
export interface KeptFacts {
  readonly settings: RunSettings;
  readonly step: number;
  readonly totalSteps: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** A run with all that it takes to go on. */
export interface KeptRun {
  readonly facts: KeptFacts;
  readonly bytes: Uint8Array;
  readonly ownText: string | undefined;
  readonly losses: readonly LossPoint[];
}

const store = 'runs';

/** Replaces the kept run in one transaction: a tab that is closed meanwhile leaves the old one. */
export async function keepRun({ facts, ...rest }: KeptRun): Promise<void> {
  await inStore('readwrite', (runs) => {
    runs.put(facts, 'facts');
    return runs.put(rest, 'rest');
  });
}

export async function keptRun(): Promise<KeptRun | undefined> {
  const facts = await keptFacts();
  const rest = await inStore<Omit<KeptRun, 'facts'> | undefined>('readonly', (runs) =>
    runs.get('rest'),
  );
  return facts && rest && { facts, ...rest };
}

/** Without the model, which is large. */
export function keptFacts(): Promise<KeptFacts | undefined> {
  return inStore<KeptFacts | undefined>('readonly', (runs) => runs.get('facts'));
}

export async function forgetRun(): Promise<void> {
  await inStore('readwrite', (runs) => runs.clear());
}

/** One transaction; resolves when it is done, not before. */
async function inStore<Result>(
  mode: IDBTransactionMode,
  use: (runs: IDBObjectStore) => IDBRequest,
): Promise<Result> {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(store, mode);
      const request = use(transaction.objectStore(store));
      transaction.oncomplete = () => resolve(request.result as Result);
      transaction.onerror = () => reject(transaction.error ?? new Error('storage failed'));
      transaction.onabort = () => reject(transaction.error ?? new Error('storage is full'));
    });
  } finally {
    database.close();
  }
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('rondo-translate', 1);
    request.onupgradeneeded = () => request.result.createObjectStore(store);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('storage is closed'));
  });
}
