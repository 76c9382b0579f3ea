import { Mistake } from '../../mistakes/mistake.ts';
import { isOwnRun } from './own-runs.ts';
import { heldLocks, holdLock, longPatience, patience, whileFree } from './run-lock.ts';

/** What a page shows of a run that the browser keeps. */
interface KeptFacts<Settings> {
  readonly settings: Settings;
  readonly step: number;
  readonly totalSteps: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** A run with all that it takes to go on. */
export interface KeptRun<Settings, Rest> {
  readonly facts: KeptFacts<Settings>;
  /** The model and whatever else is large. */
  readonly rest: Rest;
}

/** Under what a run is kept. */
export interface KeepAs {
  readonly id: string;
  /** The runs of the same tab that it replaces: they go when this one is kept. Itself among them where the tab takes it up again. */
  readonly replaces: readonly string[];
}

/** What a page may go on with. */
export interface Offer<Settings> extends KeptFacts<Settings> {
  readonly id: string;
}

interface Stored<Settings> extends Offer<Settings> {
  readonly format: number;
}

/** To be raised when settings or rests change so that those of before cannot be read. */
const format = 1;
/** Runs that no tab has open; those of open tabs are kept besides. */
const most = 3;
const version = 2;
const stores = ['facts', 'rests'] as const;

/** Told from all others, also of other tabs. */
export function newRunId(): string {
  return [Date.now(), Math.random()].map((number) => number.toString(36).replace('0.', '')).join();
}

/** The runs that the browser keeps for a page: one for each tab where it learns, and the latest of closed tabs. A lock tells which tab has which. */
export class KeptRuns<Settings, Rest> {
  readonly #database: string;
  readonly #held = new Set<string>();
  readonly #replaced = new Set<string>();

  /** `page` tells the pages of a site apart. */
  constructor(page: string) {
    this.#database = `rondo-${page}`;
  }

  /**
   * Keeps a run of this worker in one transaction: a tab that is closed meanwhile leaves what was kept before.
   * @throws Error where the browser refuses, or another tab has the run.
   */
  async keep({ facts, rest }: KeptRun<Settings, Rest>, { id, replaces }: KeepAs): Promise<void> {
    await this.#hold(id);
    const replaced: string[] = [];
    for (const one of replaces) {
      if (one !== id && (await this.#mayReplace(one))) replaced.push(one);
    }
    const held = await heldLocks();
    const isFree = (one: Offer<Settings>): boolean =>
      one.id !== id && !held.has(this.#lockOf(one.id));
    await this.#use('readwrite', (kept, rests) => {
      const forget = (gone: string): void => {
        kept.delete(gone);
        rests.delete(gone);
      };
      const stored: Stored<Settings> = { ...facts, id, format };
      kept.put(stored, id);
      rests.put(rest, id);
      replaced.forEach(forget);
      const all = kept.getAll() as IDBRequest<Offer<Settings>[]>;
      all.onsuccess = () => {
        for (const one of latestFirst(all.result.filter(isFree)).slice(most)) forget(one.id);
      };
      return [];
    });
    for (const one of replaced) this.#replaced.add(one);
  }

  /**
   * Takes a run up: this worker has it from now on.
   * @throws Mistake where it is gone, or another tab has it.
   */
  async takeUp({ id, replaces }: KeepAs): Promise<KeptRun<Settings, Rest>> {
    await this.#hold(id, replaces.includes(id));
    return this.read(id);
  }

  /**
   * A run as it was kept last.
   * @throws Mistake where it is gone.
   */
  async read(id: string): Promise<KeptRun<Settings, Rest>> {
    const [facts, rest] = await this.#use('readonly', (kept, rests) => [
      kept.get(id),
      rests.get(id),
    ]);
    if (!facts || !rest) throw new Mistake('runGone');
    return { facts: facts as KeptFacts<Settings>, rest: rest as Rest };
  }

  /** The latest runs that no tab has, without their models. */
  async offers(): Promise<readonly Offer<Settings>[]> {
    const [all] = await this.#use('readonly', (kept) => [kept.getAll()]);
    const known = (all as Stored<Settings>[]).filter((one) => one.format === format);
    const free = await Promise.all(
      latestFirst(known).map((one) =>
        // The worker that had it before a reload of this tab may take a while to end.
        whileFree(
          this.#lockOf(one.id),
          async () => one,
          isOwnRun(one.id) ? longPatience : patience,
        ),
      ),
    );
    return free.filter((one) => one !== undefined).slice(0, most);
  }

  /** Whether the run is there, whoever has it. */
  async has(id: string): Promise<boolean> {
    const [found] = await this.#use('readonly', (kept) => [kept.getKey(id)]);
    return found !== undefined;
  }

  /** Forgets a run, but for one that a tab has open. */
  async forget(id: string): Promise<void> {
    await whileFree(this.#lockOf(id), () =>
      this.#use('readwrite', (kept, rests) => [kept.delete(id), rests.delete(id)]),
    );
  }

  /** `isOurs` tells that another worker of this tab has it, which is given up. */
  async #hold(id: string, isOurs = false): Promise<void> {
    if (this.#held.has(id)) return;
    await holdLock(this.#lockOf(id), isOurs);
    this.#held.add(id);
  }

  /** Whether a run of before is there no more for anybody: another tab may have taken it up. */
  async #mayReplace(id: string): Promise<boolean> {
    if (this.#replaced.has(id)) return false;
    // The worker that had it may take a while to end.
    const isFree = await whileFree(this.#lockOf(id), async () => true, longPatience);
    if (!isFree) this.#replaced.add(id);
    return isFree === true;
  }

  #lockOf(id: string): string {
    return `${this.#database} ${id}`;
  }

  /** One transaction; resolves with the results of its requests when it is done, not before. */
  async #use(
    mode: IDBTransactionMode,
    use: (facts: IDBObjectStore, rests: IDBObjectStore) => readonly IDBRequest[],
  ): Promise<unknown[]> {
    const database = await this.#open();
    try {
      return await new Promise((resolve, reject) => {
        const transaction = database.transaction(stores, mode);
        const requests = use(transaction.objectStore('facts'), transaction.objectStore('rests'));
        transaction.oncomplete = () => resolve(requests.map(({ result }) => result as unknown));
        transaction.onerror = () => reject(transaction.error ?? new Error('storage failed'));
        transaction.onabort = () => reject(transaction.error ?? new Error('storage is full'));
      });
    } finally {
      database.close();
    }
  }

  #open(): Promise<IDBDatabase> {
    return new Promise((resolve, reject) => {
      const request = indexedDB.open(this.#database, version);
      request.onupgradeneeded = () => {
        const { result } = request;
        // What an older page kept is of another layout.
        for (const name of result.objectStoreNames) result.deleteObjectStore(name);
        for (const name of stores) result.createObjectStore(name);
      };
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error('storage is closed'));
    });
  }
}

function latestFirst<Settings>(runs: readonly Offer<Settings>[]): Offer<Settings>[] {
  return runs.toSorted((a, b) => b.at - a.at);
}
