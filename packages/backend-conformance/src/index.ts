export { describeBackend, type DescribeBackendOptions } from './describe-backend.ts';
export { exactly, expectClose, type Tolerance } from './expect-close.ts';
