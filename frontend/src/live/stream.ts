import { frameReader, type LiveEvent } from './wire'

/** What an open stream does with what comes. `position` is the journal's, to go on from. */
export interface Listener {
  hear: (event: LiveEvent) => void
  moved: (position: number) => void
  /** Whether the server is heard. */
  standing: (up: boolean) => void
}

/** With no position yet, this many entries back: what happened while the page's lists were on their way. */
const aLittleEarlier = -100
const firstSilence = 30_000 // milliseconds until the server must have greeted
const missedBeats = 2.5 // heartbeats that may be missing before the line counts as dead
const shortest = 1000
const longest = 30_000

/** Milliseconds before attempt `tries` (from 0): doubling, and spread so that not everybody comes at once. */
export function backOff(tries: number, chance = Math.random()): number {
  return Math.min(longest, shortest * 2 ** tries) * (0.5 + chance / 2)
}

/** The session has ended: trying again is of no use until somebody signs in. */
class SignedOut extends Error {}

/** Keeps a live stream open from `since` on until the returned function is called or the session ends. */
export function openStream(since: number | null, listener: Listener): () => void {
  const closing = new AbortController()
  const closed = () => closing.signal.aborted
  let position = since
  let tries = 0

  async function once(): Promise<void> {
    const cut = new AbortController()
    const end = () => { cut.abort() }
    closing.signal.addEventListener('abort', end)
    let silence = setTimeout(end, firstSilence)
    let beat = firstSilence
    const alive = () => { clearTimeout(silence); silence = setTimeout(end, beat) }
    try {
      const answer = await fetch(`/api/live?since=${position ?? aLittleEarlier}`, { signal: cut.signal, cache: 'no-store', credentials: 'same-origin' })
      if (answer.status === 401) throw new SignedOut()
      if (!answer.ok || answer.body === null) throw new TypeError(`live: ${answer.status}`)
      const frames = frameReader()
      const bytes = answer.body.pipeThrough(new TextDecoderStream()).getReader()
      for (let got = await bytes.read(); !got.done; got = await bytes.read()) {
        for (const { position: reached, event } of frames(got.value)) {
          if (event?.kind === 'hello') {
            beat = event.heartbeat_seconds * 1000 * missedBeats
            tries = 0
            listener.standing(true)
          }
          if (event?.kind === 'ended') throw new SignedOut()
          if (event !== null) listener.hear(event)
          if (reached !== null) { position = reached; listener.moved(reached) }
        }
        alive()
      }
    } finally {
      clearTimeout(silence)
      closing.signal.removeEventListener('abort', end)
    }
  }

  async function keep(): Promise<void> {
    while (!closed()) {
      try {
        await once()
      } catch (thrown) {
        if (closed()) return
        if (thrown instanceof SignedOut) {
          listener.hear({ kind: 'ended', seq: position ?? 0 })
          return
        }
        if (!(thrown instanceof TypeError || thrown instanceof DOMException)) throw thrown
      }
      listener.standing(false)
      await pause(backOff(tries++), closing.signal)
    }
  }

  void keep()
  return () => { closing.abort() }
}

/** Waits so long, or until the network comes back, or the stream is closed. */
function pause(ms: number, closing: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      clearTimeout(timer)
      removeEventListener('online', go)
      closing.removeEventListener('abort', go)
      resolve()
    }
    const timer = setTimeout(go, ms)
    addEventListener('online', go)
    closing.addEventListener('abort', go)
  })
}
