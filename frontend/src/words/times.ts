export const timeWords = {
  minutes: ['{n} 分钟', '{n} min'],
  hours: ['{n} 小时', '{n} h'],
  days: ['{n} 天', '{n} d'],
  left: ['剩 {span}', '{span} left'],
  late: ['超期 {span}', '{span} overdue'],
  noDeadline: ['无时限', 'No deadline'],
  due: ['{at} 前', 'by {at}'],
} as const
