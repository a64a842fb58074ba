import { onScopeDispose, ref, type Ref } from 'vue'
import { fixAtShutter } from './averaging'
import { better, fixFrom, type Fix } from './fix'

/** `silent`: no answer within our own time-out (the API's does not run while permission is being asked). */
export type WatchState = 'locating' | 'found' | 'denied' | 'silent'

const held = 20 // fixes
const patience = 15_000 // milliseconds until the person is told that no position came

export interface WatchedFix { fix: Ref<Fix | null>; state: Ref<WatchState>; atShutter: () => Fix | null; stop: () => void }

/**
 * Follows the phone's position while the calling component lives. `fix` is the best recent one, for showing; `atShutter`
 * the one a photo gets: the average of those while framing.
 */
export function useWatchedFix(): WatchedFix {
  let fixes: Fix[] = []
  const fix = ref<Fix | null>(null)
  const state = ref<WatchState>('locating')
  const hush = setTimeout(() => { if (fix.value === null && state.value === 'locating') state.value = 'silent' }, patience)
  if (!('geolocation' in navigator)) state.value = 'silent'

  const watch = 'geolocation' in navigator
    ? navigator.geolocation.watchPosition(
        (position) => {
          const found = fixFrom(position)
          fixes = [...fixes, found].slice(-held)
          fix.value = better(fix.value, found)
          state.value = 'found'
        },
        (error) => { if (fix.value === null) state.value = error.code === error.PERMISSION_DENIED ? 'denied' : 'silent' },
        { enableHighAccuracy: true, maximumAge: 5_000, timeout: patience },
      )
    : null

  function stop(): void {
    clearTimeout(hush)
    if (watch !== null) navigator.geolocation.clearWatch(watch)
  }
  onScopeDispose(stop)
  return { fix, state, atShutter: () => fixAtShutter(fixes, Date.now()), stop }
}
