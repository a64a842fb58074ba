import { describe, expect, it } from 'vitest'
import type { Choices, Pattern, Rule } from '@/responsibility/shapes'
import { clauseLine, fitsSearch, grouped, inputOf, newRule, questionsFor, sentence, typesOf } from '@/responsibility/table'

const clause = { code: 'C3-ZFDD', section: '三、责任分工', text: '牵头负责“拆违治乱攻坚战”的方案细化、组织实施、协调调度、督导检查等工作' }
const pattern = (code: string, name: string, level: string, family: string | null, head: string | null): Pattern => ({ code, name, level, family, head })
const patterns = [
  pattern('LL', '六乱', 'family', 'LL', null),
  pattern('LL2', '乱摆乱占', 'head', 'LL', 'LL2'),
  pattern('WB', '门前五包', 'family', 'WB', null),
  pattern('LL2-01', '流动摊贩', 'type', 'LL', 'LL2'),
  pattern('LL2-02', '店外经营', 'type', 'LL', 'LL2'),
  pattern('WB-03', '设施不落实', 'type', 'WB', null),
]

function rule(code: string, category: string, changes: Partial<Rule> = {}): Rule {
  const known = patterns.find((one) => one.code === category)
  return {
    code, category, category_name: known?.name ?? '全部案由', family: known?.family ?? null, head: known?.head ?? null, area: '*', area_name: '全县',
    source: '*', source_name: '全部来源', when: {}, when_words: [], lead: { code: 'ZFDD', name: '执法大队' }, co_units: [], clause, reason: '属城市“六乱”', mark: 'N', ...changes,
  }
}

const choices: Choices = {
  patterns, areas: [], sources: [], helpers: [], leads: [{ code: 'ZFDD', name: '执法大队' }], clauses: [clause],
  questions: [
    { key: 'breaks_law', label: '是否构成违法？', categories: ['WB-03'] },
    { key: 'repeat', label: '是否屡教不改？', categories: ['LL'] },
    { key: 'cart', label: '是否有车？', categories: ['LL2-01'] },
  ],
}

describe('the table', () => {
  it('stands under families and heads in the order of the notice, the widest rule first', () => {
    const families = grouped([rule('R-WB', 'WB'), rule('R-LL2-02', 'LL2-02'), rule('R-LL2-01', 'LL2-01'), rule('R-LL', 'LL'), rule('R-ALL', '*')], patterns)

    expect(families.map((family) => [family.code, family.count])).toEqual([['', 1], ['LL', 3], ['WB', 1]])
    expect(families[1]?.heads.map((head) => [head.code, head.rules.map((one) => one.code)])).toEqual([['', ['R-LL']], ['LL2', ['R-LL2-01', 'R-LL2-02']]])
  })

  it('keeps a rule whose type is unknown where it can be seen', () => {
    expect(grouped([rule('R-X', 'GONE', { family: null, head: null })], patterns)[0]?.heads[0]?.rules[0]?.code).toBe('R-X')
  })

  it.each([
    ['流动', true], ['执法 六乱', true], ['攻坚战', true], ['r-ll2', true], ['疏导宣传', true], ['城管办 摊贩', true], ['公园', false], ['流动 公园', false], ['  ', true],
  ])('answers a search for “%s”', (search, fits) => {
    const one = rule('R-LL2-01', 'LL2-01', { co_units: [{ code: 'CGB', name: '城管办', duty: '疏导宣传' }] })

    expect(fitsSearch(one, search)).toBe(fits)
  })
})

describe('the editor', () => {
  it('takes a rule as it is and touches nothing of it', () => {
    const one = rule('R-WB-03-L', 'WB-03', { when: { breaks_law: true }, co_units: [{ code: 'CGB', name: '城管办', duty: '抄送' }] })

    const input = inputOf(one)
    input.when.breaks_law = false

    expect(input.co_units).toEqual([{ code: 'CGB', duty: '抄送' }])
    expect(one.when).toEqual({ breaks_law: true })
  })

  it('finds a free code for a new rule', () => {
    expect(newRule(['R-NEW-1', 'R-NEW-2', 'R-LL']).code).toBe('R-NEW-3')
  })

  it('offers only questions that are asked of every type of the pattern', () => {
    expect(questionsFor('LL2', choices).map((one) => one.key)).toEqual(['repeat'])
    expect(questionsFor('LL2-01', choices).map((one) => one.key)).toEqual(['repeat', 'cart'])
    expect(questionsFor('*', choices)).toEqual([])
    expect(questionsFor('', choices)).toEqual([])
  })

  it('knows the types of a pattern', () => {
    expect(typesOf('LL', patterns).map((one) => one.code)).toEqual(['LL2-01', 'LL2-02'])
    expect(typesOf('*', patterns)).toHaveLength(3)
  })

  it('shows the sentence the reporter will read, open where something is missing', () => {
    expect(sentence(inputOf(rule('R-LL2-01', 'LL2-01')), choices)).toBe('“流动摊贩”属城市“六乱”，依据方案“三、责任分工”，由执法大队牵头')
    expect(sentence(newRule([]), choices)).toBe('“…”…，依据方案“…”，由…牵头')
  })

  it('tells clauses of one section apart by their beginnings', () => {
    expect(clauseLine(clause)).toMatch(/^三、责任分工 · 牵头负责“拆违治乱攻坚战”.*…$/)
  })
})
