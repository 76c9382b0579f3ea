import type { DataSet } from './data-set.ts';

const research =
  'no licence of its own; derived from Flickr30K, for non-commercial research and education only';
const elliott = 'Elliott et al. 2016 (W16-3210); test sets of 2017: Elliott et al. 2017 (W17-4718)';

/** Multi30k as it was written. */
export const multi30k: DataSet = {
  name: 'multi30k',
  title: 'Multi30k, German and English: captions of pictures, as they were written',
  page: 'https://github.com/multi30k/dataset',
  base: 'https://raw.githubusercontent.com/multi30k/dataset/a3d2e0d26b56f3846f66a952536ffed4e401d05a/data/task1/raw/',
  licence: research,
  cite: elliott,
  files: [
    {
      name: 'train.de',
      remote: 'train.de.gz',
      bytes: 2_110_398,
      sha256: '2c2b73fd2b548fbcde3a875e0a78d6ee94d498bfdee6bd3eae3945779e9ddf72',
    },
    {
      name: 'train.en',
      remote: 'train.en.gz',
      bytes: 1_801_238,
      sha256: '460a15fbd157e34a7a9957ee388c1ca247fe47af3ef25fb50442af6c274e0fc6',
    },
    {
      name: 'val.de',
      remote: 'val.de.gz',
      bytes: 75_981,
      sha256: '660e09eb7e1da2f856ea13ee5ad3cf6d36b3d5b0b733c857e94c5747a3dfc660',
    },
    {
      name: 'val.en',
      remote: 'val.en.gz',
      bytes: 63_297,
      sha256: '1f2a23d992769b5b3d209b0a10dd0b77c08cceb1f20dfb97ed0aafa49d107227',
    },
    {
      name: 'test_2016_flickr.de',
      remote: 'test_2016_flickr.de.gz',
      bytes: 70_649,
      sha256: '4be6b5b3236b79c25475c6bb829800a7ce559e9ba7a1f6c2394fe4d40be46d16',
    },
    {
      name: 'test_2016_flickr.en',
      remote: 'test_2016_flickr.en.gz',
      bytes: 62_076,
      sha256: '399a4382932c1aadd3ceb9bef1008d388a64c76d4ae4e9d4728c6f4301cac182',
    },
    {
      name: 'test_2017_flickr.de',
      remote: 'test_2017_flickr.de.gz',
      bytes: 64_059,
      sha256: 'c3078bc3b36808bf9d20eb2347ed6137016179ef59ec0d2b9b8ecc3fb2880081',
      optional: true,
    },
    {
      name: 'test_2017_flickr.en',
      remote: 'test_2017_flickr.en.gz',
      bytes: 55_242,
      sha256: 'ce1450ddc5ab0834502579d77a170849952e15a2938b34cc503bdc25ebb4fb98',
      optional: true,
    },
    {
      name: 'test_2017_mscoco.de',
      remote: 'test_2017_mscoco.de.gz',
      bytes: 29_906,
      sha256: '58277df3c75f92f7145a11b910b553d1cf82c439249d4dc237c899609eafac22',
      optional: true,
    },
    {
      name: 'test_2017_mscoco.en',
      remote: 'test_2017_mscoco.en.gz',
      bytes: 24_949,
      sha256: '43051fdfa86fd5395182e718a94ca67b1b227b9f7c79596ff0f6b813216981d2',
      optional: true,
    },
  ],
};
