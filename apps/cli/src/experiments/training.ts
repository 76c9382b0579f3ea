import type {
  Classifier,
  ClassifierLoop,
  MappedClassifier,
  Resumable,
  TrainedClassifier,
} from '@rondo/vision-nonlocal';

/** A training of a classifier, whatever its network. */
export interface Training extends Resumable {
  readonly model: MappedClassifier;
  readonly loop: Pick<ClassifierLoop<Classifier>, 'run' | 'state' | 'dispose'>;
  readonly trained: TrainedClassifier;
}
