/** A learning rate for every step of a training. */
export interface Schedule {
  /** The rate of the step that follows `step` finished ones: 0 for the first. */
  learningRate(step: number): number;
}
