import type { History, Interaction } from './interaction.ts';

/**
 * The items of each user in the order of their times; equal times, and interactions without one, stay in the order in which they
 * came. Users are in the order of their first interaction.
 */
export async function historiesOf(
  interactions: Iterable<Interaction> | AsyncIterable<Interaction>,
): Promise<History[]> {
  const users = new Map<string, Interaction[]>();
  for await (const interaction of interactions) {
    const own = users.get(interaction.user);
    if (own) own.push(interaction);
    else users.set(interaction.user, [interaction]);
  }
  return [...users].map(([user, own]) => ({
    user,
    items: own.toSorted((a, b) => (a.time ?? 0) - (b.time ?? 0)).map(({ item }) => item),
  }));
}
