import type { DataSet } from './data-set.ts';

/** Ratings of films, the release of September 2018. */
export const movieLens: DataSet = {
  name: 'movielens',
  title: 'MovieLens latest-small: 100,836 ratings of 9,742 films by 610 users',
  page: 'https://grouplens.org/datasets/movielens/latest/',
  base: 'https://raw.githubusercontent.com/HeewoongNoh/2022_DSAIL_Internship/f568bb3f42c0d8656c5f55379572bf431c37e2c3/ml-latest-small/',
  licence:
    'that of GroupLens, in README.txt: for research, no commercial use without permission, passed on under the same conditions only',
  cite: 'Harper and Konstan 2015, The MovieLens Datasets (doi 10.1145/2827872)',
  newer: 'https://files.grouplens.org/datasets/movielens/ml-latest-small.zip',
  files: [
    {
      name: 'README.txt',
      remote: 'README.txt',
      bytes: 8351,
      sha256: '569448aba20b7eb111dbaa271231a51a9c25add372ededf84256dc592a1fceaf',
    },
    {
      name: 'ratings.csv',
      remote: 'ratings.csv',
      bytes: 2_382_886,
      sha256: '80da8b3393dae325bbba5a31f291a6ba55d8d4f4396de3c456f2c1635b1b70e8',
    },
    {
      name: 'movies.csv',
      remote: 'movies.csv',
      bytes: 484_688,
      sha256: 'c47b783f23eb304413307e1bb05335e427737da20ec8d3c0e96335567dd5f3dc',
    },
  ],
};
