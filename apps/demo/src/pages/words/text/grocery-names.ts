import type { groceryGroups } from '@rondo/data';
import type { Language } from '../../../i18n/texts.ts';

/** What the groups of products are called. */
export const groceryNames: Readonly<
  Record<keyof typeof groceryGroups, Readonly<Record<Language, string>>>
> = {
  dairy: { en: 'dairy', zh: '乳制品' },
  fruit: { en: 'fruit', zh: '水果' },
  bakery: { en: 'bakery', zh: '面包糕点' },
  pasta: { en: 'pasta', zh: '意面' },
  drinks: { en: 'drinks', zh: '饮料' },
  snacks: { en: 'snacks', zh: '零食' },
  cleaning: { en: 'cleaning', zh: '清洁用品' },
  breakfast: { en: 'breakfast', zh: '早餐' },
  baby: { en: 'baby', zh: '婴儿用品' },
  pets: { en: 'pets', zh: '宠物用品' },
};
