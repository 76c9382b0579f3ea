import { workspaceConfig } from './vitest.config.ts';

/** Tests that read the real data sets and golden numbers beside the repository. */
export default workspaceConfig(['{src,test}/**/*.data.test.ts'], []);
