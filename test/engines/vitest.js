// What tests use of vitest, where they run outside of it: in one bundle, in many engines. The runner and `expect` are vitest's own.
import {
  GLOBAL_EXPECT,
  JestAsymmetricMatchers,
  JestChaiExpect,
  JestExtend,
  setState,
} from '@vitest/expect';
import * as chai from 'chai';

export {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  it,
  onTestFinished,
  test,
} from '@vitest/runner';

chai.use(JestExtend);
chai.use(JestChaiExpect);
chai.use(JestAsymmetricMatchers);

const { expect } = chai;
export { expect };

// The matchers look for their state here.
Reflect.set(globalThis, GLOBAL_EXPECT, expect);
setState({}, expect);
