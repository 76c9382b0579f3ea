import { useEffect, useRef, useState } from 'preact/hooks';
import { RunWorker } from '../../../live/run/run-worker.ts';
import type { FlowSettings } from './flow-settings.ts';
import type { CellFlow } from './gradient-flow.ts';
import { LatestCall } from './latest-call.ts';
import type { FlowCalls } from './protocol.ts';

/** The gradients of these settings, computed in a worker; those of the settings before until they are there. */
export function useGradientFlow({
  length,
  radius,
  keepBias,
  seed,
}: FlowSettings): readonly CellFlow[] | undefined {
  const [flows, setFlows] = useState<readonly CellFlow[]>();
  const [fault, setFault] = useState<{ readonly error: unknown }>();
  const calls = useRef<(settings: FlowCalls['flow']['input']) => void>(() => undefined);
  useEffect(() => {
    const onFault = (error: unknown): void => setFault({ error });
    const worker = new RunWorker<FlowCalls>(
      new Worker(new URL('gradient-worker.ts', import.meta.url), { type: 'module' }),
      { onEvent: () => undefined, onEnd: onFault },
    );
    let isOpen = true;
    const latest = new LatestCall({
      ask: (settings: FlowCalls['flow']['input']) => worker.call('flow', settings),
      onAnswer: (_, found) => setFlows(found),
      // A page that was left gives its question up.
      onFault: (error) => isOpen && onFault(error),
    });
    calls.current = (settings) => latest.ask(settings);
    return () => {
      isOpen = false;
      worker.end();
    };
  }, []);
  useEffect(
    () => calls.current({ length, radius, keepBias, seed }),
    [length, radius, keepBias, seed],
  );
  if (fault) throw fault.error;
  return flows;
}
