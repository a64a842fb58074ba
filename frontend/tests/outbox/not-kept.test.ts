import { describe, expect, it } from 'vitest'
import { NotKept, whyNotKept } from '@/outbox/not-kept'
import { outboxWords as words } from '@/words/outbox'

describe('a photo that is not kept', () => {
  it.each([
    ['that comes back otherwise', new NotKept('a'), words.notKept],
    ['on a full phone', new DOMException('', 'QuotaExceededError'), words.full],
    ['that was never made', new Error('The photo could not be made'), words.notMade],
    ['for whatever else', 'odd', words.notMade],
  ])('%s has its sentence', (_name, thrown, sentence) => { expect(whyNotKept(thrown)).toBe(sentence) })
})
