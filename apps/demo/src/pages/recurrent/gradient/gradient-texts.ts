import { translated } from '../../../i18n/texts.ts';

export const gradientTexts = translated(
  {
    title: 'Why long sequences are hard',
    about:
      'To learn that something early matters at the end, a gradient has to travel back through every step. Each step multiplies it: a little less than 1, a hundred times over, is nothing; a little more is far too much. Here it is measured in three new cells of 16 units, on one sequence of random inputs.',
    length: 'Length of the sequence',
    radius: 'Spectral radius of the recurrent weights',
    keepBias: 'Bias of the gate that keeps the state',
    shown: 'What is measured',
    ofState: '|∂ loss / ∂ state| at each step',
    ofInput: '‖∂ last state / ∂ input‖ of each step',
    stateAbout:
      'The loss is a weighted sum of the last state, so its gradient begins with 1 at the right and travels left. The state of an LSTM is h and c together.',
    inputAbout:
      'How much the last state would change if the input of a step changed: the Frobenius norm of the Jacobian ∂h_T/∂xₜ.',
    drawAgain: 'Draw other weights',
    reset: 'As at first',
    stateChart: 'Gradient of the loss for the state, by step',
    inputChart: 'Gradient of the last state for the input, by step',
    stateAxis: '|∂ loss / ∂ state|',
    inputAxis: '‖∂ last state / ∂ input‖',
    step: 'Step t',
    atFirst: (name: string, value: string) => `${name}: ${value} at the first step`,
    table: 'The same in numbers',
    stepsBack: 'Steps back',
    factor: 'each step',
    controlsAbout:
      'Each gate’s part of weight_hh is an orthogonal matrix times the spectral radius; in an RNN tanh shrinks the gradient besides. The bias opens f of the LSTM and z of the GRU, so that the state is handed on almost unchanged: from about 2 on, the gradient of the LSTM survives a hundred steps. That is why LSTMs are often started with a forget bias of 1 or more.',
  },
  {
    title: '长序列为什么难',
    about:
      '要学会开头的东西对结尾有用，梯度必须穿过每一步往回走。每一步都把它乘上一个数：略小于 1，乘一百次就什么都不剩；略大于 1，就大得离谱。这里另取三种循环单元，各有 16 个隐藏单元，在一个随机输入的序列上测量。',
    length: '序列长度',
    radius: '循环权重的谱半径',
    keepBias: '保留状态的门的偏置',
    shown: '测量什么',
    ofState: '每一步的 |∂ 损失 / ∂ 状态|',
    ofInput: '每一步的 ‖∂ 最后状态 / ∂ 输入‖',
    stateAbout:
      '损失是最后状态的加权和，所以梯度从右边的 1 开始往左走。LSTM 的状态是 h 和 c 合在一起。',
    inputAbout: '某一步的输入变动，最后的状态会变多少：雅可比矩阵 ∂h_T/∂xₜ 的 Frobenius 范数。',
    drawAgain: '换一组权重',
    reset: '恢复原样',
    stateChart: '每一步：损失对状态的梯度',
    inputChart: '每一步：最后状态对输入的梯度',
    stateAxis: '|∂ 损失 / ∂ 状态|',
    inputAxis: '‖∂ 最后状态 / ∂ 输入‖',
    step: '步 t',
    atFirst: (name, value) => `${name}：第一步为 ${value}`,
    table: '同样的内容，用数字',
    stepsBack: '往回的步数',
    factor: '每一步',
    controlsAbout:
      'weight_hh 中每个门的部分是一个正交矩阵乘以谱半径；在 RNN 里 tanh 还会缩小梯度。偏置打开 LSTM 的 f 和 GRU 的 z，让状态几乎原样传下去：大约从 2 起，LSTM 的梯度过了一百步还没有消失。所以 LSTM 的遗忘偏置常取 1 或更大的初值。',
  },
);
