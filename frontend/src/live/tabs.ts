import { openStream, type Listener } from './stream'
import type { LiveEvent } from './wire'

/** What the tab that holds the stream tells the others. */
interface Word { event?: LiveEvent; position?: number; up?: boolean }

/**
 * One stream for all tabs of a browser: over HTTP/1.1 a browser opens six connections to a server, and six tabs with
 * a stream each would leave none for anything else. The tab that has the lock holds the stream and passes on what it
 * hears; when it goes, the next one goes on from there. Without locks (plain http on a host name) each has its own.
 * `name` must tell people apart. Returns what ends it for this tab.
 */
export function shareStream(name: string, since: number | null, listener: Listener): () => void {
  const locks = (navigator as Partial<Navigator>).locks
  if (locks === undefined || typeof BroadcastChannel === 'undefined') return openStream(since, listener)

  const others = new BroadcastChannel(name)
  const tell = (word: Word) => { others.postMessage(word) }
  let position = since
  const take = ({ event, position: reached, up }: Word) => {
    if (event !== undefined) listener.hear(event)
    if (reached !== undefined) { position = reached; listener.moved(reached) }
    if (up !== undefined) listener.standing(up)
  }
  others.onmessage = ({ data }: MessageEvent<Word>) => { take(data) }

  const waiting = new AbortController()
  let letGo = () => { waiting.abort() }
  locks.request(name, { signal: waiting.signal }, () => new Promise<void>((release) => {
    const both = (word: Word) => { take(word); tell(word) }
    const close = openStream(position, {
      hear: (event) => { both({ event }) },
      moved: (reached) => { both({ position: reached }) },
      standing: (up) => { both({ up }) },
    })
    letGo = () => { close(); release() }
  })).catch((thrown: unknown) => {
    if (!(thrown instanceof DOMException && thrown.name === 'AbortError')) throw thrown // we no longer want the lock
  })
  return () => { letGo(); others.close() }
}
