import { translated } from '../i18n/texts.ts';

export const controlTexts = translated(
  {
    numberWanted: (least: string, most: string) => `Give a number from ${least} to ${most}.`,
    wholeWanted: (least: string, most: string) => `Give a whole number from ${least} to ${most}.`,
    stillUsed: (number: string) => ` Until then ${number} is used.`,
    longText: (name: string, megabytes: string) =>
      `${name || 'A long text'}, ${megabytes} MB. All of it is used; it begins:`,
    unknownSettings: (settings: string) =>
      `The address has settings that this page does not offer: ${settings}. The usual ones are taken.`,
    beginning: 'Beginning of the text',
    otherText: 'Take another text',
  },
  {
    numberWanted: (least, most) => `请填 ${least} 到 ${most} 之间的数。`,
    wholeWanted: (least, most) => `请填 ${least} 到 ${most} 之间的整数。`,
    stillUsed: (number) => `在此之前仍用 ${number}。`,
    longText: (name, megabytes) =>
      `${name || '一段长文本'}，${megabytes} MB。全部都会用到，开头是：`,
    unknownSettings: (settings) => `网址里有本页用不了的设置：${settings}。这些都改用默认值。`,
    beginning: '文本的开头',
    otherText: '换一段文本',
  },
);
