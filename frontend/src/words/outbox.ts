export const outboxWords = {
  place: ['未上传', 'Outbox'],
  waiting: ['{n} 件未上传', '{n} to send'],
  fullReport: ['手机存储空间不足，这件还没有提交；照片和填的内容都在，清理空间后再点一次。', 'The phone is full and this report is not handed over yet. Photos and text are kept: free some space and tap again.'],
  full: ['手机存储空间不足，照片没有保存。请清理空间后再拍。', 'The phone is full and the photo was not kept. Free some space and take it again.'],
  notKept: ['照片写入本机后校验不一致，没有保存，请再拍一次。', 'The photo could not be read back and was not kept. Take it again.'],
  notMade: ['没拍成，请重拍', 'The photo was not made: take it again'],
  kept: ['照片和填写的内容都在本机，没有丢失', 'Photos and entries are safe on this phone'],
} as const
