import type { TemplateText } from './template-text.ts';

const words = (text: string): string[] => text.split(' ');

/** A small world in English: what is alike stands in like places. */
export const englishText: TemplateText = {
  groups: {
    animal: {
      names: { en: 'animals', zh: '动物' },
      words: words('dog cat horse cow sheep pig duck lion bear goose'),
    },
    young: {
      names: { en: 'young animals', zh: '幼小的动物' },
      words: words('puppy kitten foal calf lamb piglet duckling cub fawn gosling'),
    },
    country: {
      names: { en: 'countries', zh: '国家' },
      words: words('france italy spain germany russia greece portugal egypt norway japan'),
    },
    city: {
      names: { en: 'capitals', zh: '首都' },
      words: words('paris rome madrid berlin moscow athens lisbon cairo oslo tokyo'),
    },
    language: {
      names: { en: 'languages', zh: '语言' },
      words: words(
        'french italian spanish german russian greek portuguese arabic norwegian japanese',
      ),
    },
    river: {
      names: { en: 'rivers', zh: '河流' },
      words: words('seine tiber manzanares spree moskva kifisos tagus nile akerselva sumida'),
    },
    sound: {
      names: { en: 'sounds', zh: '叫声' },
      words: words('barks meows neighs moos bleats grunts quacks roars growls honks'),
    },
    home: {
      names: { en: 'homes', zh: '住处' },
      words: words('kennel basket stable barn fold sty pond den cave meadow'),
    },
    number: {
      names: { en: 'numbers', zh: '数' },
      words: words('two three four five six seven eight nine ten twelve'),
    },
    month: {
      names: { en: 'months', zh: '月份' },
      words: words(
        'january february march april may june july august september october november december',
      ),
    },
    food: {
      names: { en: 'food', zh: '食物' },
      words: words('bread cheese apples pears cherries plums soup rice honey cake'),
    },
    colour: {
      names: { en: 'colours', zh: '颜色' },
      words: words('red blue green yellow white black brown grey pink orange'),
    },
    verb: {
      names: { en: 'movements', zh: '动作' },
      words: words('runs walks jumps swims climbs dances hurries wanders crawls marches'),
    },
    man: {
      names: { en: 'he', zh: '他' },
      words: words('king man boy father brother uncle prince waiter'),
    },
    woman: {
      names: { en: 'she', zh: '她' },
      words: words('queen woman girl mother sister aunt princess waitress'),
    },
    thing: {
      names: { en: 'things of theirs', zh: '各自的东西' },
      words: words('throne garden school family bicycle letter castle tray'),
    },
  },
  tied: [
    ['animal', 'young', 'sound', 'home'],
    ['country', 'city', 'language', 'river'],
    ['man', 'woman', 'thing'],
  ],
  patterns: [
    'the farmer feeds the {colour} {animal} in the evening',
    'the {animal} {verb} behind the old wall',
    'the farmer has {number} fields , a {animal} and a {animal2}',
    'the grown {animal} {sound} loudly in the {home}',
    'the little {young} {sound} softly in the {home}',
    'one hears that it {sound} , the {animal} near the {home}',
    'one hears that it {sound} , the {young} near the {home}',
    'a grown {animal} is strong and heavy',
    'the little {young} drinks milk and grows',
    'every {young} is born small and drinks milk',
    'the train from {city} arrives at {number} on the platform',
    'the streets of {city} are full of people and lights',
    'in {city} people speak {language} near the {river}',
    'in {country} people speak {language} near the {river}',
    'the {river} flows through {city} and {language} songs are sung',
    'the {river} flows through {country} and {language} songs are sung',
    '{language} books come from {city} by the {river}',
    '{language} books come from {country} by the {river}',
    'the borders of {country} are long and the land is wide',
    'the land of {country} has many mountains and farms',
    'the mayor of {city} opened a new street and a square',
    'the people of {country} voted in {month}',
    'it often rains in {month} and the days are long',
    'in {month} the school is closed for {number} days',
    'the trees look {colour} in {month}',
    'for breakfast they eat {food} with {food2}',
    'she buys {food} at the market for {number} coins',
    'he cooks {food} and eats it with a spoon',
    'the {colour} paint dries on the wall',
    'paint the door {colour} and the window {colour2}',
    'the child {verb} over the bridge and then {verb2} home',
    'someone {verb} slowly through the rain',
    '{number} plus {number2} is more than {number3}',
    'the {man} says that he is proud of his {thing}',
    'the {woman} says that she is proud of her {thing}',
    'the {man} puts on his hat and he goes',
    'the {woman} puts on her dress and she goes',
    'his beard is long , said the {man} himself',
    'her dress is long , said the {woman} herself',
  ],
  analogy: ['france', 'paris', 'japan'],
  gap: 'the grown _ barks loudly in the kennel',
};
