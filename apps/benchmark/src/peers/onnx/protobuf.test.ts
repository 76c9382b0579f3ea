import { describe, expect, it } from 'vitest';
import { Message } from './protobuf.ts';

describe('Message', () => {
  it('writes integers as varints', () => {
    expect([...new Message().integer(1, 150).finish()]).toEqual([0x08, 0x96, 0x01]);
    expect([...new Message().integer(2, 0).finish()]).toEqual([0x10, 0x00]);
  });

  it('writes negative integers in ten bytes', () => {
    expect([...new Message().integer(1, -1).finish()]).toEqual([
      0x08,
      ...Array.from({ length: 9 }, () => 0xff),
      0x01,
    ]);
  });

  it('writes large field numbers in two bytes', () => {
    expect([...new Message().integer(20, 7).finish()]).toEqual([0xa0, 0x01, 0x07]);
  });

  it('writes text, floats and messages with their lengths', () => {
    expect([...new Message().text(2, 'hé').finish()]).toEqual([0x12, 3, 0x68, 0xc3, 0xa9]);
    expect([...new Message().float(2, 1).finish()]).toEqual([0x15, 0, 0, 0x80, 0x3f]);
    const inner = new Message().integer(1, 150);
    expect([...new Message().message(3, inner).finish()]).toEqual([0x1a, 3, 0x08, 0x96, 0x01]);
  });
});
