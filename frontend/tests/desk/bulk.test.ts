import { describe, expect, it } from 'vitest'
import { aCase, aDetail } from '../cases/a-case'
import { actOnMany, offered, type Outcome } from '@/desk/bulk'
import { Problem } from '@/core/problem'

const cases = (count: number) => Array.from({ length: count }, (_, index) => aCase({ id: `case-${index}`, number: `20230302-${index}` }))
const ignore = () => undefined
const done = () => Promise.resolve(aDetail())

describe('many cases at once', () => {
  it('are offered what any of them allows, except what needs a photo of or a look at each', () => {
    const items = [aCase(), aCase({ may: ['accept'] }), aCase({ may: ['feedback', 'check_pass', 'merge'] })]
    expect(Object.fromEntries(offered(items))).toEqual({ accept: 2, return: 1 })
  })

  it('are done one by one, and one that fails does not stop the others', async () => {
    const heard: Outcome[] = []
    const outcomes = await actOnMany(cases(9), 'accept', {}, (outcome) => heard.push(outcome), (item) => item.id === 'case-4'
      ? Promise.reject(new Problem(409, { detail: '案件已由张三签收。', current_version: 4 })) : done())
    expect(outcomes.map((one) => one.state)).toEqual(['done', 'done', 'done', 'done', 'failed', 'done', 'done', 'done', 'done'])
    expect(outcomes[4]).toMatchObject({ item: { id: 'case-4' }, why: '案件已由张三签收。' })
    expect(heard).toHaveLength(9)
  })

  it('carry the one reason each', async () => {
    const reasons: (string | undefined)[] = []
    await actOnMany(cases(3), 'return', { reason: '不属于本单位职责' }, ignore, (_item, _operation, brought) => { reasons.push(brought.reason); return done() })
    expect(reasons).toEqual(['不属于本单位职责', '不属于本单位职责', '不属于本单位职责'])
  })

  it('are never more than four under way', async () => {
    let under = 0
    let most = 0
    await actOnMany(cases(20), 'accept', {}, ignore, async () => {
      most = Math.max(most, ++under)
      await new Promise((resolve) => { setTimeout(resolve, 1) })
      under--
      return done()
    })
    expect(most).toBe(4)
  })

  it('are not tried further once the network is gone, and each says why', async () => {
    let asked = 0
    const outcomes = await actOnMany(cases(12), 'accept', {}, ignore, () => { asked++; return Promise.reject(new Problem(0)) })
    expect(asked).toBeLessThanOrEqual(4)
    expect(outcomes.every((one) => one.state === 'failed' && one.why.includes('网络'))).toBe(true)
  })

  it('do not hide a fault of ours', async () => {
    await expect(actOnMany(cases(2), 'accept', {}, ignore, () => Promise.reject(new RangeError('a bug')))).rejects.toThrow('a bug')
  })
})
