export { SafetensorsError } from './error.ts';
export { load, type Loaded } from './load.ts';
export { save } from './save.ts';
