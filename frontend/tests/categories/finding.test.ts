import { describe, expect, it } from 'vitest'
import { familiesOf, findCategories } from '@/categories/finding'
import { recentCategories, rememberCategory } from '@/categories/recent'
import type { Category, Group } from '@/core/shapes'

const groups: Group[] = [
  { code: 'LL2', name: '乱摆乱占', family: 'LL', family_name: '六乱' },
  { code: 'LL5', name: '乱堆乱倒', family: 'LL', family_name: '六乱' },
  { code: 'YC3', name: '渣土运输', family: 'YC', family_name: '扬尘' },
  { code: 'WB', name: '门前五包', family: 'WB', family_name: '门前五包' },
]
const named = (code: string, name: string): Category => ({
  code, name, group: code.split('-')[0] ?? '', family: code.slice(0, 2), urgent: false, deadline: '2工作时',
  closing_criterion: '', legal_basis: '', questions: [],
})
const categories = [
  named('LL2-01', '流动摊贩(无照经营游商)'), named('LL2-02', '店外经营(越门经营/出店经营)'), named('LL5-03', '偷倒渣土'),
  named('YC3-01', '渣土车未密闭'), named('YC3-02', '道路遗撒'), named('WB-03', '未落实包秩序'),
]
const found = (query: string) => findCategories(categories, groups, query).map((one) => one.code)

describe('a type is found', () => {
  it.each([
    ['its code', 'LL2-02', ['LL2-02']],
    ['its code without the dash, in lower case', 'll202', ['LL2-02']],
    ['the start of its code', 'yc3', ['YC3-01', 'YC3-02']],
    ['its name, the start before the middle, then its group', '渣土', ['YC3-01', 'LL5-03', 'YC3-02']],
    ['a word inside its name', '游商', ['LL2-01']],
    ['its group', '乱摆', ['LL2-01', 'LL2-02']],
    ['some characters in order', '路撒', ['YC3-02']],
    ['words with blanks and brackets left out', '摊贩 无照', ['LL2-01']],
  ])('by %s', (_by, query, codes) => { expect(found(query)).toEqual(codes) })

  it.each([['nothing', ''], ['blanks', '  '], ['another matter', '飞机'], ['characters in the wrong order', '撒路']])(
    'but not by %s', (_by, query) => { expect(found(query)).toEqual([]) })
})

describe('families', () => {
  it('keep the order of the notice, the six disorders first', () => {
    expect(familiesOf(groups).map((family) => [family.name, family.groups.length])).toEqual([['六乱', 2], ['扬尘', 1], ['门前五包', 1]])
  })
})

describe('recent types', () => {
  function phone() {
    const kept = new Map<string, string>()
    return { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => { kept.set(key, value) } }
  }
  it('are newest first, once each, six at most, each person their own', () => {
    const storage = phone()
    for (const code of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'c']) rememberCategory('wang', code, storage)
    expect(recentCategories('wang', storage)).toEqual(['c', 'g', 'f', 'e', 'd', 'b'])
    expect(recentCategories('li', storage)).toEqual([])
  })
  it('survive a damaged entry', () => {
    expect(recentCategories('wang', { getItem: () => '{"not": a list' })).toEqual([])
    expect(recentCategories('wang', { getItem: () => '[1, "a"]' })).toEqual(['a'])
  })
})
