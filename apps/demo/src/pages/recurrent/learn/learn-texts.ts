import { translated } from '../../../i18n/texts.ts';

export const learnTexts = translated(
  {
    title: 'Let them learn to remember',
    about:
      'An Elman net, a GRU and an LSTM of the same size learn the same task from the same random sequences, in this tab. Short delays are easy for all of them. Make the delay longer, and the Elman net is the first that can only guess; a higher bias of f and z lets the gated ones remember from the start.',
    setUp: 'Task and nets',
    task: 'What to learn',
    remember: 'remember one bit',
    echo: 'delayed echo',
    parity: 'parity',
    rememberAbout:
      'The first step shows a bit. Noise follows for the whole delay; then the net is asked for the bit.',
    echoAbout:
      'Every step shows a bit, and the net has to say the bit of some steps ago: it needs room for all between.',
    parityAbout:
      'After every bit the net says whether the number of ones so far is odd. A single mistake spoils the rest.',
    delay: 'Delay in steps',
    bits: 'Bits',
    units: 'Units',
    keepBias: 'Bias of f and z',
    steps: 'Training steps',
    willLearn:
      'Press Train, and see here how many answers of each net are right, how the losses fall and what they answer.',
    nextSeed: 'Start from other weights',
    run: 'Learning',
    finished: 'All steps are done.',
    speed: 'Sequence steps per second',
    right: (name: string) => `${name}, right`,
    rightAbout: 'of answers to sequences that it has never seen; 50 % are guesses',
    facts: (task: string, delay: number, units: number, parameters: string, backend: string) =>
      `${task} (${delay}), ${units} units; ${parameters} parameters in three nets, computed on ${backend}`,
    downloadAbout:
      'One safetensors file with the weights of the three nets under PyTorch’s names, and what it takes to go on: open it here again.',
    lossAbout:
      'How surprised each net is by the right answer, in nats: 0.69 is a coin that is tossed. The scale is logarithmic.',
    answers: 'What they answer',
    answersAbout:
      'One sequence that they have never seen. Each answer is coloured by how sure the net is: orange where it is right, blue where it is wrong.',
    answeredAt: (step: string) => `After ${step} steps, as the shares of right answers above`,
    shown: 'shown',
    wanted: 'asked for',
    noise: 'noise',
    question: 'the question',
    nothing: 'nothing',
    answer: (bit: number, share: string, isRight: boolean) =>
      `${bit}, ${share} sure, ${isRight ? 'right' : 'wrong'}`,
    answersNothing: 'Train them first.',
  },
  {
    title: '让它们学会记忆',
    about:
      '同样大小的 Elman 网络、GRU 和 LSTM 在这个标签页里，从同样的随机序列学同一个任务。延迟短，谁都容易；把延迟加长，Elman 网络最先只能猜；f 和 z 的偏置高一些，有门的网络从一开始就记得住。',
    setUp: '任务和网络',
    task: '学什么',
    remember: '记住一位',
    echo: '延迟回声',
    parity: '奇偶',
    rememberAbout: '第一步给出一位，然后整个延迟里都是噪声，最后问网络那一位是什么。',
    echoAbout: '每一步给出一位，网络要说出若干步之前的那一位：中间的都得记住。',
    parityAbout: '每来一位，网络说出到此为止 1 的个数是不是奇数。错一次，后面全错。',
    delay: '延迟步数',
    bits: '位数',
    units: '隐藏单元数',
    keepBias: 'f 和 z 的偏置',
    steps: '训练步数',
    willLearn: '点“训练”，这里就会显示每个网络答对多少、损失如何下降，以及它们的回答。',
    nextSeed: '换一组初始权重',
    run: '学习过程',
    finished: '所有步都做完了。',
    speed: '每秒序列步数',
    right: (name) => `${name} 答对`,
    rightAbout: '在从未见过的序列上；50 % 等于猜',
    facts: (task, delay, units, parameters, backend) =>
      `${task}（${delay}），${units} 个隐藏单元；三个网络共 ${parameters} 个参数，在 ${backend} 上计算`,
    downloadAbout:
      '一个 safetensors 文件，含三个网络的权重（PyTorch 的名字），以及继续训练所需的一切，可以在这里再打开。',
    lossAbout: '每个网络对正确答案有多意外，单位是奈特：0.69 等于抛硬币。刻度是对数的。',
    answers: '它们怎么回答',
    answersAbout: '一个从未见过的序列。颜色表示网络有多确定：答对为橙色，答错为蓝色。',
    answeredAt: (step) => `第 ${step} 步之后，和上面的正确率是同一时刻`,
    shown: '给出',
    wanted: '要求',
    noise: '噪声',
    question: '提问',
    nothing: '无',
    answer: (bit, share, isRight) => `${bit}，${share} 确定，${isRight ? '对' : '错'}`,
    answersNothing: '先训练它们。',
  },
);
