import 'fake-indexeddb/auto'
import { beforeEach, describe, expect, it } from 'vitest'
import { Problem } from '@/core/problem'
import { sendDuty, type Server } from '@/duty/sending'
import { keepPoint, keepSpell, openDuty, pointsOf, spellsOf, type DutyStore, type KeptSpell } from '@/duty/store'

const seven = Date.parse('2026-11-26T07:00:00+08:00')
const mark = (minutes: number) => ({ at: new Date(seven + minutes * 60_000).toISOString(), location: null })
const aSpell = (id: string, changes: Partial<KeptSpell> = {}): KeptSpell =>
  ({ id, owner: 'alice', began: mark(0), beganSent: false, ended: mark(60), ...changes })
const point = (minutes: number) => ({ at: seven + minutes * 60_000, lon: 118.16, lat: 36.18, accuracy_m: 6 })

let store: DutyStore
let sitting = 0
let told: string[]
/** A server that fails at the nth call with this status. */
function server(failAt = Infinity, status = 0, outside = 0): Server {
  let calls = 0
  const say = (what: string): Promise<void> => {
    if (++calls === failAt) return Promise.reject(new Problem(status))
    told.push(what)
    return Promise.resolve()
  }
  return { begin: (id) => say(`begin ${id}`), points: async (id, points) => { await say(`${points.length} points ${id}`); return { outside } }, end: (id) => say(`end ${id}`) }
}

beforeEach(async () => {
  store = await openDuty(`duty ${++sitting}`)
  told = []
})

describe('what the phone has of a day on duty', () => {
  it('is sent in the order in which it happened, and let go', async () => {
    await keepSpell(store, aSpell('a'))
    for (let minute = 0; minute < 250; minute++) await keepPoint(store, 'a', point(minute))
    await sendDuty(store, 'alice', server())
    expect(told).toEqual(['begin a', '200 points a', '50 points a', 'end a'])
    expect(await spellsOf(store, 'alice')).toEqual([])
  })

  it.each([1, 2, 3])('waits, whole, when the signal goes at call %d, and goes on from there', async (failAt) => {
    await keepSpell(store, aSpell('a'))
    await keepPoint(store, 'a', point(1))
    await expect(sendDuty(store, 'alice', server(failAt))).rejects.toBeInstanceOf(Problem)
    await sendDuty(store, 'alice', server())
    expect(told).toEqual(['begin a', '1 points a', 'end a'])
  })

  it('keeps a spell that is still going on, and only its newest points', async () => {
    await keepSpell(store, aSpell('a', { ended: null }))
    await keepPoint(store, 'a', point(1))
    await sendDuty(store, 'alice', server())
    expect((await spellsOf(store, 'alice')).map((spell) => spell.beganSent)).toEqual([true])
    expect(await pointsOf(store, 'a')).toEqual([])
  })

  it('does not stand in the way of the next when the server will not have it', async () => {
    await keepSpell(store, aSpell('a'))
    await keepSpell(store, aSpell('b', { began: mark(90), ended: mark(120) }))
    await sendDuty(store, 'alice', server(1, 404))
    expect(told).toEqual(['begin b', 'end b'])
    expect(await spellsOf(store, 'alice')).toEqual([])
  })

  it('is kept for as long as the spell goes on where the server finds it outside, and goes with its end', async () => {
    await keepSpell(store, aSpell('a', { ended: null }))
    for (let minute = 0; minute < 250; minute++) await keepPoint(store, 'a', point(minute))
    for (let time = 0; time < 2; time++) await sendDuty(store, 'alice', server(Infinity, 0, 3))
    expect(told).toEqual(['begin a', '200 points a', '50 points a', '200 points a', '50 points a'])
    expect(await pointsOf(store, 'a')).toHaveLength(250)

    await keepSpell(store, aSpell('a', { beganSent: true }))
    await sendDuty(store, 'alice', server(Infinity, 0, 3))
    expect(await pointsOf(store, 'a')).toEqual([])
    expect(await spellsOf(store, 'alice')).toEqual([])
  })

  it('says what the server said of a spell that it will not have', async () => {
    await keepSpell(store, aSpell('a'))
    expect((await sendDuty(store, 'alice', server(1, 422)))?.status).toBe(422)
    expect(await sendDuty(store, 'alice', server())).toBeNull()
  })

  it('of another who used this phone stays theirs', async () => {
    await keepSpell(store, aSpell('a', { owner: 'bob' }))
    await sendDuty(store, 'alice', server())
    expect(told).toEqual([])
    expect(await spellsOf(store, 'bob')).toHaveLength(1)
  })
})
