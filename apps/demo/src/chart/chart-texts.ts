import { translated } from '../i18n/texts.ts';

export const chartTexts = translated(
  {
    hint: 'Point at the curve, or use the arrow keys here, to read its numbers.',
    hintOfSeveral: 'Point at the curves or use arrow keys to read them; press a name to hide one.',
    read: (place: string, values: string) => `${place}: ${values}`,
    named: (name: string, value: string) => `${name} ${value}`,
    cursor: (title: string) => `${title}: read the numbers`,
    notLoaded: (summary: string) =>
      `The chart could not be loaded. The newest numbers: ${summary || 'none yet'}.`,
  },
  {
    hint: '指向曲线，或在此按方向键，即可读数。',
    hintOfSeveral: '指向曲线或按方向键读数；点名称可隐藏一条曲线。',
    read: (place, values) => `${place}：${values}`,
    named: (name, value) => `${name} ${value}`,
    cursor: (title) => `${title}：读数`,
    notLoaded: (summary) => `图表无法加载。最新的数值：${summary || '还没有'}。`,
  },
);
