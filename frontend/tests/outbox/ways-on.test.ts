import { describe, expect, it } from 'vitest'
import { photoOf, wangsReport, wangsStep } from './a-report'
import { Problem } from '@/core/problem'
import { PhotoProblem } from '@/outbox/send'
import { kept } from '@/outbox/judging'
import { sentenceFor, troubleOf, waysOn } from '@/outbox/ways-on'

const photoProblem = (status: number, kind = '') => new PhotoProblem(new Problem(status, { type: `x/${kind}` }), 'f'.repeat(64))

describe('a report that did not get through', () => {
  it.each([
    ['no answer', new Problem(0), 'retry'],
    ['signed out', new Problem(401), 'sign-in'],
    ['somebody else signed in', new Problem(401, { type: 'x/other-person' }), 'sign-in'],
    ['not allowed', new Problem(403, { type: 'x/not-allowed' }), 'edit'],
    ['refused by a network’s sign-in page', new Problem(403), 'retry'],
    ['a network’s sign-in page that says all is well', new Problem(200, { type: 'phone/not-our-answer' }), 'retry'],
    ['too large for a proxy', photoProblem(413), 'drop-photo'],
    ['id taken', new Problem(409, { type: 'x/case-differs' }), 'new-id'],
    ['a photo too large', photoProblem(413), 'drop-photo'],
    ['not a photo', photoProblem(422, 'not-a-photo'), 'drop-photo'],
    ['a photo damaged on the way', photoProblem(422, 'hash-differs'), 'retry'],
    ['unknown type', new Problem(422, { type: 'x/unknown-category' }), 'edit'],
    ['photos missing', new Problem(424), 'retry'],
    ['too many', new Problem(429, {}, 30), 'retry'],
    ['server failed', new Problem(500), 'retry'],
    ['gateway', new Problem(502), 'retry'],
    ['a photo unreadable', photoProblem(0, 'photo-lost'), 'drop-photo'],
    ['an incomplete receipt', new Problem(200, { type: 'phone/receipt-incomplete' }), 'retry'],
  ])('%s: has a sentence and a way on', async (_name, problem, first) => {
    const item = await wangsReport()
    expect(waysOn(kept(problem), item)[0]).toBe(first)
    expect(sentenceFor(kept(problem))[0].length).toBeGreaterThan(8)
  })

  it('does not offer to drop the only photo', async () => {
    expect(waysOn(kept(photoProblem(413)), { kind: 'report', photos: [await photoOf('only')] })).toEqual(['edit'])
  })

  it('is remembered across a reload as plain data', () => {
    const problem = kept(new PhotoProblem(new Problem(429, { type: 'x/too-many', detail: '请稍候' }, 30), 'ab'))
    expect(JSON.parse(JSON.stringify(problem))).toEqual({ status: 429, kind: 'too-many', detail: '请稍候', retryAfter: 30, photo: 'ab', current: null })
  })
})

describe('a step that did not get through', () => {
  const refused = [
    ['too large', photoProblem(413, 'too-large')], ['not a photo', photoProblem(422, 'not-a-photo')], ['empty', photoProblem(422, 'empty-photo')],
    ['unreadable', photoProblem(0, 'photo-lost')],
  ] as const

  it.each(refused)('for a photo that is %s goes on without it', async (_name, problem) => {
    const photos = [await photoOf('good'), await photoOf('bad')]
    expect(waysOn(kept(problem), { kind: 'step', operation: 'feedback', photos })).toEqual(['drop-photo', 'edit'])
  })

  it.each(refused)('for its only photo, which is %s, is opened again to take another', async (_name, problem) => {
    expect(waysOn(kept(problem), await wangsStep())).toEqual(['edit'])
  })

  it('that needs no photo goes on without the only one', async () => {
    expect(waysOn(kept(photoProblem(413)), { ...await wangsStep(), operation: 'check_pass' })).toEqual(['drop-photo', 'edit'])
  })

  it.each([
    ['overtaken', new Problem(409, { type: 'x/stale-version' }), 'changed'],
    ['with a photo refused', photoProblem(413, 'too-large'), 'photo'],
    ['not allowed', new Problem(403, { type: 'x/not-allowed' }), 'other'],
    ['for somebody else who signed in', new Problem(401, { type: 'x/other-person' }), 'other'],
  ])('%s is called what it is', (_name, problem, called) => { expect(troubleOf(kept(problem))).toBe(called) })
})
