const smallest = 256;

/** The size of the block that holds `bytes`: 256, or at most a quarter more than needed, so that few different sizes exist. */
export function blockSize(bytes: number): number {
  if (bytes <= smallest) return smallest;
  const step = 2 ** (Math.floor(Math.log2(bytes - 1)) - 2);
  return Math.ceil(bytes / step) * step;
}
