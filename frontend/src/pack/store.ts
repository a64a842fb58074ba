import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import type { Colleague, Pack, PackRules } from './shapes'

/** A pack as it is kept: whose it is, whom they may hand a task to, when it was last known to be so (epoch milliseconds), and what the server called it. */
export interface KeptPack { owner: string; at: number; etag: string; pack: Pack; rules: PackRules; colleagues?: Colleague[] }

interface Shelves extends DBSchema {
  packs: { key: string; value: KeptPack }
  /** Small renditions as ArrayBuffers (WebKit has lost Blobs), by the photo's hash. */
  thumbs: { key: string; value: ArrayBuffer }
}
export type PackStore = IDBPDatabase<Shelves>

export function openPacks(name = 'pack'): Promise<PackStore> {
  return openDB<Shelves>(name, 1, {
    upgrade(db) {
      db.createObjectStore('packs', { keyPath: 'owner' })
      db.createObjectStore('thumbs')
    },
    blocking(_present, _wanted, event) { (event.target as IDBDatabase).close() },
  })
}

/** The person's pack. What another person has left on this phone is thrown away first, pictures and all. */
export async function packOf(store: PackStore, owner: string): Promise<KeptPack | null> {
  const owners = await store.getAllKeys('packs')
  if (owners.some((one) => one !== owner)) {
    const clearing = store.transaction(['packs', 'thumbs'], 'readwrite')
    const others = owners.filter((one) => one !== owner).map((one) => clearing.objectStore('packs').delete(one))
    await Promise.all([...others, clearing.objectStore('thumbs').clear(), clearing.done])
  }
  return await store.get('packs', owner) ?? null
}

export const keepPack = async (store: PackStore, kept: KeptPack): Promise<void> => { await store.put('packs', kept) }

/** Nothing of anybody stays: said on signing out. */
export async function forgetPacks(store: PackStore): Promise<void> {
  const clearing = store.transaction(['packs', 'thumbs'], 'readwrite')
  await Promise.all([clearing.objectStore('packs').clear(), clearing.objectStore('thumbs').clear(), clearing.done])
}

export const thumbOf = (store: PackStore, sha256: string): Promise<ArrayBuffer | undefined> => store.get('thumbs', sha256)

/**
 * Brings the kept pictures in step with those wanted: fetches what is missing, lets go of what nobody wants. Stops at the
 * first that does not come; the rest is for next time.
 */
export async function keepThumbs(store: PackStore, wanted: readonly string[], fetchOne: (sha256: string) => Promise<ArrayBuffer>): Promise<void> {
  const held = new Set(await store.getAllKeys('thumbs'))
  const asked = new Set(wanted)
  for (const one of held) if (!asked.has(one)) await store.delete('thumbs', one)
  for (const one of asked) if (!held.has(one)) await store.put('thumbs', await fetchOne(one), one)
}
