import { DataError } from '../errors.ts';
import type { History } from './interaction.ts';

/** What a recommender is asked, and the answer. */
export interface HeldOut {
  readonly user: string;
  /** The items before, the oldest first. */
  readonly history: readonly string[];
  /** The item that came next. */
  readonly item: string;
}

export interface LeaveLastOut {
  /** What may be learned from: all but the last two items of each user. */
  readonly train: readonly History[];
  /** The last item but one of each user. */
  readonly validation: readonly HeldOut[];
  /** The last item of each user, after all others. */
  readonly test: readonly HeldOut[];
  readonly report: LeaveLastOutReport;
}

export interface LeaveLastOutReport {
  readonly users: number;
  /** Users with fewer than three different items: none is held out, all are learned from. */
  readonly tooShort: number;
  /** Times that an item came which its user had before: they count once, where they came first. */
  readonly repeats: number;
}

/** Items of a user from which on the last two can be held out. */
const fewest = 3;

/**
 * The last item of each user is for the test, the one before for validation, the others are for training. An item that a user took
 * again counts once, where it came first, so that what is held out is always new to its user.
 *
 * @throws DataError when no user has three items.
 */
export function leaveLastOut(histories: readonly History[]): LeaveLastOut {
  let [tooShort, repeats] = [0, 0];
  const [train, validation, test]: [History[], HeldOut[], HeldOut[]] = [[], [], []];
  for (const { user, items: all } of histories) {
    const items = [...new Set(all)];
    repeats += all.length - items.length;
    if (items.length < fewest) {
      tooShort += 1;
      train.push({ user, items });
      continue;
    }
    train.push({ user, items: items.slice(0, -2) });
    validation.push({ user, history: items.slice(0, -2), item: items.at(-2)! });
    test.push({ user, history: items.slice(0, -1), item: items.at(-1)! });
  }
  if (test.length === 0) {
    throw new DataError(
      `none of ${histories.length} users has ${fewest} different items, so nothing can be held out; ` +
        'is the column of users the right one, and is the least value too high?',
      { users: histories.length, fewest },
    );
  }
  return { train, validation, test, report: { users: histories.length, tooShort, repeats } };
}

/** What was held out, in words. */
export function formatLeaveLastOut({ train, test, report }: LeaveLastOut): string {
  const { users, tooShort, repeats } = report;
  const interactions = train.reduce((sum, { items }) => sum + items.length, 0);
  return [
    `${users} users; the last item of ${test.length} is the test, the one before validation, ${interactions} interactions to learn from`,
    ...(tooShort > 0
      ? [`${tooShort} users have fewer than ${fewest} different items: learned from, not tested`]
      : []),
    ...(repeats > 0
      ? [`${repeats} times a user took an item again: counted once, where it came first`]
      : []),
  ].join('\n');
}
