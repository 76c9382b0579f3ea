export { describeBackend } from './describe-backend.ts';
export { exactly, expectClose, type Tolerance } from './expect-close.ts';
