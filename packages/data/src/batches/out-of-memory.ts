/** Whether an error says that memory was not enough: by its name or its words, in any engine and on any device. */
export function isOutOfMemory(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    /^(?:GPUOutOfMemoryError|OutOfMemoryError)$/u.test(error.name) ||
    /out of memory|allocation failed|cannot allocate|could not allocate|array buffer allocation|too little memory|more than this device takes/iu.test(
      error.message,
    )
  );
}
