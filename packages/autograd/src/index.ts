export { backward, type Loss } from './backward.ts';
export { checkpoint } from './checkpoint.ts';
export { customOp, type CustomOp } from './custom-op.ts';
export { grad, valueAndGrad } from './grad.ts';
export { gradCheck, type GradCheckOptions } from './grad-check.ts';
export { noGrad } from './no-grad.ts';
export { Parameter, type ParameterOptions } from './parameter.ts';
