import type { Item, QueueItem } from './item'
import * as store from './store'

/** What the app needs of the phone's store. `lasting` is false where the browser keeps nothing. */
export interface Shelf {
  lasting: boolean
  /** Everything of a person: what is queued in its order, then drafts. */
  all: (owner: string) => Promise<QueueItem[]>
  /** How many items of other people wait on this phone. */
  others: (owner: string | null) => Promise<number>
  keepItem: (item: QueueItem) => Promise<void>
  /** False, and nothing is written, where the draft has been handed over meanwhile. */
  keepDraft: (item: QueueItem) => Promise<boolean>
  change: (id: string, change: (item: QueueItem) => QueueItem | null) => Promise<QueueItem | null>
  /** Under an id of its own where another tab has handed over one of that id. */
  enqueue: <T extends QueueItem>(item: T) => Promise<T>
  finish: (item: QueueItem) => Promise<void>
  keepPhoto: (itemId: string, sha256: string, bytes: ArrayBuffer) => Promise<void>
  /** Throws NotKept unless the bytes are there; they are hashed once a page. */
  checkPhoto: (itemId: string, sha256: string) => Promise<void>
  readPhoto: (itemId: string, sha256: string) => Promise<ArrayBuffer | undefined>
  dropItem: (id: string) => Promise<void>
  renameItem: (item: Item, id: string) => Promise<Item>
  /** Which page sends, where Web Locks are missing: reads what is there and writes what `take` makes of it. */
  lease: (take: (present: unknown) => unknown) => Promise<unknown>
}

/** The connection has been closed under us: by the browser, or for another page. */
function isClosed(thrown: unknown): boolean {
  return thrown instanceof DOMException && ['InvalidStateError', 'AbortError', 'UnknownError', 'TransactionInactiveError'].includes(thrown.name)
}

/**
 * The shelf on the disk. A connection that was closed under us is opened anew, once per call; what a call does can be
 * done twice. Throws Outdated when a newer version of the app has taken over.
 */
export function onDisk(open: (closed: () => void) => Promise<store.Store>): Shelf {
  let opened: Promise<store.Store> | null = null
  const seen = new Set<string>()

  async function using<T>(work: (held: store.Store) => Promise<T>): Promise<T> {
    for (let again = false; ; again = true) {
      try {
        opened ??= open(() => { opened = null })
        return await work(await opened)
      } catch (thrown) {
        opened = null
        if (again || !isClosed(thrown)) throw thrown
      }
    }
  }

  return {
    lasting: true,
    all: (owner) => using((held) => store.itemsOf(held, owner)),
    others: (owner) => using((held) => store.othersWaiting(held, owner)),
    keepItem: (item) => using((held) => store.keepItem(held, item)),
    keepDraft: (item) => using((held) => store.keepDraft(held, item)),
    change: (id, change) => using((held) => store.changeItem(held, id, change)),
    enqueue: (item) => using((held) => store.enqueueItem(held, item)),
    finish: (item) => using((held) => store.finishItem(held, item)),
    keepPhoto: async (itemId, sha256, bytes) => {
      await using((held) => store.keepPhoto(held, itemId, sha256, bytes))
      seen.add(`${itemId} ${sha256}`)
    },
    checkPhoto: async (itemId, sha256) => {
      if (seen.has(`${itemId} ${sha256}`) && await using((held) => held.getKey('photos', [itemId, sha256])) !== undefined) return
      await using((held) => store.checkPhoto(held, itemId, sha256))
      seen.add(`${itemId} ${sha256}`)
    },
    readPhoto: (itemId, sha256) => using((held) => store.readPhoto(held, itemId, sha256)),
    dropItem: (id) => using((held) => store.dropItem(held, id)),
    renameItem: (item, id) => using((held) => store.renameItem(held, item, id)),
    lease: (take) => using(async (held) => {
      const writing = held.transaction('facts', 'readwrite')
      const taken = take(await writing.store.get('sender'))
      await Promise.all([writing.store.put(taken, 'sender'), writing.done])
      return taken
    }),
  }
}

let opening: Promise<Shelf> | null = null

/** The page's one shelf, opened when first wanted. Throws Outdated when a newer version of the app has taken over. */
export function shelf(): Promise<Shelf> {
  opening ??= openShelf()
  opening.catch(() => { opening = null })
  return opening
}

async function openShelf(): Promise<Shelf> {
  const disk = onDisk((closed) => store.openStore('outbox', closed))
  try {
    await disk.readPhoto('', '') // opens it
    return disk
  } catch (thrown) {
    if (thrown instanceof store.Outdated) throw thrown
    return (await import('./memory-shelf')).inMemory()
  }
}
