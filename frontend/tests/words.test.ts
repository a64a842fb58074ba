import { describe, expect, it } from 'vitest'
import { language, say, type Words } from '@/core/language'

const files = import.meta.glob<Record<string, Words>>('../src/words/*.ts', { eager: true })
const all = Object.entries(files).flatMap(([file, exported]) =>
  Object.values(exported).flatMap((words) => Object.entries(words).map(([key, said]) => ({ at: `${file}: ${key}`, said }))))
const blanks = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1]).sort()

describe('the words', () => {
  it('are found', () => { expect(all.length).toBeGreaterThan(40) })

  it.each(all)('$at is said in Chinese and in English', ({ said }) => {
    const [zh, en] = said
    expect(zh.trim()).not.toBe('')
    // A frame of blanks and punctuation has no word of its own.
    if (/\p{L}/u.test(zh.replace(/\{\w+\}/g, ''))) expect(zh).toMatch(/\p{Script=Han}/u)
    expect(en.trim()).not.toBe('')
    expect(en).not.toMatch(/\p{Script=Han}/u)
  })

  it.each(all)('$at has the same blanks in both', ({ said: [zh, en] }) => { expect(blanks(en)).toEqual(blanks(zh)) })

  it('speak the language the person chose and fill the blanks', () => {
    const said = ['剩 {n} 天', '{n} days left'] as const
    expect(say(said, { n: 2 })).toBe('剩 2 天')
    language.value = 'en'
    expect(say(said, { n: 2 })).toBe('2 days left')
    language.value = 'zh-CN'
  })
})
