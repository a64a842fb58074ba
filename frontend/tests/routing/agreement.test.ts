/**
 * The phone decides as the server does: both are held to decisions.json, which tests/pack/test_deciding.py makes from the
 * real notice and compares on the server's side.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { decideHere } from '@/routing/here'
import type { Notice, TryOut } from '@/core/shapes'
import type { PackRules } from '@/pack/shapes'

interface Table {
  places: ([number, number] | null)[]; areas: (string | null)[]; starts: string[]
  outcomes: [string, string[], string | null, string, string, string][]
  decisions: Record<string, number[]>
  deadlines: Record<string, [string, string | null, boolean][]>
}
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'))
const table = read('decisions.json') as Table
const kept = { rules: read('rules.json') as PackRules, nearby: [], calendar: read('calendar.json') as Notice['calendar'] }
const answers = (said: string): Record<string, boolean> => Object.fromEntries(said === '' ? [] : said.split(',').map((key) => [key, true]))
const start = (at: number): number => Date.parse(table.starts[at] ?? '')

function ask(key: string, place: [number, number] | null, source = 'supervision', from = 0) {
  const [category = '', said = ''] = key.split('|')
  const question = { category, attributes: answers(said), source, location: place && { lon: place[0], lat: place[1] } }
  return decideHere(kept, question as TryOut, start(from))
}

describe('deciding on the phone', () => {
  it('is held to every type', () => {
    const types = new Set(Object.keys(table.decisions).map((key) => key.split('|')[0]))
    expect(types.size).toBe(kept.rules.categories.length)
  })

  it.each(Object.entries(table.decisions))('places %s as the server does, wherever it is', (key, row) => {
    const here = table.places.map((place) => {
      const { unit, co_units, routing, state } = ask(key, place, key.split('|')[2])
      return [unit.code, co_units.map((one) => one.code), routing.rule, routing.clause_code, state, routing.why]
    })
    expect(here).toEqual(row.map((outcome) => table.outcomes[outcome]))
  })

  it('finds the area of every place, on borders too', () => {
    expect(table.places.map((place) => ask('LL2-02|', place).area?.code ?? null)).toEqual(table.areas)
  })

  it.each(Object.entries(table.deadlines))('sets the deadline of %s as the server does', (key, row) => {
    const here = row.map((_, at) => {
      const { deadline, due_at, urgent } = ask(key, null, 'supervision', at)
      return [deadline, due_at && Date.parse(due_at), urgent]
    })
    expect(here).toEqual(row.map(([says, due, urgent]) => [says, due && Date.parse(due), urgent]))
  })

  it('says so of a type it does not know', () => { expect(() => ask('XX-99|', null)).toThrow(RangeError) })
})
