import { freshen } from './freshen'
import { onLive } from './live'

/** Keeps one case that is looked at up to date; `version` is the one that is shown. */
export function useLiveCase(id: string, version: () => number): void {
  onLive((event) => {
    if (event.kind === 'resync' || (event.kind === 'case' && event.case === id && event.version > version())) freshen(id)
  })
}
