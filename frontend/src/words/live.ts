export const liveWords = {
  newCases: ['有 {n} 件新案件', '{n} new cases'],
  show: ['显示', 'Show'],
  down: ['实时更新中断，正在重新连接，显示的可能不是最新情况。', 'Live updates are interrupted; reconnecting. What you see may be old.'],
  quietOff: ['新案件提示音：开', 'Sound for new cases: on'],
  quietOn: ['新案件提示音：关', 'Sound for new cases: off'],
} as const
