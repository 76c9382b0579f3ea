import type { TrainingEstimate } from './estimate.ts';

/** In one line: `2.5M parameters, 3,400 steps, 34 TFLOP, 310 MB of memory, about 26 minutes (22 GFLOP/s)`. */
export function formatEstimate(estimate: TrainingEstimate): string {
  const { parameters, steps, flops, seconds } = estimate;
  const parts = [
    `${inUnits(parameters)}parameters`,
    `${steps.toLocaleString('en-US')} steps`,
    `${inUnits(flops, ' ')}FLOP`,
    `${inUnits(estimate.memory.total, ' ')}B of memory`,
  ];
  if (seconds) {
    const speed = `${inUnits(flops / seconds.training, ' ')}FLOP/s`;
    parts.push(`about ${duration(seconds.total)} (${speed})`);
  }
  return parts.join(', ');
}

function inUnits(value: number, space = ''): string {
  const units = ['', 'k', 'M', 'G', 'T', 'P', 'E'];
  const power = Math.max(0, Math.min(units.length - 1, Math.floor(Math.log10(value) / 3)));
  const digits = (value / 1000 ** power).toPrecision(3);
  return space === '' ? `${digits}${units[power]} ` : `${digits} ${units[power]}`;
}

function duration(seconds: number): string {
  if (seconds <= 1) return '1 second';
  if (seconds < 90) return `${Math.ceil(seconds)} seconds`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} minutes`;
  return `${(minutes / 60).toFixed(1)} hours`;
}
