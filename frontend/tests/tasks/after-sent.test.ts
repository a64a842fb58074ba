import { describe, expect, it } from 'vitest'
import { aTask } from './a-task'
import { newStep, type StepItem } from '@/outbox/item'
import type { StateCode } from '@/core/shapes'
import { afterSent, mayAfter } from '@/tasks/list'

const given = aTask({ version: 3, state: 'DISPATCHED', may: ['accept', 'hand_work'] })
const sent = (operation: string, version: number, state: StateCode, caseId = given.id): StepItem => ({
  ...newStep(crypto.randomUUID(), 'crew', { caseId, operation, version: version - 1, body: {}, about: null }, []),
  state: 'sent', outcome: { version, state, number: given.number },
})

describe('a task whose step has been sent, while no newer pack has come', () => {
  it('stands as the step has left it, and the next is done on that', () => {
    const now = afterSent(given, [sent('accept', 4, 'ACCEPTED')])
    expect(now).toMatchObject({ version: 4, state: 'ACCEPTED' })
    expect(mayAfter(now, [])).toEqual(['feedback'])
  })

  it('stands as the last of several steps has left it', () => {
    expect(afterSent(given, [sent('feedback', 5, 'FEEDBACK'), sent('accept', 4, 'ACCEPTED')])).toMatchObject({ version: 5, state: 'FEEDBACK', may: [] })
  })

  it('is as the pack says where that is newer: somebody has sent it back', () => {
    const returned = aTask({ version: 6, state: 'DISPATCHED', may: ['accept'] })
    expect(afterSent(returned, [sent('accept', 4, 'ACCEPTED'), sent('feedback', 5, 'FEEDBACK')])).toBe(returned)
  })

  it('is not touched by what was done on another', () => {
    expect(afterSent(given, [sent('accept', 4, 'ACCEPTED', 'another')])).toBe(given)
  })
})
