import { ByteWriter } from './byte-writer.ts';
import { Code, type CodeOptions } from './code.ts';
import { Control, type Label } from './control.ts';
import { type Expr, Local, type Operand, toExpression } from './expression.ts';
import type {
  Arguments,
  Called,
  FunctionHandle,
  ParameterLocals,
  Parameters,
  Result,
} from './function-handle.ts';
import { i32 } from './instructions/i32.ts';
import { laneStores, narrowStores, stores } from './instructions/stores.ts';
import { emitStore, type MemoryAccess } from './memory-access.ts';
import { writeLocals } from './sections.ts';
import type { OperandKind, ValueType } from './types.ts';

/** Writes the statements of one function, in the order of the calls. */
export class FunctionBuilder<R extends Result = Result> {
  readonly #module: object;
  readonly #result: R;
  readonly #code: Code;
  readonly #control: Control;
  readonly #parameterCount: number;
  readonly #localTypes: ValueType[] = [];

  constructor(
    module: object,
    name: string,
    parameterCount: number,
    result: R,
    options: CodeOptions,
  ) {
    this.#module = module;
    this.#parameterCount = parameterCount;
    this.#result = result;
    this.#code = new Code(name, options, () => this.#newLocal('v128'));
    this.#control = new Control(this.#code);
  }

