import type { WgslFunction } from './library.ts';

/** Philox 4x32-10 (Salmon et al. 2011, section 3): the four words of a block, with the bits of the CPU. */
export const philox: WgslFunction = {
  code: `
// High word of the product of two words.
fn highProduct(a: u32, b: u32) -> u32 {
  let aLow = a & 0xffffu;
  let aHigh = a >> 16u;
  let bLow = b & 0xffffu;
  let bHigh = b >> 16u;
  let middle = aHigh * bLow + ((aLow * bLow) >> 16u);
  let carry = (middle & 0xffffu) + aLow * bHigh;
  return aHigh * bHigh + (middle >> 16u) + (carry >> 16u);
}
fn philox(block: vec2u, key: vec2u) -> vec4u {
  var c = vec4u(block, 0u, 0u);
  var k = key;
  for (var turn = 0; turn < 10; turn++) {
    let high0 = highProduct(0xd2511f53u, c.x);
    let high1 = highProduct(0xcd9e8d57u, c.z);
    c = vec4u(high1 ^ c.y ^ k.x, 0xcd9e8d57u * c.z, high0 ^ c.w ^ k.y, 0xd2511f53u * c.x);
    k += vec2u(0x9e3779b9u, 0xbb67ae85u);
  }
  return c;
}
// The block that lies n after another.
fn blockAfter(first: vec2u, n: u32) -> vec2u {
  let low = first.x + n;
  return vec2u(low, first.y + select(0u, 1u, low < n));
}`,
};
