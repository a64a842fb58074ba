import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import { sha256Of } from './hash'
import type { Item } from './item'

interface Shelves extends DBSchema {
  items: { key: string; value: Item }
  /** Bytes as ArrayBuffers (WebKit has lost Blobs), under [item id, hash]. */
  photos: { key: [string, string]; value: ArrayBuffer }
}
export type Store = IDBPDatabase<Shelves>

/** The bytes read back are not the bytes written: the phone's storage cannot be trusted with this photo. */
export class NotKept extends Error {
  override readonly name = 'NotKept'
}

const strict = { durability: 'strict' } as const

/** Opens the phone's outbox. Another open page with an older version gives way. */
export function openStore(name = 'outbox'): Promise<Store> {
  return openDB<Shelves>(name, 1, {
    upgrade(db) {
      db.createObjectStore('items', { keyPath: 'id' })
      db.createObjectStore('photos')
    },
    blocking(_present, _wanted, event) { (event.target as IDBDatabase).close() },
  })
}

/** Writes an item through to the disk. Throws DOMException QuotaExceededError when the phone is full. */
export async function keepItem(store: Store, item: Item): Promise<void> {
  const writing = store.transaction('items', 'readwrite', strict)
  await Promise.all([writing.store.put(item), writing.done])
}

/**
 * Writes a photo's bytes, reads them back and hashes them again; only then are they kept.
 * Throws NotKept when the hash differs, DOMException QuotaExceededError when the phone is full.
 */
export async function keepPhoto(store: Store, itemId: string, sha256: string, bytes: ArrayBuffer): Promise<void> {
  const writing = store.transaction('photos', 'readwrite', strict)
  await Promise.all([writing.store.put(bytes, [itemId, sha256]), writing.done])
  const back = await readPhoto(store, itemId, sha256)
  if (back === undefined || await sha256Of(back) !== sha256) throw new NotKept(sha256)
}

export const readPhoto = (store: Store, itemId: string, sha256: string): Promise<ArrayBuffer | undefined> =>
  store.get('photos', [itemId, sha256])

export const dropPhoto = (store: Store, itemId: string, sha256: string): Promise<void> => store.delete('photos', [itemId, sha256])

/** The person's items, oldest first. */
export async function itemsOf(store: Store, owner: string): Promise<Item[]> {
  const items = await store.getAll('items')
  return items.filter((item) => item.owner === owner).sort((a, b) => a.started_at.localeCompare(b.started_at))
}

/** Lets go of an item and all its photos, together or not at all. */
export async function dropItem(store: Store, id: string): Promise<void> {
  const writing = store.transaction(['items', 'photos'], 'readwrite', strict)
  const hashes = IDBKeyRange.bound([id, ''], [id, '\uffff'])
  await Promise.all([writing.objectStore('items').delete(id), writing.objectStore('photos').delete(hashes), writing.done])
}

/** Moves an item's photos to a new id (the old one is taken by other content) and keeps the item under it. */
export async function renameItem(store: Store, item: Item, id: string): Promise<Item> {
  const renamed: Item = { ...item, id, state: 'draft', problem: null }
  const writing = store.transaction(['items', 'photos'], 'readwrite', strict)
  const photos = writing.objectStore('photos')
  for (const { sha256 } of item.photos) {
    const bytes = await photos.get([item.id, sha256])
    if (bytes !== undefined) await photos.put(bytes, [id, sha256])
    await photos.delete([item.id, sha256])
  }
  await Promise.all([writing.objectStore('items').put(renamed), writing.objectStore('items').delete(item.id), writing.done])
  return renamed
}
