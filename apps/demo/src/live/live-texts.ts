import { translated } from '../i18n/texts.ts';

/** What the pages that learn live say alike. */
export const liveTexts = translated(
  {
    run: 'Training',
    empty: 'Nothing has been trained yet.',
    preparing: 'Preparing…',
    training: 'It learns.',
    paused: 'It rests and can go on at once.',
    stopped: 'Stopped. The model can be asked and downloaded as it is.',
    finished: 'It has learned: all steps are done.',
    pause: 'Pause',
    resume: 'Go on',
    stop: 'Stop',
    takeUpAgain: 'Take up again',
    steerAbout:
      'Pause: it rests in memory. Stop: the training ends and its memory is given back; it can be taken up again from what the browser has kept.',
    step: 'Step',
    loss: 'Loss',
    left: 'Time left',
    kept: (time: string) => `Kept in this browser at ${time}`,
    notKept: (why: string) =>
      `The browser cannot keep this run: closing the tab loses it. Download it instead. (${why})`,
    keptOffer: (what: string, step: number, total: number, time: string) =>
      `This browser has kept a run: ${what}, step ${step} of ${total}, ${time}.`,
    takeUp: 'Go on with it',
    forget: 'Forget it',
    lossChart: 'Loss by step',
    lossAxis: 'Loss, nats',
    atStep: (step: number) => `Step ${step}`,
    named: (name: string, value: string) => `${name}: ${value}`,
  },
  {
    run: '训练过程',
    empty: '还没有训练过。',
    preparing: '正在准备…',
    training: '正在学习。',
    paused: '暂停中，随时可以继续。',
    stopped: '已停止。目前的模型可以提问，也可以下载。',
    finished: '训练完成。',
    pause: '暂停',
    resume: '继续',
    stop: '停止',
    takeUpAgain: '从保存处继续',
    steerAbout:
      '“暂停”让训练留在内存里等待；“停止”结束训练并释放内存，之后还可以从浏览器保存的状态继续训练。',
    step: '步',
    loss: '损失',
    left: '剩余时间',
    kept: (time) => `已于 ${time} 保存在这个浏览器里`,
    notKept: (why) => `浏览器无法保存这次训练，关闭标签页就会丢失。请改为下载。（${why}）`,
    keptOffer: (what, step, total, time) =>
      `这个浏览器保存着一次训练：${what}，第 ${step} 步，共 ${total} 步，${time}。`,
    takeUp: '继续训练',
    forget: '删除它',
    lossChart: '每一步的损失',
    lossAxis: '损失，奈特',
    atStep: (step) => `第 ${step} 步`,
    named: (name, value) => `${name}：${value}`,
  },
);
