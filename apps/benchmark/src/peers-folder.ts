import { fileURLToPath } from 'node:url';

/** Where `--install-peers` puts what is not part of the workspace; ignored by git. */
export const peersFolder: string = fileURLToPath(new URL('../.peers/', import.meta.url));
