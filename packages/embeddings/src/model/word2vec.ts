import { Parameter } from '@rondo/autograd';
import { Module } from '@rondo/layers-core';
import { zeros } from '@rondo/tensor';
import { initialVectors } from './initial-vectors.ts';

/**
 * The two tables of skip-gram and CBOW: vectors of words that are read `[W, D]`, which are what one wants, and of what is predicted
 * `[rows, D]`, words or inner nodes of a tree. Source: Mikolov et al. 2013.
 */
export class Word2Vec extends Module {
  readonly input: Parameter;
  readonly output: Parameter;

  constructor(words: number, outputRows: number, dimensions: number, seed: number) {
    super();
    this.input = initialVectors(words, dimensions, seed);
    this.output = new Parameter(zeros([outputRows, dimensions]));
  }
}
