/** Small facts kept on this phone so that the app still knows them without a signal. Not for evidence: see the outbox. */
export interface Kept<T> { read: () => T | null; write: (value: T) => void; forget: () => void }

/** A fact under `key` in localStorage. One that cannot be written or read is simply not known next time. */
export function keptAs<T>(key: string, storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> = localStorage): Kept<T> {
  return {
    read() {
      try {
        return JSON.parse(storage.getItem(key) ?? 'null') as T | null
      } catch {
        return null // damaged, or storage is barred
      }
    },
    write(value) {
      try {
        storage.setItem(key, JSON.stringify(value))
      } catch {
        this.forget() // full or barred: better nothing than something old
      }
    },
    forget() {
      try {
        storage.removeItem(key)
      } catch {
        // barred: there is nothing to forget
      }
    },
  }
}
