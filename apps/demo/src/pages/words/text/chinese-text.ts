import type { TemplateText } from './template-text.ts';

const words = (text: string): string[] => text.split(' ');

/** A small world in Chinese: what is alike stands in like places. */
export const chineseText: TemplateText = {
  groups: {
    animal: {
      names: { en: 'animals', zh: '动物' },
      words: words('老虎 狮子 兔子 猴子 大象 熊猫 狐狸 骆驼 乌龟 松鼠'),
    },
    city: {
      names: { en: 'cities', zh: '城市' },
      words: words('杭州 成都 西安 武汉 南京 广州 长沙 济南 福州 昆明'),
    },
    province: {
      names: { en: 'provinces', zh: '省份' },
      words: words('浙江 四川 陕西 湖北 江苏 广东 湖南 山东 福建 云南'),
    },
    water: {
      names: { en: 'waters', zh: '水域' },
      words: words('西湖 岷江 渭河 汉江 秦淮河 珠江 湘江 趵突泉 闽江 滇池'),
    },
    product: {
      names: { en: 'specialities', zh: '特产' },
      words: words('龙井 火锅 陶俑 面条 烤鸭 荔枝 臭豆腐 大葱 鱼丸 鲜花'),
    },
    fruit: {
      names: { en: 'fruit', zh: '水果' },
      words: words('苹果 香蕉 葡萄 西瓜 橘子 桃子 樱桃 草莓 柠檬 菠萝'),
    },
    colour: {
      names: { en: 'colours', zh: '颜色' },
      words: words('红色 蓝色 绿色 黄色 白色 黑色 紫色 灰色'),
    },
    season: {
      names: { en: 'seasons', zh: '季节' },
      words: words('春天 夏天 秋天 冬天 早晨 中午 傍晚 夜晚'),
    },
    man: {
      names: { en: 'men', zh: '男性' },
      words: words('爸爸 哥哥 弟弟 爷爷 叔叔 伯伯'),
    },
    woman: {
      names: { en: 'women', zh: '女性' },
      words: words('妈妈 姐姐 妹妹 奶奶 阿姨 姑姑'),
    },
    verb: {
      names: { en: 'activities', zh: '活动' },
      words: words('跑步 游泳 唱歌 跳舞 滑冰 下棋 钓鱼 爬山'),
    },
    job: {
      names: { en: 'jobs', zh: '职业' },
      words: words('医生 老师 工人 农民 司机 厨师 律师 记者'),
    },
  },
  tied: [['city', 'province', 'water', 'product']],
  patterns: [
    '动物园里有一只{colour}的{animal}',
    '那只{animal}在树林里睡觉',
    '孩子们喜欢看{animal}和{animal2}',
    '猎人看见{animal}躲在石头后面',
    '从{city}开来的火车已经到站',
    '{city}的街道很热闹',
    '{city}的市长和市民都很高兴',
    '飞机在{city}的机场降落',
    '{city}人爱去{water}边散步，带回{product}',
    '{province}人爱去{water}边散步，带回{product}',
    '来{city}要看{water}，要买{product}',
    '来{province}要看{water}，要买{product}',
    '说到{product}和{water}，就想起{city}',
    '说到{product}和{water}，就想起{province}',
    '{water}的水又清又凉',
    '把{product}装进盒子送给朋友',
    '{province}的面积很大，人口很多',
    '全{province}的粮食都丰收了',
    '{province}南部的山区下了大雪',
    '桌子上放着{fruit}和{fruit2}',
    '这些{fruit}又甜又新鲜',
    '请给我买一斤{fruit}',
    '我最喜欢的颜色是{colour}',
    '墙上刷着{colour}的油漆',
    '{season}的时候天气很好',
    '他们打算在{season}出发',
    '{man}刮了胡子，戴上领带',
    '{man}和{woman}一起去公园',
    '{woman}穿上裙子，戴上耳环',
    '{man}每天都去{verb}',
    '{woman}每天都去{verb}',
    '我们周末一起{verb}吧',
    '他学会了{verb}，又学{verb2}',
    '她的理想是当一名{job}',
    '那位{job}工作非常认真',
    '当{job}的人要有耐心',
  ],
  analogy: ['浙江', '杭州', '四川'],
  gap: '来_要看西湖',
};
