// How long something takes, so that it can be judged on a machine that others use as well.
import assert from 'node:assert/strict';
import { cpus } from 'node:os';

/** Processors that others may have while the clock still counts. */
const mostOfOthers = 0.25;

/**
 * Times something that a browser does.
 * @returns what it took: seconds by the clock; seconds that its pages and their workers had a processor, all threads together; and how many processors others
 * had meanwhile.
 */
export async function timed(browser, action) {
  const end = await beginTiming(browser);
  await action();
  return end();
}

/** Begins to time, for what is no single action; the result ends it. */
export async function beginTiming(browser) {
  const session = await browser.newBrowserCDPSession();
  const before = await look(session);
  return async () => {
    const taken = difference(before, await look(session));
    await session.detach();
    return taken;
  };
}

/** Fails where it took longer: on the processor always, by the clock where the machine had nothing else to do. */
export function assertWithin(taken, mostSeconds, what = 'it') {
  assert.ok(taken.processor > 0, 'nothing was measured');
  assert.ok(taken.processor <= mostSeconds, `${what} took ${timesOf(taken)}`);
  const isAlone = taken.others <= mostOfOthers;
  assert.ok(taken.clock <= mostSeconds || !isAlone, `${what} took ${timesOf(taken)}`);
}

/** What to print of it. */
export function timesOf({ clock, processor, others }) {
  return `${clock.toFixed(1)} s, ${processor.toFixed(1)} s of a processor (others had ${others.toFixed(1)})`;
}

async function look(session) {
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  return { clock: performance.now() / 1000, processInfo, own: ownSeconds(), all: allSeconds() };
}

function difference(before, after) {
  const clock = after.clock - before.clock;
  const known = new Map(before.processInfo.map(({ id, cpuTime }) => [id, cpuTime]));
  const spent = after.processInfo.map(({ id, type, cpuTime }) => ({
    type,
    seconds: cpuTime - (known.get(id) ?? 0),
  }));
  const others = after.all - before.all - (after.own - before.own) - secondsOf(spent);
  const processor = secondsOf(spent.filter(({ type }) => type === 'renderer'));
  return { clock, processor, others: Math.max(0, others / clock) };
}

const secondsOf = (list) => list.reduce((total, { seconds }) => total + seconds, 0);

function ownSeconds() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function allSeconds() {
  const busy = cpus().map(({ times: { user, nice, sys, irq } }) => user + nice + sys + irq);
  return busy.reduce((sum, milliseconds) => sum + milliseconds, 0) / 1000;
}
