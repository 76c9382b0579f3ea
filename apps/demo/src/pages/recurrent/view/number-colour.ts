/** How strongly a number is coloured, and on which side of zero it is; `full` has the strongest colour. */
export function numberColour(
  value: number,
  full = 1,
): { readonly strength: number; readonly isMinus: boolean } {
  return { strength: Math.abs(value) / full, isMinus: value < 0 };
}
