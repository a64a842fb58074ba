import type { Item, QueueItem } from './item'
import type { Shelf } from './shelf'
import { NotKept } from './store'

/** Where IndexedDB is barred (some private windows, some apps' browsers): as long as the page is open, and no longer. */
export function inMemory(): Shelf {
  const items = new Map<string, QueueItem>()
  const photos = new Map<string, ArrayBuffer>()
  let order = 0
  let sender: unknown
  const key = (itemId: string, sha256: string): string => `${itemId} ${sha256}`
  const dropPhotos = (id: string) => { for (const one of photos.keys()) if (one.startsWith(`${id} `)) photos.delete(one) }
  const keep = (item: QueueItem) => { items.set(item.id, structuredClone(item)) }
  return {
    lasting: false,
    all: (owner) => Promise.resolve([...items.values()].filter((one) => one.owner === owner).map((one) => structuredClone(one))),
    others: (owner) => Promise.resolve([...items.values()].filter((one) => one.owner !== owner && one.state !== 'draft' && one.state !== 'sent').length),
    keepItem: (item) => { keep(item); return Promise.resolve() },
    keepDraft: (item) => {
      const free = ['draft', undefined].includes(items.get(item.id)?.state)
      if (free) keep(item)
      return Promise.resolve(free)
    },
    change: (id, change) => {
      const present = items.get(id)
      const changed = present === undefined ? null : change(structuredClone(present))
      if (changed !== null) keep(changed)
      return Promise.resolve(changed)
    },
    enqueue: (item) => { const placed = { ...item, order: ++order }; keep(placed); return Promise.resolve(placed) },
    finish: (item) => { keep(item); dropPhotos(item.id); return Promise.resolve() },
    keepPhoto: (itemId, sha256, bytes) => { photos.set(key(itemId, sha256), bytes); return Promise.resolve() },
    checkPhoto: (itemId, sha256) => photos.has(key(itemId, sha256)) ? Promise.resolve() : Promise.reject(new NotKept(sha256)),
    readPhoto: (itemId, sha256) => Promise.resolve(photos.get(key(itemId, sha256))),
    dropItem: (id) => { items.delete(id); dropPhotos(id); return Promise.resolve() },
    renameItem: (item, id) => {
      const renamed: Item = { ...item, id, state: 'draft', order: 0, problem: null, said: null, seal: null, uncertain: false }
      for (const { sha256 } of item.photos) {
        const bytes = photos.get(key(item.id, sha256))
        if (bytes !== undefined) photos.set(key(id, sha256), bytes)
      }
      dropPhotos(item.id)
      items.delete(item.id)
      keep(renamed)
      return Promise.resolve(renamed)
    },
    lease: (take) => { sender = take(sender); return Promise.resolve(sender) },
  }
}
