import { translated } from '../../i18n/texts.ts';

export const attentionTexts = translated(
  {
    title: 'Attention',
    lead: 'Each token asks a question (its query) and compares it with what every token offers (its key). Where they fit, it takes what that token has to say (its value). Change any number and watch what follows.',
    words: 'the cat sat down',
    story:
      'In the example, as it is at first, “sat” asks who sat: in column 2, where its query has a 2, the key of “cat” has a 2 as well. So more than half of what “sat” takes comes from “cat”.',
    computedOn:
      'These few numbers are computed on one thread of the CPU, whichever backend is chosen above: anything larger would only be waited for.',
    inputs: 'Queries, keys, values',
    inputsAbout:
      'A row for each token. In a model a trained layer makes these numbers from the tokens; here you choose them.',
    query: 'Queries Q',
    key: 'Keys K',
    value: 'Values V',
    scores: 'Scores',
    scoresAbout: (size: number, scaled: boolean) =>
      scaled
        ? `How well query and key fit: their product Q Kᵀ, divided by √${size} so that longer vectors do not count for more.`
        : 'How well query and key fit: their product Q Kᵀ. Without scaling it grows with the length of the vectors.',
    scoresHint: 'Press a number to mask it: that query may then not look at that key.',
    weights: 'Weights',
    weightsAbout:
      'Softmax makes shares of the scores: e^score, divided by the sum of its row. Every row sums to 1; what is masked gets nothing.',
    output: 'Output',
    outputAbout: 'For each token the mean of all values, by its weights: weights · V.',
    controls: 'Settings',
    mask: 'Mask',
    maskNone: 'none',
    maskCausal: 'causal: no looking ahead',
    maskOwn: 'your own',
    heads: 'Heads',
    head: (head: number) => `Head ${head}`,
    ofHead: (table: string, head: number) => `${table}, head ${head}`,
    headsAbout: (size: number) =>
      `Each head has ${size} columns of Q, K and V of its own, head 1 the first ones, and so looks elsewhere.`,
    scaled: 'divide by √d',
    positions: 'add positions to Q and K',
    positionsAbout:
      'Without positions attention does not know the order of the tokens. Each place t, from 0, gets sines and cosines of t, slower ones from column to column; they are added to Q and K.',
    positionsTitle: 'Positions',
    positionTable: 'Sines and cosines P',
    placedQuery: 'Q + P',
    placedKey: 'K + P',
    projections: 'project with W_Q, W_K, W_V, W_O',
    projectionsTitle: 'Projections',
    projectionsAbout:
      'A multi-head layer learns four matrices, in PyTorch’s nn.MultiheadAttention too. Each row of W makes one column: x Wᵀ. At first these three change nothing; the fourth stands at the end. Biases are left out.',
    draw: 'Draw all four at random',
    drawAbout: 'As an untrained layer begins, rounded to two digits.',
    queryWeight: 'W_Q',
    keyWeight: 'W_K',
    valueWeight: 'W_V',
    outputWeight: 'W_O',
    weightRow: (row: number) => `row ${row}`,
    projectedQuery: 'Projected queries',
    projectedKey: 'Projected keys',
    projectedValue: 'Projected values',
    togetherTitle: 'All heads together',
    joinedAbout:
      'The outputs of the heads are put side by side: the columns of head 1, then those of head 2.',
    resultAbout:
      'W_O mixes the columns: each number of the result is a row of these columns times a row of W_O. Only here does what one head has found meet what the other has.',
    resultOfOneAbout:
      'W_O mixes the columns: each number of the result is a row of the output times a row of W_O.',
    joined: 'Heads side by side',
    result: 'Result',
    reset: 'Start again',
    numbers: (matrix: string, token: string, column: number) =>
      `${matrix}, ${token}, column ${column}`,
    column: (column: number) => `column ${column}`,
    queryOf: (token: string) => `query “${token}”`,
    keyOf: (token: string) => `key “${token}”`,
    explainTitle: 'How this number comes about',
    explainNothing:
      'Point at a computed number, or go there with the keyboard, to see how it comes about.',
    explainScores: (query: string, key: string) =>
      `How well the query of “${query}” fits the key of “${key}”`,
    explainWeights: (query: string, key: string) => `How much “${query}” takes from “${key}”`,
    explainMasked: (query: string, key: string) => `“${query}” may not look at “${key}”: masked`,
    explainOutput: (query: string, column: number) => `What “${query}” gets, column ${column}`,
    explainPosition: (token: string, place: number, column: number) =>
      `The place ${place} of “${token}”, column ${column}`,
    explainTable: (table: string, token: string, column: number) =>
      `${table} of “${token}”, column ${column}`,
    explainJoined: (head: number, column: number) =>
      `From head ${head}: column ${column} of its output`,
    allMasked: 'Where everything is masked, the output is zero.',
  },
  {
    title: '注意力',
    lead: '每个词元提出一个问题（查询），和每个词元所提供的（键）相比较；越相配，就越多地取用那个词元的内容（值）。改动任何数字，看看结果如何变化。',
    words: '那只 猫 坐下 了',
    story:
      '在最初的例子里，“坐下”在问是谁坐下：它的查询在第 2 列是 2，“猫”的键在第 2 列也是 2。所以“坐下”取用的内容有一半以上来自“猫”。',
    computedOn:
      '这几个数字都用 CPU 的一个线程算出，与上面选择的计算设备无关：数字这么少，换别的只会白等。',
    inputs: '查询、键、值',
    inputsAbout: '每个词元一行。在模型里，这些数字由训练过的层从词元算出；在这里由你决定。',
    query: '查询 Q',
    key: '键 K',
    value: '值 V',
    scores: '得分',
    scoresAbout: (size, scaled) =>
      scaled
        ? `查询和键有多相配：乘积 Q Kᵀ 除以 √${size}，免得向量越长得分越大。`
        : '查询和键有多相配：乘积 Q Kᵀ。不缩放时，它随向量长度增大。',
    scoresHint: '点一个数字就能把它掩盖：那个查询就不能再看那个键。',
    weights: '权重',
    weightsAbout: 'softmax 把得分变成份额：e 的得分次方除以整行之和。每行之和为 1；被掩盖的得 0。',
    output: '输出',
    outputAbout: '每个词元得到所有值按权重的平均：权重 · V。',
    controls: '设置',
    mask: '掩码',
    maskNone: '无',
    maskCausal: '因果：不看后面',
    maskOwn: '自定',
    heads: '头数',
    head: (head) => `第 ${head} 个头`,
    ofHead: (table, head) => `${table}，第 ${head} 个头`,
    headsAbout: (size) =>
      `每个头在 Q、K、V 里有自己的 ${size} 列（第 1 个头用最前面的），因此看不同的地方。`,
    scaled: '除以 √d',
    positions: '给 Q 和 K 加上位置',
    positionsAbout:
      '没有位置，注意力不知道词元的顺序。每个位置 t（从 0 数起）得到 t 的正弦和余弦，越靠后的列变化越慢；它们加到 Q 和 K 上。',
    positionsTitle: '位置',
    positionTable: '正弦和余弦 P',
    placedQuery: 'Q + P',
    placedKey: 'K + P',
    projections: '用 W_Q、W_K、W_V、W_O 投影',
    projectionsTitle: '投影',
    projectionsAbout:
      '多头注意力层要学四个矩阵，PyTorch 的 nn.MultiheadAttention 也是如此。W 的每一行得出一列：x Wᵀ。这三个起初什么也不改变；第四个在最后。这里略去偏置。',
    draw: '随机填写这四个矩阵',
    drawAbout: '就像一个还没训练的层，保留两位小数。',
    queryWeight: 'W_Q',
    keyWeight: 'W_K',
    valueWeight: 'W_V',
    outputWeight: 'W_O',
    weightRow: (row) => `第 ${row} 行`,
    projectedQuery: '投影后的查询',
    projectedKey: '投影后的键',
    projectedValue: '投影后的值',
    togetherTitle: '合起所有的头',
    joinedAbout: '各个头的输出并排放在一起：先是第 1 个头的列，再是第 2 个头的列。',
    resultAbout:
      'W_O 混合这些列：结果里的每个数字，是这些列的一行乘以 W_O 的一行。两个头各自找到的东西，到这里才相遇。',
    resultOfOneAbout: 'W_O 混合这些列：结果里的每个数字，是输出的一行乘以 W_O 的一行。',
    joined: '并排的头',
    result: '结果',
    reset: '重新开始',
    numbers: (matrix, token, column) => `${matrix}，${token}，第 ${column} 列`,
    column: (column) => `第 ${column} 列`,
    queryOf: (token) => `查询“${token}”`,
    keyOf: (token) => `键“${token}”`,
    explainTitle: '这个数字怎么来的',
    explainNothing: '指向一个算出的数字，或用键盘移到那里，就能看到它是怎么来的。',
    explainScores: (query, key) => `“${query}”的查询和“${key}”的键有多相配`,
    explainWeights: (query, key) => `“${query}”从“${key}”取多少`,
    explainMasked: (query, key) => `“${query}”不能看“${key}”：已掩盖`,
    explainOutput: (query, column) => `“${query}”得到的，第 ${column} 列`,
    explainPosition: (token, place, column) => `“${token}”的位置 ${place}，第 ${column} 列`,
    explainTable: (table, token, column) => `${table}，“${token}”，第 ${column} 列`,
    explainJoined: (head, column) => `来自第 ${head} 个头：它的输出的第 ${column} 列`,
    allMasked: '全部被掩盖时，输出为零。',
  },
);
