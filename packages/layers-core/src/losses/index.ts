export * from './bce-loss.ts';
export * from './cosine-similarity.ts';
export * from './cross-entropy-loss.ts';
export * from './kl-div-loss.ts';
export * from './nll-loss.ts';
export * from './ranking-losses.ts';
export * from './regression-losses.ts';
