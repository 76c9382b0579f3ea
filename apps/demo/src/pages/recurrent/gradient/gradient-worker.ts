import { cpu } from '@rondo/backend-cpu';
import { useBackend } from '@rondo/tensor';
import { serveRun } from '../../../live/worker/serve-run.ts';
import { gradientFlow } from './gradient-flow.ts';
import type { FlowCalls } from './protocol.ts';

// Sixteen units, one step after the other: nothing for threads to share.
useBackend(cpu());

serveRun<FlowCalls>({ flow: (input) => gradientFlow(input) }, () => undefined);
