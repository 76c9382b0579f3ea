import { expect, it } from 'vitest';
import { eventsOf, lossesOf, resumed, saved, toyConfig, toyTrainer } from '../../test/toy-run.ts';

const config = toyConfig();

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve);
  });
}

it('saved while a step is at work is of the step before, and loses no batch', async () => {
  const whole = lossesOf(await eventsOf(toyTrainer(config)));
  const trainer = toyTrainer(config);
  const run = trainer.run();
  while (trainer.step < 2) await run.next();
  const third = run.next();
  const saves: Promise<Uint8Array>[] = [];
  const places = new Set<number>();
  // At each wait of the step.
  while (trainer.step === 2) {
    places.add(trainer.state().batches.position);
    saves.push(saved(trainer, config));
    // A run on a slow machine also waits for the event loop's next turn, which promises alone never let come.
    await (saves.length % 50 === 0 ? nextTurn() : undefined);
  }
  await third;
  await run.return();
  expect([...places]).toEqual([2]);
  for (const bytes of [saves[0]!, saves.at(-1)!]) {
    const again = await resumed(await bytes);
    expect(lossesOf(await eventsOf(again))).toEqual(whole.slice(2));
  }
  await Promise.all(saves);
});

it('saved while steps go on is of one moment', async () => {
  const whole = lossesOf(await eventsOf(toyTrainer(config)));
  const trainer = toyTrainer(config);
  const saves: Promise<Uint8Array>[] = [];
  for await (const event of trainer.run()) {
    if (event.kind === 'step' && event.step <= 4) saves.push(saved(trainer, config));
  }
  for (const [index, bytes] of (await Promise.all(saves)).entries()) {
    expect(lossesOf(await eventsOf(await resumed(bytes)))).toEqual(whole.slice(index + 1));
  }
});
