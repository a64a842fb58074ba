import { onScopeDispose } from 'vue'
import { afterFreshening, freshen, gathered } from './freshen'
import { onLive } from './live'
import { mayBeListed } from './newcomers'
import { useRinging } from './ringing'
import { useQueue } from '@/desk/queue'

const mostRows = 25 // changed rows that are read one by one; from there on the list is read anew

/** Keeps the desk's rows and counters as they are on the server, without moving what the person looks at. */
export function useLiveDesk(): void {
  const queue = useQueue()
  useRinging()
  const tally = gathered<'counters'>(() => { void queue.recount() })
  const changed = gathered<string>((ids) => {
    if (ids.size > mostRows) void queue.refresh()
    else ids.forEach(freshen)
  }, 50)

  onLive((event) => {
    if (event.kind === 'resync') void queue.refresh()
    else if (event.kind === 'gone') {
      queue.drop(event.case)
      tally('counters')
    } else if (event.kind === 'case') {
      const held = queue.held(event.case)
      if (held !== null ? held.version < event.version : mayBeListed(queue.filters, event)) changed(event.case)
      else if (held === null) tally('counters')
    }
  })
  onScopeDispose(afterFreshening((lost) => {
    lost.forEach((id) => { queue.drop(id) })
    tally('counters')
  }))
}
