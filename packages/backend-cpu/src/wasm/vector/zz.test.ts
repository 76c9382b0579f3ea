import { it } from 'vitest';
import { i32, ModuleBuilder, v128 } from '../assembler/index.ts';
import { exp, expm1, log, tanh, sigmoid, erf, normalCdf } from './math.ts';
import { erf as eerf, erfc } from '../../reference/error-function.ts';
const capacity = 2 ** 20;
const memory = new WebAssembly.Memory({ initial: 200 });
const input = new Float32Array(memory.buffer, 0, capacity), bits = new Uint32Array(memory.buffer, 0, capacity);
const output = new Float32Array(memory.buffer, 4 * capacity, capacity);
const sp=(v:number)=>{const e=Math.floor(Math.log2(Math.abs(v)));return 2**(Math.max(e,-126)-23)};
it('x', () => {
  for (const [name,fn,ex,lo,hi,step] of [['tanh',tanh,Math.tanh,0x38000000,0x41200000,1],['exp',exp,Math.exp,0x33000000,0x42b17218,3],['exp-',exp,Math.exp,0xb3000000,0xc2ae0000,3],['sig',sigmoid,(x:number)=>1/(1+Math.exp(-x)),0x33000000,0x41b00000,3],['sig-',sigmoid,(x:number)=>1/(1+Math.exp(-x)),0xb3000000,0xc2ae0000,3],['erf',erf,eerf,0x3f000000,0x40800000,3],['log',log,Math.log,0x3e000000,0x41000000,3]] as const) {
    const m = new ModuleBuilder({ shared: false });
    m.function('map', { parameters: { x: 'i32', y: 'i32', vectors: 'i32' } }, (f, { x, y, vectors }) => {
      f.repeat(vectors, () => { f.store(y, fn(f, v128.load(x))); f.set(x, i32.add(x, 16)); f.set(y, i32.add(y, 16)); });
    });
    const { map } = m.instantiate(memory) as any;
    let w = 0, at = 0;
    for (let b = lo; b < hi; b += capacity*step) {
      for (let i = 0; i < capacity; i++) bits[i] = Math.min(hi, b + i*step);
      map(0, 4 * capacity, capacity / 4);
      for (let i = 0; i < capacity; i++) { const e = ex(input[i]!); const er = Math.abs(output[i]! - e) / sp(e); if (er > w) { w = er; at = input[i]!; } }
    }
    const t0=performance.now(); for(let r=0;r<2000;r++) map(0,4*capacity,2048/4*2); const t=performance.now()-t0;
    console.log(name, w, at, (2000*4096/t/1e6).toFixed(2),'Gelem/s');
  }
}, 200000);
