import { workspaceConfig } from './vitest.config.ts';

/** Tests that need a graphics device: in Node the package webgpu and a Vulkan driver. */
export default workspaceConfig(['{src,test}/**/*.gpu.test.ts'], []);