  /** The locals that hold the parameters. */
  parameterLocals<P extends Parameters>(parameters: P): ParameterLocals<P> {
    const locals: Record<string, Local<ValueType>> = {};
    let index = 0;
    for (const [name, type] of Object.entries(parameters)) {
      locals[name] = new Local(type, index++, this.#code);
    }
    return locals as ParameterLocals<P>;
  }

  /** A new local, 0 when the function starts; inside a loop it keeps its value from one turn to the next. */
  local<T extends ValueType>(type: T): Local<T> {
    return new Local(type, this.#newLocal(type), this.#code);
  }

  #newLocal(type: ValueType): number {
    this.#localTypes.push(type);
    return this.#parameterCount + this.#localTypes.length - 1;
  }

  /** A new local, set to the value here: inside a loop, at each turn. */
  let<T extends ValueType>(value: Expr<T>): Local<T> {
    const local = this.local(value.type);
    this.set(local, value as Operand<T>);
    return local;
  }

  /** local = value. */
  set<T extends ValueType>(local: Local<T>, value: Operand<NoInfer<T>>): void {
    const code = this.#code;
    if (local.owner !== code) local.checkOwner(code);
    this.#emit(local.type, value);
    code.setLocal(local.index);
  }

  /** Stores a whole value at address pointer + offset; the type of the value chooses the instruction. */
  store(pointer: Operand<'i32'>, value: Expr<ValueType>, offset = 0, align?: number): void {
    this.#store(stores[value.type], pointer, value, offset, align);
  }

  /** Stores the low 8 bits of the value. */
  store8(pointer: Operand<'i32'>, value: Operand<'i32'>, offset = 0): void {
    this.#store(narrowStores.store8, pointer, value, offset);
  }

  /** Stores the low 16 bits of the value. */
  store16(pointer: Operand<'i32'>, value: Operand<'i32'>, offset = 0, align?: number): void {
    this.#store(narrowStores.store16, pointer, value, offset, align);
  }

  /** Stores one of the four 32-bit lanes of a vector. */
  store32_lane(pointer: Operand<'i32'>, vector: Expr<'v128'>, lane: number, offset = 0): void {
    this.#store(laneStores.store32_lane, pointer, vector, offset, undefined, lane);
  }

  /** Stores one of the two 64-bit lanes of a vector. */
  store64_lane(pointer: Operand<'i32'>, vector: Expr<'v128'>, lane: number, offset = 0): void {
    this.#store(laneStores.store64_lane, pointer, vector, offset, undefined, lane);
  }

  /** Sets `bytes` bytes from `pointer` on to the low 8 bits of `value`. */
  fill(pointer: Operand<'i32'>, value: Operand<'i32'>, bytes: Operand<'i32'>): void {
    for (const operand of [pointer, value, bytes]) this.#emit('i32', operand);
    this.#code.bytes([0xfc, 0x0b, 0x00]);
  }

  /** Copies `bytes` bytes from `source` to `target`, which may overlap. */
  copy(target: Operand<'i32'>, source: Operand<'i32'>, bytes: Operand<'i32'>): void {
    for (const operand of [target, source, bytes]) this.#emit('i32', operand);
    this.#code.bytes([0xfc, 0x0a, 0x00, 0x00]);
  }

  /** Runs `then` if the condition is not 0, else `otherwise`. */
  if(condition: Operand<'i32'>, then: () => void, otherwise?: () => void): void {
    this.#emit('i32', condition);
    this.#control.nest('if', () => {
      then();
      if (otherwise === undefined) return;
      this.#control.else();
      otherwise();
    });
  }

  /** Runs the body once; `br(exit)` inside it leaves it. */
  block(body: (exit: Label) => void): void {
    this.#control.nest('block', body);
  }

  /** Runs the body once; `br(again)` inside it starts it anew. */
  loop(body: (again: Label) => void): void {
    this.#control.nest('loop', body);
  }

  br(label: Label): void {
    this.#control.branch('br', label);
  }

  br_if(label: Label, condition: Operand<'i32'>): void {
    this.#emit('i32', condition);
    this.#control.branch('br_if', label);
  }

  /** Runs the body as long as the condition, computed before each turn, is not 0. */
  while(condition: Expr<'i32'>, body: () => void): void {
    // The test is written twice so that each turn takes a single branch.
    this.block((exit) => {
      this.br_if(exit, i32.eqz(condition));
      this.loop((again) => {
        body();
        this.br_if(again, condition);
      });
    });
  }

  /**
   * for (i = begin; i < end; i += step), compared as signed integers; no turn if begin >= end.
   * `step` must be positive and end + step - 1 < 2^31. An `end` or `step` that is not a local is computed once.
   */
  for(
    begin: Operand<'i32'>,
    end: Operand<'i32'>,
    step: Operand<'i32'>,
    body: (i: Expr<'i32'>) => void,
  ): void {
    if (typeof step === 'number' && step <= 0) {
      throw new RangeError(
        `for: expected step > 0, received ${step} in ${this.#code.functionName}; use while to count down`,
      );
    }
    const i = this.local('i32');
    this.set(i, begin);
    const last = this.#once(end);
    const stride = this.#once(step);
    this.while(i32.lt_s(i, last), () => {
      body(i);
      this.set(i, i32.add(i, stride));
    });
  }

  /** Runs the body `count` times, never if count <= 0: the tightest loop, for bodies that move their own pointers. */
  repeat(count: Operand<'i32'>, body: () => void): void {
    const left = this.local('i32');
    this.set(left, count);
    this.while(i32.gt_s(left, 0), () => {
      body();
      this.set(left, i32.sub(left, 1));
    });
  }

  /** Calls an earlier function of the module now; the result, if any, is in the new local returned. */
  call<P extends Parameters, S extends Result>(
    callee: FunctionHandle<P, S>,
    given: Arguments<P>,
  ): Called<S> {
    if (callee.module !== this.#module) {
      throw new Error(
        `functions call functions of their own module: ${this.#code.functionName} calls ${callee.name} of another one; ` +
          'define it in this module too',
      );
    }
    for (const [name, type] of Object.entries(callee.parameters)) {
      this.#emit(type, given[name]);
    }
    this.#code.indexed(0x10, callee.index);
    if (callee.result === undefined) return undefined as Called<S>;
    const result = this.local(callee.result);
    this.#code.setLocal(result.index);
    return result as Local<ValueType> as Called<S>;
  }

  /** Leaves the function early, with the result if it has one. */
  return(...value: R extends ValueType ? [Operand<R>] : []): void {
    if (this.#result !== undefined) this.#emit(this.#result, value[0]);
    this.#code.byte(0x0f);
  }

  /** Ends the function with its result and writes its entry of the code section. */
  finish(value: Operand<OperandKind> | undefined, bodies: ByteWriter): void {
    if (this.#result !== undefined) this.#emit(this.#result, value);
    this.#code.byte(0x0b);
    const code = this.#code.close();
    const locals = new ByteWriter();
    writeLocals(locals, this.#localTypes);
    bodies.unsigned(locals.length + code.length);
    bodies.append(locals);
    bodies.append(code);
  }

  #emit(kind: OperandKind, operand: Operand<OperandKind> | undefined): void {
    const code = this.#code;
    if (typeof operand === 'object') {
      operand.emit(code);
      return;
    }
    if (operand === undefined) {
      throw new Error(`${code.functionName}: expected an operand of kind ${kind}, received none`);
    }
    toExpression(kind, operand).emit(code);
  }

  #store(
    access: MemoryAccess,
    pointer: Operand<'i32'>,
    value: Operand<OperandKind>,
    offset: number,
    align?: number,
    lane?: number,
  ): void {
    this.#emit('i32', pointer);
    this.#emit(access.type, value);
    emitStore(this.#code, access, offset, align, lane);
  }

  #once(operand: Operand<'i32'>): Operand<'i32'> {
    return typeof operand === 'number' || operand instanceof Local ? operand : this.let(operand);
  }
}
