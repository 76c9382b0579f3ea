import { type Expr, i32 } from '../assembler/index.ts';

/** Words, rounded up to whole vectors. */
export const four = (words: Expr<'i32'>): Expr<'i32'> => i32.and(i32.add(words, 3), -4);

export const bytes = (words: Expr<'i32'>): Expr<'i32'> => i32.shl(words, 2);
