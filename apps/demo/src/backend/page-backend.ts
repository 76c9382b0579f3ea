import { cpu } from '@rondo/backend-cpu';

/**
 * What pages compute themselves is so little that threads would only be waited for. All share this one backend: what a page keeps, such as
 * a block with its weights, could not be used on that of another.
 */
export const pageBackend = cpu();
