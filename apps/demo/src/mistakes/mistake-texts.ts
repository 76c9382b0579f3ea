import { translated } from '../i18n/texts.ts';
import type { FilePage } from './opened-file.ts';

const pageNames = {
  en: {
    translate: 'Translate',
    words: 'Words',
    nonLocal: 'Non-local',
    recurrent: 'Recurrent cell',
  },
  zh: { translate: '翻译', words: '词向量', nonLocal: '非局部', recurrent: '循环单元' },
} as const;

/** What is said of each mistake that a person may make, with what helps. */
export const mistakeTexts = translated(
  {
    noText: () => 'There is no text yet. Paste some, or open a file.',
    noTab: (line: number, text: string) =>
      `Line ${line} has no tab: “${text}”. Put a tab between the sentence and its translation.`,
    fewPairs: (found: number, fewest: number) =>
      `Too few different sentences with a translation to learn from: ${found}. Give ${fewest} or more; thousands are better.`,
    noTranslations: (lines: number) =>
      `None of the ${lines} lines has text on both sides of its tab. Write a translation behind it.`,
    tooLong: (pairs: number, most: number) =>
      `All ${pairs} lines are too long: a sentence may have ${most} words, or characters where it has no blanks. Divide them into shorter ones.`,
    noWords: () => 'There are only signs in this text, and no words. Paste sentences.',
    noSentences: (words: number) =>
      `No line of this text has two words that stand beside each other (${words} alone). Put blanks between words, and several on a line: words are learned from their neighbours.`,
    fewDifferent: (found: number, fewest: number, times: number) =>
      times === 1
        ? `This text has too few different words: ${found}. Give ${fewest} or more.`
        : `Too few words of this text come ${times} times or more: ${found}. Give text in which ${fewest} or more do.`,
    fewNeighbours: () =>
      'This text has so few different words that no two are left beside each other once frequent ones are thinned out. Give more text, with more different words.',
    fewWords: (found: number, fewest: number) =>
      `Too few words in sentences to learn from: ${found}. Give ${fewest} or more; ten thousand are better.`,
    noGap: (found: number) =>
      found === 0
        ? 'There is no gap in this sentence. Write _ in place of the word that is wanted.'
        : `There are ${found} gaps in this sentence. Leave one _ in it.`,
    unknownWord: (word: string, near: string) =>
      `“${word}” is not among the words that have a vector. ${near ? `Try “${near}”.` : 'Try another word.'}`,
    onlyVectors: () =>
      'The file has vectors only. Train, or open a .safetensors file of a run, to fill gaps.',
    tooLarge: (file: string, megabytes: number, most: number) =>
      `${file} has ${megabytes} MB. Take at most ${most} MB; larger ones learn with npm run rondo.`,
    noTextFile: (file: string) =>
      `${file} is no text in UTF-8. Open a text file; one in another encoding has to be saved as UTF-8 first.`,
    noResults: (file: string) =>
      `${file} has no results of this page. Open a file that was downloaded here.`,
    gapAlone: () => 'There are no words around the gap. Write some before it or behind it.',
    gapUnknown: (words: string) =>
      `Of the words around the gap none is known: ${words}. Write words of the text that was learned.`,
    noWord: () => 'There is no word yet. Write one.',
    noSentence: () => 'There is no sentence yet. Write one.',
    longSentence: (tokens: number, most: number) =>
      `This sentence has ${tokens} tokens. Write a shorter one, of at most ${most}.`,
    unreadable: (file: string) =>
      `${file} cannot be read: it was changed, moved or deleted since. Choose it again.`,
    wrongFile: () =>
      'This file cannot be opened here: it is of another kind, or damaged. Take one that was downloaded from this page.',
    damagedFile: () =>
      'This file was downloaded from this page, and is damaged or was changed since. Take another copy, or train anew.',
    fileOfPage: (page: FilePage) =>
      `This file is of the page ${pageNames.en[page]}. Open it there, or take one that was downloaded from this page.`,
    otherClips: (frames: number, size: number) =>
      `This network is for other images than those of this page, which are ${frames} frames of ${size} × ${size}. Take a file that was downloaded from this page.`,
    otherText: () =>
      'This checkpoint learned from text of one’s own, and another text is put in. Choose “your own text”, and put in the one that it learned from, or none: then it only translates.',
    fewVectors: (fewest: number) =>
      `This file has too few vectors to look at. Take one with ${fewest} words or more.`,
    runElsewhere: () =>
      'This run goes on in another tab. Look there, or close that tab and try again.',
    runGone: () =>
      'The browser does not keep this run any more. Train anew, or open its checkpoint.',
    diverged: () =>
      'The training has gone astray: its loss is no number any more. Train anew with other settings.',
    noMemory: () =>
      'There is not enough memory for this. Close other tabs, or train a smaller model.',
    wrongData: () => 'This cannot be used as it is:',
    noDevice: () =>
      'The graphics device cannot compute here. Let the CPU compute instead, then try again.',
    useCpu: () => 'Compute on the CPU',
  },
  {
    noText: () => '还没有文本。请粘贴一些，或打开一个文件。',
    noTab: (line, text) => `第 ${line} 行没有制表符：“${text}”。请在句子和译文之间放一个制表符。`,
    fewPairs: (found, fewest) =>
      `这段文本有 ${found} 个不同的、带译文的句子，太少了，学不到东西。请给 ${fewest} 个以上，几千个更好。`,
    noTranslations: (lines) => `这 ${lines} 行里，没有一行在制表符两边都有文字。请在后面写上译文。`,
    tooLong: (pairs, most) =>
      `这 ${pairs} 行都太长：一个句子最多 ${most} 个词（没有空格的文字按字符算）。请分成短一些的句子。`,
    noWords: () => '这段文本里只有符号，没有词。请粘贴一些句子。',
    noSentences: (words) =>
      `这段文本里没有两个词相邻的行（${words} 个词都是单独的）。请用空格分开各词，并在一行里写几个词：词要从邻居中学。`,
    fewDifferent: (found, fewest, times) =>
      times === 1
        ? `这段文本里不同的词太少，只有 ${found} 个。请给 ${fewest} 个以上。`
        : `这段文本里出现 ${times} 次以上的词太少，只有 ${found} 个。请换一段有 ${fewest} 个以上的文本。`,
    fewNeighbours: () =>
      '这段文本里不同的词太少，去掉一部分常见词之后，没有两个词相邻。请给更长、用词更丰富的文本。',
    fewWords: (found, fewest) =>
      `这段文本的句子里有 ${found} 个词，太少了，学不到东西。请给 ${fewest} 个以上，一万个更好。`,
    noGap: (found) =>
      found === 0
        ? '这个句子里没有空。请在要填的词的位置写 _。'
        : `这个句子里有 ${found} 个空。请只留一个 _。`,
    unknownWord: (word, near) => `“${word}”没有向量。${near ? `试试“${near}”。` : '请换一个词。'}`,
    onlyVectors: () => '这个文件只有向量。要填空，请训练，或打开一次训练的 .safetensors 文件。',
    tooLarge: (file, megabytes, most) =>
      `${file} 有 ${megabytes} MB，最多 ${most} MB；更大的请用 npm run rondo 训练。`,
    noTextFile: (file) =>
      `${file} 不是 UTF-8 文本。请打开文本文件；其他编码的文本请先另存为 UTF-8。`,
    noResults: (file) => `${file} 里没有本页的结果。请打开从这里下载的文件。`,
    gapAlone: () => '空的前后没有词。请在前面或后面写几个词。',
    gapUnknown: (words) => `空前后的词都不认识：${words}。请用学过的文本里的词。`,
    noWord: () => '还没有词。请写一个。',
    noSentence: () => '还没有句子。请写一个。',
    longSentence: (tokens, most) => `这个句子有 ${tokens} 个词元。请写短一些，最多 ${most} 个。`,
    unreadable: (file) => `无法读取 ${file}：它已被修改、移动或删除。请重新选择。`,
    wrongFile: () => '这个文件在这里打不开：类型不对，或已损坏。请用从本页下载的文件。',
    damagedFile: () => '这个文件是从本页下载的，但已经损坏或被改动。请用另一份副本，或重新训练。',
    fileOfPage: (page) =>
      `这是“${pageNames.zh[page]}”页的文件。请到那一页打开，或改用从本页下载的文件。`,
    otherClips: (frames, size) =>
      `这个网络用于别的图像；本页的图像是 ${frames} 帧 ${size} × ${size}。请用从本页下载的文件。`,
    otherText: () =>
      '这个检查点学的是另一段自己的文本。请选择“自己的文本”，填入它学过的那段；或者清空，只用它来翻译。',
    fewVectors: (fewest) => `这个文件里的向量太少。请打开有 ${fewest} 个词以上的文件。`,
    runElsewhere: () => '这次训练正在另一个标签页里进行。请到那里查看，或关闭那个标签页后再试。',
    runGone: () => '浏览器已不再保存这次训练。请重新训练，或打开它的检查点。',
    diverged: () => '训练发散了：损失已经不是一个数。请换一些设置重新训练。',
    noMemory: () => '内存不够。请关闭别的标签页，或训练小一些的模型。',
    wrongData: () => '这样用不了：',
    noDevice: () => '图形设备在这里无法计算。请改用 CPU，然后再试。',
    useCpu: () => '用 CPU 计算',
  },
);

/** Those of a file: they are told at the button that opens it. */
export const fileMistakes: readonly MistakeKind[] = [
  'unreadable',
  'wrongFile',
  'damagedFile',
  'fileOfPage',
  'otherClips',
  'otherText',
  'fewVectors',
];

/** Those of a text that a person gave: they are told where it stands. */
export const textMistakes: readonly MistakeKind[] = [
  'noText',
  'noTab',
  'noTranslations',
  'tooLong',
  'fewPairs',
  'noWords',
  'noSentences',
  'fewWords',
  'fewDifferent',
  'fewNeighbours',
  'tooLarge',
  'noTextFile',
];

export type MistakeKind = keyof typeof mistakeTexts.en;
