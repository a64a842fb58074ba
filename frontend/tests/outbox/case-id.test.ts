import { describe, expect, it } from 'vitest'
import { newCaseId } from '@/outbox/case-id'

describe('the id of a case', () => {
  it('is a UUID of version 7 that begins with the time', () => {
    const at = Date.UTC(2023, 1, 15, 1, 2, 3, 456)

    expect(newCaseId(at)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(parseInt(newCaseId(at).replaceAll('-', '').slice(0, 12), 16)).toBe(at)
  })

  it('is never the same twice, and later ones come later', () => {
    const at = Date.UTC(2026, 11, 31, 23, 59, 59, 999)
    const many = new Set(Array.from({ length: 1000 }, () => newCaseId(at)))

    expect(many.size).toBe(1000)
    expect([...many].every((id) => id < newCaseId(at + 1))).toBe(true)
  })

  it('takes a moment with fractions of a millisecond, as a stopwatch gives it', () => {
    expect(parseInt(newCaseId(1_700_000_000_000.75).replaceAll('-', '').slice(0, 12), 16)).toBe(1_700_000_000_000)
  })
})
