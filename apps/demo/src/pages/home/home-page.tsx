import { textsOf } from '../../i18n/language.ts';
import { translated } from '../../i18n/texts.ts';
import { linkTo } from '../../route/location.ts';
import { pages } from '../pages.ts';

const homeTexts = translated(
  {
    title: 'Sequence models, from the inside',
    lead: 'Everything here is computed in this tab, by the same packages that you install from npm. No server sees your text; after the first visit it works without a network.',
    pages: 'What you can do',
  },
  {
    title: '从内部看序列模型',
    lead: '这里的一切都在这个标签页里计算，用的就是 npm 上的那些包。没有服务器会看到你的文字；第一次访问之后，没有网络也能用。',
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
      </section>
      <h2 class="visually-hidden">{t.pages}</h2>
      <ul class="page-list">
        {pages.map(({ id, texts }) => (
          <li key={id}>
            <a href={linkTo(id)}>
              <span class="page-name">{textsOf(texts).name}</span>
              <span class="page-about">{textsOf(texts).about}</span>
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}
