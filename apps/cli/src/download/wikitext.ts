import type { DataSet } from './data-set.ts';

/** Articles of Wikipedia, split into words. */
export const wikiText: DataSet = {
  name: 'wikitext',
  title: 'WikiText-2: two million words of good articles of the English Wikipedia',
  page: 'https://github.com/pytorch/examples/tree/main/word_language_model',
  base: 'https://raw.githubusercontent.com/pytorch/examples/77f55b912142e11fcfdf5b530231fb9c52f181e8/word_language_model/data/wikitext-2/',
  licence: 'CC BY-SA 3.0, by the authors of Wikipedia',
  cite: 'Merity et al. 2016, Pointer Sentinel Mixture Models (arXiv 1609.07843)',
  files: [
    {
      name: 'train.txt',
      remote: 'train.txt',
      gitBlob: '2d84b35af79e411d73ea7cae83c73964c6ac83b4',
    },
    {
      name: 'valid.txt',
      remote: 'valid.txt',
      bytes: 1_121_681,
      sha256: 'f0737ed31fc1329026e95cb8b98e19c2a182c39c240ab909dc31abf2f8af58e8',
    },
    {
      name: 'test.txt',
      remote: 'test.txt',
      bytes: 1_256_449,
      sha256: 'd790b833ef8cf03a90db7bf1271b7520b83c45ce07ba3c1a9699df81e239eca0',
    },
  ],
};
