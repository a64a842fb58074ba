import { describe, expect, it } from 'vitest'
import { broughtBy, isRuled, saidBy, type Names } from '@/cases/journal'
import type { JournalEntry } from '@/core/shapes'

const names: Names = { unit: (code) => ({ ZFDD: '执法大队', HJZX: '城乡环境中心' })[code] ?? code, category: (code) => `类${code}`, operation: (code) => ({ accept: '签收' })[code] ?? code }
const entry = (operation: string, detail: Record<string, unknown>, version = 1): JournalEntry =>
  ({ seq: version, at: '2023-03-02T01:00:00Z', operation, label: operation, actor: '赵指挥', from_state: null, to_state: null, version, detail, hash: '' })
const said = (operation: string, detail: Record<string, unknown>, before: JournalEntry[] = []) => saidBy({ operation, detail }, names, before).join('；')

describe('a line of the journal', () => {
  it('brings the reason and photos of a step', () => {
    expect(broughtBy({ detail: { reason: '不属于本单位', photos: [{ sha256: 'aa', role: 'after' }] } })).toEqual({ reason: '不属于本单位', photos: ['aa'] })
    expect(broughtBy({ detail: { report: { photos: [{ sha256: 'bb' }] } } }).photos).toEqual(['bb'])
  })

  it.each([
    ['dispatch', { unit: 'ZFDD', co_units: ['HJZX'], due_at: '2023-03-02T04:00:00Z', ruling: true }, ['派往执法大队', '告知城乡环境中心', '时限 3月2日 12:00', '裁定']],
    ['convert', { from: 'A', to: 'B', unit: 'ZFDD' }, ['案由由“类A”改为“类B”', '派往执法大队']],
    ['coop', { unit: 'HJZX', reason: '清运' }, ['请城乡环境中心协办']],
    ['assign', { squad: '一中队', assignee: null }, ['班组：一中队']],
    ['extend_req', { until: '2023-03-03T04:00:00Z' }, ['申请延到 3月3日 12:00']],
    ['extend_ok', { was: '2023-03-02T04:00:00Z', due_at: '2023-03-03T04:00:00Z' }, ['时限由 3月2日 12:00 移到 3月3日 12:00']],
    ['suspend_ok', { review_at: '2023-03-10T01:00:00Z' }, ['挂账至 3月10日 09:00']],
    ['check_pass', { waived: ['HJZX'], waived_because: ['已由本队清运'] }, ['不再等待城乡环境中心：已由本队清运']],
    ['supervise', { number: '督办〔2023〕3号', kind: 'late', reply_by: '2023-03-06' }, ['督办〔2023〕3号（超期），2023-03-06 前回复']],
    ['merge', { into: 'x', number: '20230302-0007' }, ['并入 20230302-0007']],
    ['escalate', { level: 1, to: 'ZFDD', to_name: '执法大队', says: '已报单位负责人', due_at: '2023-03-02T04:00:00Z' }, ['已报单位负责人', '原时限 3月2日 12:00']],
    ['report', { by_file: { command: 'import outbox', file: 'ab'.repeat(32), sealed: true } }, ['有本人手机签名（文件 abababababab…）']],
    ['report', { by_file: { command: 'import outbox', file: 'ab'.repeat(32), sealed: false } }, ['没有本人手机签名']],
    ['return', { from_unit: 'ZFDD' }, ['执法大队退回']],
  ])('%s says %j', (operation, detail, parts) => { for (const part of parts) expect(said(operation, detail)).toContain(part) })

  it('does not take a report’s own number for an order', () => { expect(said('report', { number: '20230302-0007' })).toBe('') })

  it('says what was taken back', () => { expect(said('undo', { undoes: 3 }, [entry('accept', {}, 3)])).toBe('撤销了“签收”') })

  it('is read whatever a later version may write into it', () => {
    expect(broughtBy({ detail: { reason: 7, photos: 'none', report: null } })).toEqual({ reason: '', photos: [] })
    expect(said('dispatch', { unit: ['x'], due_at: 'soon', co_units: 'y', waived: 3 })).toBe('')
  })

  it('keeps a ruling until the dispatch is taken back', () => {
    const ruled = entry('dispatch', { unit: 'ZFDD', ruling: true }, 5)
    expect(isRuled([ruled])).toBe(true)
    expect(isRuled([ruled, entry('undo', { undoes: 5 }, 6)])).toBe(false)
    expect(isRuled([entry('dispatch', { unit: 'ZFDD', ruling: false })])).toBe(false)
  })
})
