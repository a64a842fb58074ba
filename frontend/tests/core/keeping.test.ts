import { describe, expect, it } from 'vitest'
import { keptAs } from '@/core/keeping'

function phone(full = false) {
  const kept = new Map<string, string>()
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => { if (full) throw new DOMException('', 'QuotaExceededError'); kept.set(key, value) },
    removeItem: (key: string) => { kept.delete(key) },
  }
}

describe('a fact kept on the phone', () => {
  it('is there again next time, until forgotten', () => {
    const storage = phone()
    keptAs('me', storage).write({ name: '王巡' })
    expect(keptAs('me', storage).read()).toEqual({ name: '王巡' })
    keptAs('me', storage).forget()
    expect(keptAs('me', storage).read()).toBeNull()
  })
  it('is not known when damaged', () => {
    const storage = phone()
    storage.kept.set('me', '{"name":')
    expect(keptAs('me', storage).read()).toBeNull()
  })
  it('does not stay behind in an old form when the phone is full', () => {
    const storage = phone(true)
    storage.kept.set('me', '{"name":"李巡"}')
    keptAs('me', storage).write({ name: '王巡' })
    expect(keptAs('me', storage).read()).toBeNull()
  })
})
