import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { soak } from './soak.ts';

const { values } = parseArgs({
  options: {
    steps: { type: 'string', default: '20000' },
    threads: { type: 'string', default: String(Math.min(2, availableParallelism())) },
  },
});
const faults = await soak(Number(values.steps), Number(values.threads), (line) =>
  console.log(line),
);
for (const fault of faults) console.error(`fault: ${fault}`);
process.exitCode = faults.length === 0 ? 0 : 1;
