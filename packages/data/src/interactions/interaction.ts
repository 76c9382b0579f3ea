/** Someone took an item: bought, watched, clicked it. */
export interface Interaction {
  readonly user: string;
  readonly item: string;
  /** When; any number that grows. */
  readonly time?: number;
}

/** The items of one user, session or basket, the oldest first. */
export interface History {
  readonly user: string;
  readonly items: readonly string[];
}
