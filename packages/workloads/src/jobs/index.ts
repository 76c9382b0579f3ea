export { createJob } from './create-job.ts';
export { untilDone } from './until-done.ts';
