import { describe, expect, it } from 'vitest'
import { aNotice } from './a-case'
import { broughtFrom, lacking, nothingFilled, type Filled } from '@/cases/brought'
import { countyDay, fromCountyInput, toCountyInput } from '@/cases/county-input'

const notice = aNotice({
  dispatch: [], convert: ['reason'], assign: [], coop: ['reason'], extend_req: ['reason'], extend_ok: [], suspend_req: ['reason'],
  merge: [], supervise: ['reason'], feedback: ['after'], check_pass: [], verify_req: [],
})
const filled = (more: Partial<Filled> = {}): Filled => ({ ...nothingFilled(), ...more })
const asked = (operation: string, fill: Partial<Filled>, reason = '', suggested: string | null = null, many = false, photos = 0) =>
  lacking(operation, notice, filled(fill), reason, photos, { unit: suggested }, many)?.[0] ?? null

describe('what an operation still wants', () => {
  it.each([
    ['dispatch', {}, '', '请选择'], ['dispatch', { unit: 'ZFDD' }, '', '规则以外'], ['dispatch', { unit: 'ZFDD' }, '属执法事项', null],
    ['convert', {}, '案由不对', '案由'], ['convert', { category: 'LL2-02' }, '', '理由'], ['convert', { category: 'LL2-02' }, '案由不对', null],
    ['assign', {}, '', '班组'], ['assign', { squad: '一中队' }, '', null], ['assign', { person: 'crew-zfdd' }, '', null], ['assign', { squad: '  ' }, '', '班组'],
    ['coop', {}, '清运', '协办单位'], ['coop', { helper: 'HJZX' }, '清运', null],
    ['extend_req', {}, '等材料', '时间'], ['extend_req', { until: '2023-03-03T17:30' }, '等材料', null], ['extend_ok', {}, '', null],
    ['merge', {}, '', '并入'], ['supervise', {}, '超期三天', '回复期限'], ['supervise', { replyBy: '2023-03-06' }, '', '理由'],
    ['feedback', {}, '', '照片'], ['verify_req', {}, '', null], ['check_pass', {}, '', null],
  ] as const)('%s with %j and “%s”: %s', (operation, fill, reason, said) => {
    const found = asked(operation, fill, reason)
    if (said === null) expect(found).toBeNull()
    else expect(found).toContain(said)
  })

  it('is nothing where the unit is the one that the rule names', () => { expect(asked('dispatch', { unit: 'ZFDD' }, '', 'ZFDD')).toBeNull() })
  it('is no unit for many: each goes by its rule', () => { expect(asked('dispatch', {}, '', null, true)).toBeNull() })
  it('is a reason for many sent to one unit by hand', () => { expect(asked('dispatch', { unit: 'ZFDD' }, '', null, true)).toContain('规则以外') })
})

describe('what is sent', () => {
  it('is only what the operation asks for', () => {
    const all = filled({ unit: 'A', helper: 'B', category: 'C', attributes: { danger: true }, squad: 'D', person: 'E', inspector: 'F', until: '2023-03-03T17:30', into: 'G', replyBy: '2023-03-06', waive: 'H' })
    expect(broughtFrom('accept', all, '')).toEqual({})
    expect(broughtFrom('dispatch', all, '裁定')).toEqual({ unit: 'A', reason: '裁定' })
    expect(broughtFrom('coop', all, ' 清运 ')).toEqual({ unit: 'B', reason: '清运' })
    expect(broughtFrom('convert', all, '错')).toEqual({ category: 'C', attributes: { danger: true }, reason: '错' })
    expect(broughtFrom('assign', all, '')).toEqual({ squad: 'D', assignee: 'E' })
    expect(broughtFrom('check_req', all, '')).toEqual({ assignee: 'F' })
    expect(broughtFrom('extend_req', all, '等')).toEqual({ until: '2023-03-03T09:30:00.000Z', reason: '等' })
    expect(broughtFrom('merge', all, '')).toEqual({ into: 'G' })
    expect(broughtFrom('supervise', all, '超')).toEqual({ kind: 'late', reply_by: '2023-03-06', reason: '超' })
    expect(broughtFrom('check_pass', all, '')).toEqual({ waive: 'H' })
  })
})

describe('county time in a field', () => {
  it('is what the clock on the wall shows, wherever the machine stands', () => {
    expect(toCountyInput('2023-03-02T20:00:00Z')).toBe('2023-03-03T04:00')
    expect(fromCountyInput('2023-03-03T04:00')).toBe('2023-03-02T20:00:00.000Z')
    expect(countyDay(Date.parse('2023-03-02T20:00:00Z'))).toBe('2023-03-03')
    expect(countyDay(Date.parse('2023-02-28T20:00:00Z'), 3)).toBe('2023-03-04')
  })
  it.each(['', '2023-03-03', '2023-13-40T99:99', 'tomorrow'])('%j is no moment', (text) => { expect(fromCountyInput(text)).toBeNull() })
})
