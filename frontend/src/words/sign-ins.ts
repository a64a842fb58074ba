/** Who came in, failed and went: for one's own account and for administrators. */
export const signInWords = {
  own: ['最近的登录', 'Latest sign-ins'],
  ownMore: ['有不是您本人的登录，请马上修改密码。', 'If one of them was not you, change your password at once.'],
  IN: ['登录', 'Signed in'],
  FAILED: ['登录失败', 'Failed'],
  OUT: ['退出', 'Signed out'],
  PASSWORD: ['密码', 'password'],
  CODE: ['密码和验证码', 'password and code'],
  OIDC: ['单位账号', 'provider'],
  BASIC: ['程序接口', 'program'],
  unknown: ['没有这个用户名', 'No such user name'],
  none: ['还没有登录记录', 'Nothing recorded yet'],
  more: ['显示更多', 'Show more'],
} as const
