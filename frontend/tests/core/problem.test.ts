import { describe, expect, it } from 'vitest'
import { explain } from '@/core/explain'
import { asProblem, Problem, problemFrom } from '@/core/problem'

const problemJson = { 'Content-Type': 'application/problem+json' }

describe('an unsuccessful answer', () => {
  it('is explained in the server\'s own sentence', async () => {
    const body = JSON.stringify({ type: 'urn:xuncheng:problem:stale-version', status: 409, detail: '案件已被更新。' })
    const problem = await problemFrom(new Response(body, { status: 409, headers: problemJson }))
    expect([problem.status, problem.kind, explain(problem)]).toEqual([409, 'stale-version', '案件已被更新。'])
  })
  it('that asks to wait says how long', async () => {
    const problem = await problemFrom(new Response('{}', { status: 429, headers: { ...problemJson, 'Retry-After': '300' } }))
    expect(explain(problem)).toContain('5 分钟')
  })
  it.each([['a proxy\'s page', '<html>', 'text/html'], ['half a document', '{"type":', 'application/problem+json']])(
    'that is %s still has a sentence', async (_name, body, type) => {
      const problem = await problemFrom(new Response(body, { status: 502, headers: { 'Content-Type': type } }))
      expect(explain(problem)).toContain('502')
    })
})

describe('no answer at all', () => {
  it('is a problem of the network', () => {
    expect(asProblem(new TypeError('Failed to fetch')).unreachable).toBe(true)
    expect(explain(new Problem(0))).toContain('网络')
  })
  it('does not hide a fault of our own', () => {
    expect(() => asProblem(new RangeError('ours'))).toThrow('ours')
  })
})
