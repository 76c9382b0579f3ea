import { describe, expect, it } from 'vitest';
import { UsageError } from '../errors.ts';
import { setValues } from './set-values.ts';

describe('setValues', () => {
  it('puts YAML values at dotted keys and leaves the rest alone', () => {
    const config = { training: { epochs: 2, seed: 1 }, model: null };
    expect(
      setValues(config, [
        'training.epochs=6',
        'model.attention=none',
        'vocabulary.shared=true',
        'data={ task: dates }',
        'note=a=b',
      ]),
    ).toEqual({
      training: { epochs: 6, seed: 1 },
      model: { attention: 'none' },
      vocabulary: { shared: true },
      data: { task: 'dates' },
      note: 'a=b',
    });
    expect(config).toEqual({ training: { epochs: 2, seed: 1 }, model: null });
  });

  it('takes the last of several, and starts from nothing', () => {
    expect(setValues(undefined, ['a.b=1', 'a.b=2', 'a.c='])).toEqual({ a: { b: 2, c: null } });
  });

  it('never reaches the prototype of objects', () => {
    setValues({}, ['__proto__.polluted=1', 'constructor.prototype.polluted=1']);
    expect('polluted' in {}).toBe(false);
  });

  it.each(['epochs', '=3', 'training..epochs=3', 'training.=3'])('refuses %s', (text) => {
    expect(() => setValues({}, [text])).toThrow(UsageError);
    expect(() => setValues({}, [text])).toThrow('expected key=value');
  });

  it('says which value is not YAML', () => {
    expect(() => setValues({}, ['a=[1'])).toThrow('--set a=[1: the value is not YAML');
  });
});
