import { textsOf } from '../../i18n/language.ts';
import { translated } from '../../i18n/texts.ts';
import { linkTo } from '../../route/location.ts';
import { pages } from '../pages.ts';

const homeTexts = translated(
  {
    title: 'Sequence models, from the inside',
    lead: 'Everything here is computed in this tab, by the same packages that you install from npm. No server sees your text; after the first visit it works without a network.',
    begin:
      'New to this? Begin with Words and go on in order: the pages become harder step by step. Wherever a “?” stands behind a word, press it and the word is explained.',
    pages: 'What you can do',
  },
  {
    title: '走进序列模型的内部',
    lead: '这里的一切都在你的浏览器里计算，用的就是发布在 npm 上的那些包。你的文字不会传给任何服务器；打开过一次之后，没有网络也能用。',
    begin:
      '第一次来？从“词向量”开始，按顺序往下看，一页比一页难一点。名词后面有“?”的，点一下就有解释。',
    pages: '可以做什么',
  },
);

export function HomePage() {
  const t = textsOf(homeTexts);
  return (
    <>
      <section class="intro">
        <h1>{t.title}</h1>
        <p class="lead">{t.lead}</p>
        <p>{t.begin}</p>
      </section>
      <h2 class="visually-hidden">{t.pages}</h2>
      <ol class="page-list">
        {pages.map(({ id, texts }, n) => (
          <li key={id}>
            <a href={linkTo(id)}>
              <span class="page-name">
                <span class="page-number">{n + 1}</span> {textsOf(texts).name}
              </span>
              <span class="page-level">{textsOf(texts).level}</span>
              <span class="page-about">{textsOf(texts).about}</span>
            </a>
          </li>
        ))}
      </ol>
    </>
  );
}
