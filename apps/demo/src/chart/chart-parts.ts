/** One line of a chart. */
export interface Curve {
  readonly name: string;
  /** Where its values are, in rising order: steps. */
  readonly at: readonly number[];
  readonly values: readonly number[];
}

/** What goes from left to right. */
export interface Across {
  readonly label: string;
  readonly from: number;
  readonly to: number;
  /** A place in words: "Step 120". */
  readonly place: (at: number) => string;
}

/** What goes from bottom to top. */
export interface Up {
  /** With its unit. */
  readonly label: string;
  readonly scale: LinearScale | LogScale;
  /** A value beside its line. */
  readonly mark: (value: number) => string;
  /** A value that is read. */
  readonly format: (value: number) => string;
}

interface LinearScale {
  readonly kind: 'linear';
  readonly from: number;
  readonly to: number;
}

interface LogScale {
  readonly kind: 'log';
  /** What it reaches from and to whatever the curves are. */
  readonly holds?: readonly [number, number];
  /** What is smaller lies at the bottom. */
  readonly least: number;
  /** Whether all of its lines are powers of ten. */
  readonly isOfPowers?: boolean;
}

/** What the curves have at one place. */
export interface Reading {
  readonly index: number;
  readonly at: number;
  /** Of each curve, where it has begun. */
  readonly values: readonly (number | undefined)[];
}
