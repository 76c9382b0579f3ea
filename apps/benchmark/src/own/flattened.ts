type Leaf = string | number | boolean;

/** An object of objects as one of `outer.inner` keys; lists become text, what is absent is left out. */
export function flattened(value: object, prefix = ''): Record<string, Leaf> {
  return Object.fromEntries(
    Object.entries(value as Record<string, unknown>).flatMap(([key, item]): [string, Leaf][] => {
      if (Array.isArray(item)) return item.length > 0 ? [[prefix + key, item.join('; ')]] : [];
      if (typeof item === 'object' && item !== null) {
        return Object.entries(flattened(item, `${prefix}${key}.`));
      }
      const isLeaf = ['string', 'number', 'boolean'].includes(typeof item);
      return isLeaf ? [[prefix + key, item as Leaf]] : [];
    }),
  );
}
