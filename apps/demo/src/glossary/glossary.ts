import { translated } from '../i18n/texts.ts';

/** Words that a newcomer meets on the pages, and what they mean. */
export const glossary = translated(
  {
    what: (word: string) => `What does “${word}” mean?`,
    token:
      'The pieces that a text is cut into for the model: here a word, a character, or a part of a word. The model sees each as a number of its own.',
    epoch:
      'One pass over all of the training data. With three epochs the model sees every example three times. More epochs take longer and learn more, up to a point.',
    step: 'The model looks at a batch – some examples at once –, measures how wrong it was, and changes all its weights a little. That is one step.',
    loss: 'One number for how wrong the model is. It is 0 where the model is sure of every right answer. Training does nothing but make it smaller.',
    units:
      'How many numbers the model has to remember with at each place. More units can hold more, and take longer.',
    layers:
      'How many times the model works through the sequence, each layer on what the one before has found.',
    seed: 'Where chance begins. The first weights and the order of the examples are drawn at random; with the same seed they are drawn the same, and the run can be repeated.',
    head: 'A head of attention is one way of looking. Several heads look at once, each at something else: one perhaps at the word before, another at the verb.',
    dimensions:
      'Each word becomes a list of so many numbers, its vector. Words that are used alike get lists that are alike.',
    window:
      'How far the model looks to the left and to the right of a word. What stands within counts as its neighbours.',
    beam: 'Greedy search takes the best next token each time. A beam keeps some of the best beginnings and chooses the best whole in the end.',
    keepBias:
      'A number added inside the gate that keeps the state. The larger it is, the more the gate stays open at first, so that nothing is forgotten before there was time to learn what matters.',
  },
  {
    what: (word) => `“${word}”是什么？`,
    token:
      '文字交给模型之前要切成小块，每一块叫一个词元：可以是一个词、一个字，也可以是词的一部分。',
    epoch:
      '把全部训练数据看一遍叫一轮。三轮就是每个例子看三遍。轮数越多学得越久，也学得越好，但有个限度。',
    step: '模型一次看一批例子，量一量错了多少，再把所有权重都改动一点点。这就是一步。',
    loss: '用一个数说明模型错得多厉害。如果每个正确答案它都十拿九稳，损失就接近 0。训练就是让这个数变小。',
    units: '模型在每个位置用多少个数来记东西。越多记得越多，也算得越久。',
    layers: '模型把序列从头到尾加工几遍；每一层都在前一层的结果上继续。',
    seed: '随机数从哪里开始。最初的权重和例子的顺序都是随机的；种子相同，随机的结果就相同，可以重做同样的训练。',
    head: '注意力的一个头就是一种看法。几个头同时看，各看各的：有的也许看前一个词，有的看动词。',
    dimensions: '每个词变成这么多个数，合起来叫它的向量。用法相近的词，向量也相近。',
    window: '看一个词时，往左、往右各看多少个词。在这个范围里的都算它的邻居。',
    beam: '贪心搜索每次只取最好的下一个词元。束搜索同时留着几个最好的开头，最后选出整句最好的。',
    keepBias:
      '加在“保留”那个门里的一个数。它越大，门一开始就开得越大，还没学会什么重要之前，就不会先忘掉。',
  },
);

/** A word that is explained. */
export type Term = Exclude<keyof (typeof glossary)['en'], 'what'>;
