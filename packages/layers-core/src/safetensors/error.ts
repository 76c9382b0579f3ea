import { RondoError } from '@rondo/tensor';

/** Bytes that are not a sound safetensors file, or tensors that cannot become one. */
export class SafetensorsError extends RondoError {
  override readonly name = 'SafetensorsError';
}
