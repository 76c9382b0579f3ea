export { constant, ones, zeros } from './constant.ts';
export { kaimingNormal, kaimingUniform, type KaimingOptions } from './kaiming.ts';
export { orthogonal } from './orthogonal.ts';
export { normal, uniform } from './random.ts';
export { xavierNormal, xavierUniform } from './xavier.ts';
