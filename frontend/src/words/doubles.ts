export const doubleWords = {
  title: ['附近已有类似案件', 'Something like this is reported nearby'],
  line: ['{length}外 · {category} · {state} · {span}前上报', '{length} away · {category} · {state} · reported {span} ago'],
  alike: ['照片相似', 'looks alike'],
  others: ['同事上报，由{unit}负责', 'reported by a colleague; {unit} has it'],
  isIt: ['就是它，不报了', 'That is it: do not report'],
  sure: ['再点一次，放弃草稿', 'Tap again: discard the draft'],
  anyway: ['照样上报', 'Report it anyway'],
  dropped: ['没有重复上报，草稿已放弃', 'Not reported twice; the draft is discarded'],
  more: ['还有 {n} 件', '{n} more'],
} as const
