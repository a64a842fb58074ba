import { effectScope, onScopeDispose, ref, watch, type Ref } from 'vue'
import { shareStream } from './tabs'
import type { LiveEvent } from './wire'
import { useSession } from '@/people/session'

type Handler = (event: LiveEvent) => void

const hiddenFor = 5 * 60_000 // milliseconds a hidden page goes on listening
const betweenPages = 5000 // milliseconds without a handler until the stream is let go

const handlers = new Set<Handler>()
const up = ref<boolean | null>(null)
let position: number | null = null
let person: string | null = null
let hidden = false
let close: (() => void) | null = null
let following = false
let leaving: ReturnType<typeof setTimeout> | undefined

/** Whether the server is heard; null while nobody has said. */
export const liveStanding: Readonly<Ref<boolean | null>> = up

/**
 * Calls `handler` with what happens to the cases this person may see, while the calling scope lives. On `resync`
 * everything shown may be old: read it anew. The stream is one per browser and opens with the first handler.
 */
export function onLive(handler: Handler): void {
  handlers.add(handler)
  follow()
  settle()
  onScopeDispose(() => {
    handlers.delete(handler)
    clearTimeout(leaving)
    leaving = setTimeout(settle, betweenPages)
  })
}

/** Starts to watch who is signed in and whether the page is looked at; once for the page's life. */
function follow(): void {
  if (following) return
  following = true
  const session = useSession()
  effectScope(true).run(() => {
    watch(() => session.me?.id ?? null, (id) => {
      stop()
      position = null // another person's stream begins anew
      person = id
      settle()
    }, { immediate: true, flush: 'sync' })
  })
  let hiding: ReturnType<typeof setTimeout> | undefined
  document.addEventListener('visibilitychange', () => {
    clearTimeout(hiding)
    if (document.visibilityState === 'hidden') hiding = setTimeout(() => { hidden = true; settle() }, hiddenFor)
    else { hidden = false; settle() }
  })
}

/** Opens or closes the stream, as is wanted now. */
function settle(): void {
  if (person === null || hidden || handlers.size === 0) stop()
  else close ??= shareStream(`live ${person}`, position, { hear, moved: (to) => { position = to }, standing: (is) => { up.value = is } })
}

function stop(): void {
  close?.()
  close = null
  up.value = null
}

function hear(event: LiveEvent): void {
  // Two tabs that hand the stream over may tell the same thing twice.
  if ((event.kind === 'case' || event.kind === 'gone') && position !== null && event.seq <= position) return
  handlers.forEach((handler) => { handler(event) })
}
