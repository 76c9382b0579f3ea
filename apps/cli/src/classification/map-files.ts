import { noGrad } from '@rondo/autograd';
import { imageBatch } from '@rondo/data';
import { inMode } from '@rondo/layers-core';
import { scope, tensor } from '@rondo/tensor';
import type { MappedBlock, TrainedClassifier, UnlabelledImages } from '@rondo/vision-nonlocal';
import { join, resolve } from 'node:path';
import { CliError } from '../errors.ts';
import { drawMaps } from '../experiments/draw-maps.ts';
import { writeFileAtomic } from '../folder/atomic-write.ts';
import { makeFolder } from '../folder/make-folder.ts';
import type { Io } from '../io.ts';

/** A folder that gets a picture of what the block of a classifier looks at, for each image or clip. */
export class MapFiles {
  readonly #trained: TrainedClassifier;
  readonly #block: MappedBlock;
  readonly #path: string;

  private constructor(trained: TrainedClassifier, block: MappedBlock, path: string) {
    this.#trained = trained;
    this.#block = block;
    this.#path = path;
  }

  /** @throws CliError for a network without a block. */
  static async open(trained: TrainedClassifier, folder: string, io: Io): Promise<MapFiles> {
    const [block] = trained.model.nonLocalBlocks();
    if (!block) {
      throw new CliError(
        `the network has no non-local block (${trained.settings.block}), so there are no maps; leave --maps out, or choose a model that has one`,
      );
    }
    const path = resolve(io.folder, folder);
    await makeFolder(path);
    return new MapFiles(trained, block, path);
  }

  /** Writes the picture of one; its name is that of the file or folder, its slashes made hyphens. */
  async write(name: string, images: UnlabelledImages): Promise<void> {
    const { model, classes, normalize } = this.#trained;
    const own = { ...images, labels: new Uint8Array(1), classes };
    const { pixels, shape } = imageBatch(own, [0], normalize ? { normalize } : {});
    const seen = inMode(model, 'evaluation', () =>
      scope(() => noGrad(() => model.blockInput(tensor(pixels, { shape: [...shape] })))),
    );
    try {
      const png = await drawMaps(this.#block, seen, imageBatch(own, [0]).pixels, shape);
      const file = name.replace(/^[./\\]+/u, '').replaceAll(/[/\\:]+/gu, '-');
      await writeFileAtomic(join(this.#path, `${file}.png`), png);
    } finally {
      seen.dispose();
    }
  }
}
