import { onScopeDispose } from 'vue'
import { clearTitle, countInTitle } from './badge'
import { Bell, concerns } from './bell'
import { chime, firstToRing } from './chime'
import { onLive } from './live'
import { onArrival } from '@/cases/arrivals'
import { useSession } from '@/people/session'

/** Rings, and counts in the title, while the calling page lives. */
export function useRinging(): void {
  const session = useSession()
  const bell = new Bell((cases) => {
    countInTitle(cases)
    void firstToRing().then((first) => first ? chime() : undefined)
  })
  onLive((event) => {
    if (event.kind === 'gone') bell.heard(event, false)
    else if (event.kind === 'case') bell.heard(event, session.me !== null && concerns(session.me, event))
  })
  onArrival(({ item, live }) => { if (!live) bell.ownStep(item.id, item.version) })

  const looked = () => { if (document.visibilityState === 'visible') clearTitle() }
  addEventListener('focus', looked)
  document.addEventListener('visibilitychange', looked)
  onScopeDispose(() => {
    bell.silence()
    clearTitle()
    removeEventListener('focus', looked)
    document.removeEventListener('visibilitychange', looked)
  })
}
