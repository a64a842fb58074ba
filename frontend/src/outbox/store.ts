import { openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction } from 'idb'
import { newCaseId } from './case-id'
import { sha256Of } from './hash'
import type { Item, QueueItem } from './item'
import { NotKept, Outdated } from './not-kept'
import { modern } from './records'

interface Shelves extends DBSchema {
  items: { key: string; value: QueueItem; indexes: { owner: string } }
  /** Bytes as ArrayBuffers (WebKit has lost Blobs), under [item id, hash]. */
  photos: { key: [string, string]; value: ArrayBuffer }
  /** `order`: the last place given out; `sender`: which page sends, where Web Locks are missing. */
  facts: { key: string; value: unknown }
}
export type Store = IDBPDatabase<Shelves>
type Upgrading = IDBPTransaction<Shelves, ('items' | 'photos' | 'facts')[], 'versionchange'>

export { NotKept, Outdated }

const version = 2
const strict = { durability: 'strict' } as const

/** Waits until a transaction is on the disk; what it failed of is the transaction's own error (a full phone), not a request's. */
async function through(writing: { done: Promise<void>; readonly error: DOMException | null }, ...requests: unknown[]): Promise<void> {
  try {
    await Promise.all([...requests, writing.done])
  } catch (thrown) {
    await writing.done.catch(() => undefined)
    throw writing.error ?? thrown
  }
}

/**
 * Opens the phone's outbox. Another open page with an older version gives way; `closed` is called when ours must, or when
 * the browser closes it. Throws Outdated when a newer version of the app has been here.
 */
export async function openStore(name = 'outbox', closed: () => void = () => undefined): Promise<Store> {
  try {
    return await openDB<Shelves>(name, version, {
      upgrade(db, from, _to, upgrading) {
        if (from < 1) {
          db.createObjectStore('items', { keyPath: 'id' })
          db.createObjectStore('photos')
        }
        if (from < 2) {
          db.createObjectStore('facts')
          upgrading.objectStore('items').createIndex('owner', 'owner')
          void moveOn(upgrading)
        }
      },
      blocking(_present, _wanted, event) { (event.target as IDBDatabase).close(); closed() },
      terminated() { closed() },
    })
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'VersionError') throw new Outdated()
    throw thrown
  }
}

/** Brings the records of the version before into our form; a failure undoes the whole upgrade, and nothing is touched. */
async function moveOn(upgrading: Upgrading): Promise<void> {
  try {
    const items = upgrading.objectStore('items')
    const records = modern(await items.getAll())
    for (const record of records) await items.put(record)
    await upgrading.objectStore('facts').put(Math.max(0, ...records.map((one) => one.order)), 'order')
  } catch {
    upgrading.abort()
  }
}

/** Writes an item through to the disk. Throws DOMException QuotaExceededError when the phone is full. */
export async function keepItem(store: Store, item: QueueItem): Promise<void> {
  const writing = store.transaction('items', 'readwrite', strict)
  await through(writing, writing.store.put(item))
}

/**
 * Writes a draft through to the disk; false, and nothing is written, where it has been handed over meanwhile (in another
 * tab). Throws DOMException QuotaExceededError when the phone is full.
 */
export async function keepDraft(store: Store, item: QueueItem): Promise<boolean> {
  const writing = store.transaction('items', 'readwrite', strict)
  const present = await writing.store.get(item.id)
  const free = present === undefined || present.state === 'draft'
  await through(writing, free ? writing.store.put(item) : undefined)
  return free
}

/**
 * Changes an item as it now stands, or leaves it where `change` says null: no other page comes in between. Null too
 * where the item is gone.
 */
export async function changeItem(store: Store, id: string, change: (item: QueueItem) => QueueItem | null): Promise<QueueItem | null> {
  const writing = store.transaction('items', 'readwrite', strict)
  const present = await writing.store.get(id)
  const changed = present === undefined ? null : change(present)
  await through(writing, changed === null ? undefined : writing.store.put(changed))
  return changed
}

/**
 * Gives an item the next place in the queue and writes it through, then reads it back. One of its id that has been handed
 * over already (the same draft, in another tab) is left as it is: this one goes beside it under an id of its own, with its
 * photos. Throws NotKept when something else came back or a photo is gone, DOMException QuotaExceededError when the phone is full.
 */
export async function enqueueItem<T extends QueueItem>(store: Store, item: T): Promise<T> {
  const writing = store.transaction(['items', 'facts'], 'readwrite', strict)
  const present = await writing.objectStore('items').get(item.id)
  if (present !== undefined && present.state !== 'draft') {
    await writing.done
    return enqueueItem(store, await besides(store, item))
  }
  const last = await writing.objectStore('facts').get('order')
  const placed = { ...item, order: (typeof last === 'number' ? last : 0) + 1 }
  await through(writing, writing.objectStore('facts').put(placed.order, 'order'), writing.objectStore('items').put(placed))
  const back = await store.get('items', item.id)
  if (JSON.stringify(back) !== JSON.stringify(placed)) throw new NotKept(item.id)
  return placed
}

