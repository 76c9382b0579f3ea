export { checkMasks, type CheckMasksOptions } from './check-masks.ts';
export { MaskError, type MaskFault, type MaskRule } from './mask-error.ts';
