/** Groups of products, the most popular first, and in each the most popular product first. */
export const groceryGroups = {
  dairy: ['milk', 'butter', 'yoghurt', 'cream', 'gouda', 'feta', 'quark', 'kefir'],
  fruit: ['bananas', 'apples', 'grapes', 'oranges', 'pears', 'kiwis', 'plums', 'figs'],
  bakery: ['bread', 'rolls', 'croissants', 'bagels', 'toast', 'pretzels', 'muffins', 'brioche'],
  pasta: [
    'spaghetti',
    'tomato-sauce',
    'parmesan',
    'penne',
    'pesto',
    'lasagne',
    'gnocchi',
    'ricotta',
  ],
  drinks: ['water', 'juice', 'cola', 'lemonade', 'beer', 'wine', 'tonic', 'cider'],
  snacks: ['chips', 'salsa', 'chocolate', 'nuts', 'popcorn', 'biscuits', 'liquorice', 'crackers'],
  cleaning: ['detergent', 'softener', 'sponges', 'bleach', 'soap', 'bin-bags', 'wipes', 'polish'],
  breakfast: ['coffee', 'filters', 'cereal', 'honey', 'jam', 'tea', 'muesli', 'marmalade'],
  baby: ['nappies', 'baby-wipes', 'porridge', 'formula', 'lotion', 'teethers', 'bibs', 'powder'],
  pets: ['cat-food', 'litter', 'dog-food', 'treats', 'bones', 'bird-seed', 'hay', 'fish-flakes'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** Who buys the first often takes the second, too. */
export const groceryRules: readonly (readonly [string, string])[] = [
  ['spaghetti', 'tomato-sauce'],
  ['penne', 'pesto'],
  ['lasagne', 'ricotta'],
  ['chips', 'salsa'],
  ['bread', 'rolls'],
  ['toast', 'bagels'],
  ['detergent', 'softener'],
  ['coffee', 'filters'],
  ['nappies', 'baby-wipes'],
  ['cat-food', 'litter'],
  ['gouda', 'feta'],
  ['tonic', 'cider'],
];
