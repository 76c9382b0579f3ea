/** What computes. */
export const backendNames = ['cpu', 'threads', 'webgpu'] as const;
export type BackendName = (typeof backendNames)[number];

/** Why something cannot compute here. */
export type Missing = 'isolation' | 'oneProcessor' | 'noWebGpu' | 'noAdapter';

export function asBackendName(text: string | undefined): BackendName | undefined {
  return backendNames.find((name) => name === text);
}