/** An item under a new id, its photos there too: those of the one that has the old id stay with it. */
async function besides<T extends QueueItem>(store: Store, item: T): Promise<T> {
  const id = newCaseId()
  const writing = store.transaction('photos', 'readwrite', strict)
  const bytes = await Promise.all(item.photos.map(({ sha256 }) => writing.store.get([item.id, sha256])))
  const gone = item.photos.find((_, at) => bytes[at] === undefined)
  await through(writing, ...gone === undefined ? item.photos.map(({ sha256 }, at) => writing.store.put(bytes[at] as ArrayBuffer, [id, sha256])) : [])
  if (gone !== undefined) throw new NotKept(gone.sha256)
  return { ...item, id, seal: null }
}

/**
 * Writes a photo's bytes, reads them back and hashes them again; only then are they kept.
 * Throws NotKept when the hash differs, DOMException QuotaExceededError when the phone is full.
 */
export async function keepPhoto(store: Store, itemId: string, sha256: string, bytes: ArrayBuffer): Promise<void> {
  const writing = store.transaction('photos', 'readwrite', strict)
  await through(writing, writing.store.put(bytes, [itemId, sha256]))
  await checkPhoto(store, itemId, sha256)
}

/** Reads a photo's bytes and hashes them. Throws NotKept when they are gone or differ. */
export async function checkPhoto(store: Store, itemId: string, sha256: string): Promise<void> {
  const back = await readPhoto(store, itemId, sha256)
  if (back === undefined || await sha256Of(back) !== sha256) throw new NotKept(sha256)
}

export const readPhoto = (store: Store, itemId: string, sha256: string): Promise<ArrayBuffer | undefined> =>
  store.get('photos', [itemId, sha256])

export const dropPhoto = (store: Store, itemId: string, sha256: string): Promise<void> => store.delete('photos', [itemId, sha256])

const hashesOf = (id: string): IDBKeyRange => IDBKeyRange.bound([id, ''], [id, '\uffff'])

/** Lets go of an item's bytes and notes why it may, together or not at all. */
export async function finishItem(store: Store, item: QueueItem): Promise<void> {
  const writing = store.transaction(['items', 'photos'], 'readwrite', strict)
  await through(writing, writing.objectStore('items').put(item), writing.objectStore('photos').delete(hashesOf(item.id)))
}

/** The person's items: what is queued by its place, then drafts, oldest first. */
export async function itemsOf(store: Store, owner: string): Promise<QueueItem[]> {
  return (await store.getAllFromIndex('items', 'owner', owner)).sort(inOrder)
}

/** Drafts come last, in the order they were begun; a step is begun with its first photo. */
function inOrder(a: QueueItem, b: QueueItem): number {
  if (a.order === 0 && b.order === 0) return begunAt(a).localeCompare(begunAt(b))
  return (a.order || Infinity) - (b.order || Infinity)
}
const begunAt = (item: QueueItem): string => item.kind === 'report' ? item.started_at : item.photos[0]?.taken_at ?? ''

/** How many items of other people wait on this phone. Nothing else about them is anybody's business. */
export async function othersWaiting(store: Store, owner: string | null): Promise<number> {
  const items = await store.getAll('items')
  return items.filter((item) => item.owner !== owner && item.state !== 'draft' && item.state !== 'sent').length
}

/** Lets go of an item and all its photos, together or not at all. */
export async function dropItem(store: Store, id: string): Promise<void> {
  const writing = store.transaction(['items', 'photos'], 'readwrite', strict)
  await through(writing, writing.objectStore('items').delete(id), writing.objectStore('photos').delete(hashesOf(id)))
}

/** Moves an item's photos to a new id (the old one is taken by other content) and keeps the item under it. */
export async function renameItem(store: Store, item: Item, id: string): Promise<Item> {
  const renamed: Item = { ...item, id, state: 'draft', order: 0, problem: null, said: null, seal: null, uncertain: false }
  const writing = store.transaction(['items', 'photos'], 'readwrite', strict)
  const photos = writing.objectStore('photos')
  for (const { sha256 } of item.photos) {
    const bytes = await photos.get([item.id, sha256])
    if (bytes !== undefined) await photos.put(bytes, [id, sha256])
    await photos.delete([item.id, sha256])
  }
  await through(writing, writing.objectStore('items').put(renamed), writing.objectStore('items').delete(item.id))
  return renamed
}
