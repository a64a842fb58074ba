import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import type { TrackPoint } from './track'

/** When and where somebody went on or off duty. All moments kept here are by the phone's clock, right or wrong. `at` RFC 3339; place WGS-84, accuracy in metres. */
export interface Mark { at: string; location: { lon: number; lat: number; accuracy_m: number } | null }

/** A time on duty as the phone has it, until the server has all of it. */
export interface KeptSpell { id: string; owner: string; began: Mark; beganSent: boolean; ended: Mark | null }

interface Shelves extends DBSchema {
  spells: { key: string; value: KeptSpell }
  points: { key: [string, number]; value: TrackPoint }
}
export type DutyStore = IDBPDatabase<Shelves>

export function openDuty(name = 'duty'): Promise<DutyStore> {
  return openDB<Shelves>(name, 1, {
    upgrade(db) {
      db.createObjectStore('spells', { keyPath: 'id' })
      db.createObjectStore('points')
    },
    blocking(_present, _wanted, event) { (event.target as IDBDatabase).close() },
  })
}

/** The person's spells that the server has not wholly, oldest first. */
export async function spellsOf(store: DutyStore, owner: string): Promise<KeptSpell[]> {
  const all = await store.getAll('spells')
  return all.filter((one) => one.owner === owner).sort((a, b) => a.began.at.localeCompare(b.began.at))
}

export const keepSpell = async (store: DutyStore, spell: KeptSpell): Promise<void> => { await store.put('spells', spell) }

export async function dropSpell(store: DutyStore, id: string): Promise<void> {
  const dropping = store.transaction(['spells', 'points'], 'readwrite')
  await Promise.all([dropping.objectStore('spells').delete(id), dropping.objectStore('points').delete(ofSpell(id)), dropping.done])
}

export const keepPoint = async (store: DutyStore, spell: string, point: TrackPoint): Promise<void> => {
  await store.put('points', point, [spell, point.at])
}

const ofSpell = (id: string): IDBKeyRange => IDBKeyRange.bound([id, 0], [id, Infinity])
/** The spell's points, oldest first, from after a moment (epoch milliseconds) on. */
export const pointsOf = (store: DutyStore, spell: string, most?: number, after = 0): Promise<TrackPoint[]> =>
  store.getAll('points', IDBKeyRange.bound([spell, after], [spell, Infinity], true), most)

/** Lets go of points that the server has. */
export async function dropPoints(store: DutyStore, spell: string, points: readonly TrackPoint[]): Promise<void> {
  const dropping = store.transaction('points', 'readwrite')
  await Promise.all([...points.map((point) => dropping.store.delete([spell, point.at])), dropping.done])
}
