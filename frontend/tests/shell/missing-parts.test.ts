import { describe, expect, it, vi } from 'vitest'
import type { Around } from '@/shell/missing-parts'

const nothing = { getItem: () => null, setItem: () => undefined, removeItem: () => undefined }
vi.stubGlobal('sessionStorage', nothing)
vi.stubGlobal('localStorage', nothing)
const { loadAnew } = await import('@/shell/missing-parts')

/** A browser on whose server a new version has been put up. */
function browser(changes: Partial<Around> = {}) {
  const loaded: string[] = []
  const kept = new Map<string, string>()
  const around: Around = {
    online: () => true, hasShell: () => Promise.resolve(true), load: (address) => { loaded.push(address) }, now: () => 1_000_000,
    storage: { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => { kept.set(key, value) } }, ...changes,
  }
  return { around, loaded }
}

describe('a part of the app that is gone from the server', () => {
  it('makes the page load anew where the person was going', async () => {
    const { around, loaded } = browser()
    expect(await loadAnew('/map?case=1', around)).toBe(true)
    expect(loaded).toEqual(['/map?case=1'])
  })

  it.each([
    ['without a signal', { online: () => false }],
    ['while the server does not answer', { hasShell: () => Promise.resolve(false) }],
  ])('does not make it load into nothing %s', async (_when, changes: Partial<Around>) => {
    const { around, loaded } = browser(changes)
    expect([await loadAnew('/map', around), loaded]).toEqual([false, []])
  })

  it('does not make it load over and over', async () => {
    let now = 1_000_000
    const { around, loaded } = browser({ now: () => now })
    await loadAnew('/map', around)
    expect(await loadAnew('/map', around)).toBe(false)
    now += 61_000
    expect(await loadAnew('/map', around)).toBe(true)
    expect(loaded).toHaveLength(2)
  })
})
