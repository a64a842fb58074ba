import { describe, expect, it } from 'vitest'
import type { Category, Group } from '@/core/shapes'
import { suggestTypes, type Reported } from '@/report/suggesting'

const group = (code: string, family: string): Group => ({ code, name: code, family, family_name: family })
const groups = [group('LL1', 'LL'), group('LL2', 'LL'), group('YC', 'YC')]
const category = (code: string): Category => ({
  code, name: code, group: code.split('-')[0] ?? '', family: '', closing_criterion: '', deadline: '', legal_basis: '', questions: [], urgent: false,
})
const categories = ['LL1-01', 'LL1-02', 'LL2-01', 'LL2-02', 'LL2-03', 'YC-01'].map(category)
const notice = { categories, groups }

const now = Date.parse('2023-03-02T01:00:00Z')
const gate = { lon: 118.1602, lat: 36.1861 }
const faraway = { lon: 118.2602, lat: 36.1861 }
const days = (n: number): number => now - n * 86_400_000
const reported = (code: string, at: number, where: { lon: number; lat: number } | null = faraway): Reported =>
  ({ code, at, lon: where?.lon ?? null, lat: where?.lat ?? null })
const suggested = (history: Reported[], most = 4): string[] => suggestTypes(history, notice, gate, now, most).map((one) => one.code)

describe('after the shutter the phone offers', () => {
  it('the common types of the first family on a new phone, one of each head before a second', () => {
    expect(suggested([], 5)).toEqual(['LL1-01', 'LL2-01', 'LL1-02', 'LL2-02', 'LL2-03'])
  })
  it('what was reported at this place before what was reported more often elsewhere', () => {
    expect(suggested([reported('LL2-02', days(2)), reported('LL2-02', days(3)), reported('YC-01', days(2), gate)])[0]).toBe('YC-01')
  })
  it('what was reported lately before what was reported long ago', () => {
    expect(suggested([reported('LL2-02', days(90)), reported('LL2-02', days(91)), reported('LL1-02', days(1))])[0]).toBe('LL1-02')
  })
  it('what is reported at this hour before what is reported at another', () => {
    expect(suggested([reported('LL2-02', days(1) + 6 * 3_600_000), reported('LL1-02', days(1))])[0]).toBe('LL1-02')
  })
  it('nothing twice, and fills up', () => {
    expect(suggested([reported('LL1-01', days(1))])).toEqual(['LL1-01', 'LL2-01', 'LL1-02', 'LL2-02'])
  })
  it('nothing the notice no longer knows, and reports without a place still count', () => {
    expect(suggested([reported('GONE', days(1)), reported('LL2-03', days(1), null)])[0]).toBe('LL2-03')
  })
})
