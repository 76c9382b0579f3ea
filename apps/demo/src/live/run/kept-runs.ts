/** What a page shows of the run that the browser keeps. */
export interface KeptFacts<Settings> {
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

const store = 'runs';

/** The one run that the browser keeps for a page. */
export class KeptRuns<Settings, Rest> {
  readonly #database: string;

  /** `page` tells the pages of a site apart. */
  constructor(page: string) {
    this.#database = `rondo-${page}`;
  }

  /** Replaces the kept run in one transaction: a tab that is closed meanwhile leaves the old one. */
  async keep({ facts, rest }: KeptRun<Settings, Rest>): Promise<void> {
    await this.#use('readwrite', (runs) => [runs.put(facts, 'facts'), runs.put(rest, 'rest')]);
  }

  /** Facts and rest of the same moment. */
  async run(): Promise<KeptRun<Settings, Rest> | undefined> {
    const [facts, rest] = await this.#use('readonly', (runs) => [
      runs.get('facts'),
      runs.get('rest'),
    ]);
    return facts && rest ? { facts: facts as KeptFacts<Settings>, rest: rest as Rest } : undefined;
  }

  /** Without the model, which is large. */
  async facts(): Promise<KeptFacts<Settings> | undefined> {
    const [facts] = await this.#use('readonly', (runs) => [runs.get('facts')]);
    return facts as KeptFacts<Settings> | undefined;
  }

  async forget(): Promise<void> {
    await this.#use('readwrite', (runs) => [runs.clear()]);
  }

  /** One transaction; resolves with the results of its requests when it is done, not before. */
  async #use(
    mode: IDBTransactionMode,
    use: (runs: IDBObjectStore) => readonly IDBRequest[],
  ): Promise<unknown[]> {
    const database = await this.#open();
    try {
      return await new Promise((resolve, reject) => {
        const transaction = database.transaction(store, mode);
        const requests = use(transaction.objectStore(store));
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
      const request = indexedDB.open(this.#database, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(store);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error('storage is closed'));
    });
  }
}
