export { SafetensorsError } from './error.ts';
export { loadSharded } from './load-sharded.ts';
export { load, type Loaded } from './load.ts';
export { save } from './save.ts';
