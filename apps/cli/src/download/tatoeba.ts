import type { DataSet } from './data-set.ts';
import { splitPairs } from './split-pairs.ts';

/** Sentences of Tatoeba with their translations, the collection of manythings.org as it was in 2025. */
export const tatoeba: DataSet = {
  name: 'tatoeba-cmn-eng',
  title: 'Tatoeba, English and Mandarin: 29,155 short sentences and their translations',
  page: 'https://www.manythings.org/anki/',
  base: 'https://raw.githubusercontent.com/DaoChaShao/py-st-dl-translater-2.0/620408eda1721f683e2413778ad19e4f94691053/data/',
  licence: 'CC BY 2.0 FR; the third column of each line names the authors and has to stay with it',
  cite: 'tatoeba.org; manythings.org/anki',
  newer: 'https://www.manythings.org/anki/cmn-eng.zip',
  files: [
    {
      name: 'cmn.txt',
      remote: 'cmn.txt',
      bytes: 4_151_351,
      sha256: '9da1af87e3e61650aa38595e60baef3a4e3a18ed239a7ef4a764c0a87c7ddeff',
    },
  ],
  derive: (contents) => splitPairs(contents.get('cmn.txt')!, 'cmn.txt'),
};
