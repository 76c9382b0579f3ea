import type { DataSet } from './data-set.ts';

/** Multi30k as Wu et al. 2021 prepared it; `code` is the list of merges in subword-nmt's format. */
export const multi30kBpe10k: DataSet = {
  name: 'multi30k-bpe10k',
  title:
    'Multi30k, German and English, lower-cased, tokenised, split into pieces by 10,000 joint merges',
  page: 'https://github.com/LividWo/Revisit-MMT',
  base: 'https://raw.githubusercontent.com/LividWo/Revisit-MMT/dc368d0af8d60270b8f4aaa2f3ac58771c551da3/data/multi30k-en-de/',
  licence:
    'the repository names none; the text is Multi30k, for non-commercial research and education only',
  cite: 'Wu et al. 2021 (arXiv 2105.14462); Elliott et al. 2016 (W16-3210)',
  files: [
    {
      name: 'train.de',
      remote: 'train.de',
      bytes: 2_269_411,
      sha256: 'b2c74def7ec129f7ea7023a51501c77174c377ef06c6ccc2f031adcfb5cfadbd',
    },
    {
      name: 'train.en',
      remote: 'train.en',
      bytes: 1_898_472,
      sha256: '0ffe3e3bac16e6aa33ef0dd6a7dca81587479b0d18dff0db2a92ac3f32b00c86',
    },
    {
      name: 'valid.de',
      remote: 'valid.de',
      bytes: 82_295,
      sha256: 'eeb95680d6a06eafb13e3494eed9f9fa99783b892f4a3c72dd36e7ce2e000b68',
    },
    {
      name: 'valid.en',
      remote: 'valid.en',
      bytes: 67_101,
      sha256: '193d0d18fef5d1bc9d1cddafa13a644de3c5d6a24b45ac44476dcc5e96bfac6e',
    },
    {
      name: 'test.2016.de',
      remote: 'test.2016.de',
      bytes: 75_949,
      sha256: '375c20d50f4c486149a78dfcfb161a430a04ddabe2b7d150f0c7811dc455ac60',
    },
    {
      name: 'test.2016.en',
      remote: 'test.2016.en',
      bytes: 65_416,
      sha256: '13b5fe3f92f78c54446d66afcaaa0a00a33ab653a8411f16812c9c5ca3795d6d',
    },
    {
      name: 'code',
      remote: 'code',
      bytes: 104_973,
      sha256: '5b545f318e49f24367c7399019c9aeb5e3720b6379a08f887c2792af71c37f2a',
    },
    {
      name: 'test.2017.de',
      remote: 'test.2017.de',
      bytes: 70_232,
      sha256: '9deefbe5705b60c3b5a790146e232b411a0da0420fd194ed6f6ad3a2674340a0',
      optional: true,
    },
    {
      name: 'test.2017.en',
      remote: 'test.2017.en',
      bytes: 58_544,
      sha256: '5252390a58d57bce8d6a69a973e4908e98c7b70d3fc7ccc9c3963747ae8b177d',
      optional: true,
    },
    {
      name: 'test.coco.de',
      remote: 'test.coco.de',
      bytes: 32_864,
      sha256: '5cfc9d5e6511565c53c390598d7a69d14dd302c1a374a16c56959224c5a54d99',
      optional: true,
    },
    {
      name: 'test.coco.en',
      remote: 'test.coco.en',
      bytes: 26_382,
      sha256: '82d825317109d12260cfd637a23d2bf7c564308546f56e341047b2067c0dba8b',
      optional: true,
    },
  ],
};
