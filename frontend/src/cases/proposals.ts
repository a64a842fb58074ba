import { inject, nextTick, onScopeDispose, provide, shallowReactive, watch, type InjectionKey } from 'vue'

/** Says whether a field has proposed what it can, or knows that it cannot. */
type Settled = () => boolean
const key: InjectionKey<Set<Settled>> = Symbol('proposals')

/**
 * For a sheet whose fields propose something (a unit, a case to merge into): the function returned waits until all have,
 * so that a confirmation given before is held and judged then. Resolves to false when the sheet is closed meanwhile.
 */
export function gatherProposals(): () => Promise<boolean> {
  const fields = shallowReactive(new Set<Settled>())
  let close: (open: false) => void = () => undefined
  const closed = new Promise<false>((resolve) => { close = resolve })
  provide(key, fields)
  onScopeDispose(() => { close(false) })
  const all = (): boolean => [...fields].every((settled) => settled())

  return async () => {
    let stop = (): void => undefined
    const proposed = new Promise<true>((resolve) => {
      if (all()) resolve(true)
      else stop = watch(all, (done) => { if (done) resolve(true) })
    })
    const open = await Promise.race([proposed, closed])
    stop()
    await nextTick() // what came is in the fields only once their own watchers have run
    return open
  }
}

/** Tells the sheet around this field when its proposal is there. */
export function useProposal(settled: Settled): void {
  const fields = inject(key, null)
  fields?.add(settled)
  onScopeDispose(() => fields?.delete(settled))
}
