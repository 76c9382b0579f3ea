import type { ComponentType } from 'preact';
import { textsOf } from '../i18n/language.ts';
import { translated, type Translated } from '../i18n/texts.ts';

type PageTexts = Readonly<Record<'name' | 'about' | 'level', string>>;

/** A page that can be gone to. */
export interface Page {
  /** In the address: `#/attention`. */
  readonly id: string;
  readonly texts: Translated<PageTexts>;
  readonly load: () => Promise<ComponentType>;
}

/** All pages, the easiest first: the order of the navigation and of the start. A new page is a folder here and a line in this list. */
export const pages: readonly Page[] = [
  {
    id: 'words',
    texts: translated(
      {
        name: 'Words',
        about:
          'Watch words find their places on a map as a model learns vectors from nothing but their neighbours; ask it for analogies, gaps and what goes with a basket.',
        level: 'Begin here: press Train and watch for a minute.',
      },
      {
        name: '词向量',
        about:
          '模型只看每个词的邻居，就学出词向量：看词在地图上各就各位，再让它做类比、填空，或推荐购物篮里还缺什么。',
        level: '从这里开始：点一下“训练”，看上一分钟。',
      },
    ),
    load: async () => (await import('./words/words-page.tsx')).WordsPage,
  },
  {
    id: 'recurrent',
    texts: translated(
      {
        name: 'Recurrent cell',
        about:
          'Step through RNN, GRU and LSTM, see what every gate does, and why long sequences are hard.',
        level: 'A little arithmetic: sums, products, a curve.',
      },
      {
        name: '循环单元',
        about: '一步一步走进 RNN、GRU 和 LSTM：每个门做什么，长序列为什么难学。',
        level: '一点算术：加法、乘法和一条曲线。',
      },
    ),
    load: async () => (await import('./recurrent/recurrent-page.tsx')).RecurrentPage,
  },
  {
    id: 'attention',
    texts: translated(
      {
        name: 'Attention',
        about:
          'Change queries, keys and values, and see how every number of attention comes about.',
        level: 'A little arithmetic: products, and shares of a whole.',
      },
      {
        name: '注意力',
        about: '改动查询、键和值，看注意力的每个数字是怎么来的。',
        level: '一点算术：乘法和份额。',
      },
    ),
    load: async () => (await import('./attention/attention-page.tsx')).AttentionPage,
  },
  {
    id: 'translate',
    texts: translated(
      {
        name: 'Translate',
        about:
          'Train a model that turns one sequence into another, watch it learn, see where it looks and decide in its place.',
        level: 'Recurrence and attention together, in a model that you train.',
      },
      {
        name: '翻译',
        about: '训练一个模型，把一个序列写成另一个序列：看它怎样学会、注意哪里，也可以替它拿主意。',
        level: '循环和注意力合成一个模型，由你来训练。',
      },
    ),
    load: async () => (await import('./translate/translate-page.tsx')).TranslatePage,
  },
  {
    id: 'non-local',
    texts: translated(
      {
        name: 'Non-local',
        about:
          'Train a network on clips with and without a block that looks anywhere, click a position to see where it looks, and draw into the clip.',
        level: 'Attention for images and clips; go to Attention first.',
      },
      {
        name: '非局部',
        about:
          '用短片训练两个网络，一个带有能看遍所有位置的模块，一个没有；点一个位置，看它注意哪里，也可以自己画。',
        level: '用在图像和短片上的注意力，先看“注意力”再来。',
      },
    ),
    load: async () => (await import('./non-local/non-local-page.tsx')).NonLocalPage,
  },
  {
    id: 'benchmark',
    texts: translated(
      {
        name: 'Benchmark',
        about:
          'Time this device: one thread, several, the graphics device; share the results as a link.',
        level: 'For those who want to know how fast it all is.',
      },
      {
        name: '性能测试',
        about: '测一测这台设备有多快：单线程、多线程、图形设备；结果可以用链接分享。',
        level: '想知道这一切算得有多快，看这里。',
      },
    ),
    load: async () => (await import('./benchmark/benchmark-page.tsx')).loadBenchmarkPage(),
  },
];

/** The name of a page in the language of the reader; nothing for none. */
export function pageName(id: string): string | undefined {
  const page = pages.find((known) => known.id === id);
  return page && textsOf(page.texts).name;
}
