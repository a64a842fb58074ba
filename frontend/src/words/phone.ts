export const phoneWords = {
  title: ['本机存储', 'This phone'],
  used: ['已用 {used}，可用约 {free}', '{used} used, about {free} free'],
  unknown: ['浏览器没有提供存储用量。', 'The browser does not say how much is used.'],
  lasting: ['浏览器已承诺不自动清理未上传的内容', 'The browser will not clear what is not sent'],
  notLasting: ['浏览器可能在空间不足时清理内容，请及时上传；安装到桌面后更稳妥。', 'The browser may clear things when space runs out. Send soon; installing the app makes it safer.'],
  install: ['安装到桌面', 'Install'],
  appleHint: ['在 Safari 中点“分享”，再点“添加到主屏幕”，离线内容更不易丢失。', 'In Safari tap Share, then Add to Home Screen: what waits offline is safer then.'],
  leaveTitle: ['还有 {n} 件未上传', '{n} not sent yet'],
  leaveMore: ['退出后它们留在本机，别人看不到也不会发送，要等您再登录才会发送。', 'They stay on this phone. Nobody else sees or sends them; they go out when you sign in again.'],
  stay: ['先不退出', 'Stay signed in'],
} as const
