import { dropPoints, dropSpell, keepSpell, pointsOf, spellsOf, type DutyStore, type KeptSpell, type Mark } from './store'
import type { TrackPoint } from './track'
import { Problem } from '@/core/problem'

/** The way to the server. Each throws Problem when it did not succeed. */
export interface Server {
  begin: (id: string, mark: Mark) => Promise<unknown>
  /** `outside`: how many of them were not within the spell, as far as the server knows it, and so were not kept. */
  points: (id: string, points: readonly TrackPoint[]) => Promise<{ outside: number }>
  end: (id: string, mark: Mark) => Promise<unknown>
}

const batch = 200 // points

/**
 * Sends what the phone has of the person's duty, in the order in which it happened: going on, the track, going off. What the
 * server has is let go; sending twice is harmless. Throws Problem when there is no signal: the rest is for next time.
 * Answers what the server said of a spell that it will not have, if there was one.
 */
export async function sendDuty(store: DutyStore, owner: string, server: Server): Promise<Problem | null> {
  let refused: Problem | null = null
  for (const spell of await spellsOf(store, owner)) {
    try {
      await sendSpell(store, spell, server)
    } catch (thrown) {
      if (!(thrown instanceof Problem) || !isFinal(thrown)) throw thrown
      await dropSpell(store, spell.id) // the server will never have it: another's, or too old
      refused = thrown
    }
  }
  return refused
}

const isFinal = (problem: Problem): boolean => problem.status === 403 || problem.status === 404 || problem.status === 422

async function sendSpell(store: DutyStore, spell: KeptSpell, server: Server): Promise<void> {
  if (!spell.beganSent) {
    await server.begin(spell.id, spell.began)
    const now = await store.get('spells', spell.id) ?? spell // it may have ended meanwhile
    await keepSpell(store, { ...now, beganSent: true })
  }
  let after = 0
  for (let points = await pointsOf(store, spell.id, batch, after); points.length > 0; points = await pointsOf(store, spell.id, batch, after)) {
    const { outside } = await server.points(spell.id, points)
    // what fell outside is tried again until the spell is over and all goes: a clock may yet be put right
    if (outside === 0) await dropPoints(store, spell.id, points)
    after = points.at(-1)?.at ?? Infinity
  }
  const { ended } = await store.get('spells', spell.id) ?? spell
  if (ended === null) return
  await server.end(spell.id, ended)
  await dropSpell(store, spell.id)
}
