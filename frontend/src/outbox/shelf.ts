import type { Item } from './item'
import { dropItem, itemsOf, keepItem, keepPhoto, openStore, readPhoto, renameItem, type Store } from './store'

/** What the drafting page needs of the phone's store. `lasting` is false where the browser keeps nothing. */
export interface Shelf {
  lasting: boolean
  items: (owner: string) => Promise<Item[]>
  keepItem: (item: Item) => Promise<void>
  keepPhoto: (itemId: string, sha256: string, bytes: ArrayBuffer) => Promise<void>
  readPhoto: (itemId: string, sha256: string) => Promise<ArrayBuffer | undefined>
  dropItem: (id: string) => Promise<void>
  renameItem: (item: Item, id: string) => Promise<Item>
}

const onDisk = (store: Store): Shelf => ({
  lasting: true,
  items: (owner) => itemsOf(store, owner),
  keepItem: (item) => keepItem(store, item),
  keepPhoto: (itemId, sha256, bytes) => keepPhoto(store, itemId, sha256, bytes),
  readPhoto: (itemId, sha256) => readPhoto(store, itemId, sha256),
  dropItem: (id) => dropItem(store, id),
  renameItem: (item, id) => renameItem(store, item, id),
})

/** Where IndexedDB is barred (some private windows, some apps' browsers): as long as the page is open, and no longer. */
export function inMemory(): Shelf {
  const photos = new Map<string, ArrayBuffer>()
  return {
    lasting: false,
    items: () => Promise.resolve([]),
    keepItem: () => Promise.resolve(),
    keepPhoto: (_itemId, sha256, bytes) => { photos.set(sha256, bytes); return Promise.resolve() },
    readPhoto: (_itemId, sha256) => Promise.resolve(photos.get(sha256)),
    dropItem: () => { photos.clear(); return Promise.resolve() },
    renameItem: (item, id) => Promise.resolve({ ...item, id, state: 'draft', problem: null }),
  }
}

let opening: Promise<Shelf> | null = null

/** The page's one shelf, opened when first wanted. */
export function shelf(): Promise<Shelf> {
  opening ??= openStore().then(onDisk, () => inMemory())
  return opening
}
