export * from './gates.ts';
export * from './hard.ts';
export * from './rectifiers.ts';
export * from './smooth.ts';
export * from './softmax.ts';
