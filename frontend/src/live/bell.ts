import type { CaseEvent, GoneEvent } from './wire'
import type { Me } from '@/core/shapes'

/** Whether an event puts something on this person's desk that they should hear of. */
export function concerns(me: Pick<Me, 'roles' | 'unit'>, { state, before, unit, operation }: CaseEvent): boolean {
  if (state === before) return operation === 'supervise' && unit === me.unit?.code
  const roles = new Set<string>(me.roles)
  if ((roles.has('DISPATCHER') || roles.has('CREW')) && state === 'DISPATCHED' && unit === me.unit?.code) return true
  if (roles.has('COMMAND') && ['REPORTED', 'FILED', 'FEEDBACK', 'REWORK'].includes(state)) return true
  return roles.has('INSPECTOR') && (state === 'VERIFYING' || state === 'CHECKING')
}

const settle = 500 // milliseconds in which the rules may carry a case on

/**
 * Rings for cases once what happened to them stands: not before it can no longer be taken back, not when something
 * else has happened to the case meanwhile, and not for one's own steps. `ring` gets how many cases it is for.
 */
export class Bell {
  private readonly pending = new Map<string, ReturnType<typeof setTimeout>>()
  private readonly own = new Map<string, number>()
  private struck = 0
  private striking: ReturnType<typeof setTimeout> | undefined

  constructor(private readonly ring: (cases: number) => void) {}

  heard(event: CaseEvent | GoneEvent, rings: boolean): void {
    this.cancel(event.case)
    if (event.kind === 'gone' || !rings || event.version <= (this.own.get(event.case) ?? 0)) return
    const wait = Math.max(settle, Date.parse(event.ring_after) - Date.now())
    this.pending.set(event.case, setTimeout(() => {
      this.pending.delete(event.case)
      this.strike()
    }, wait))
  }

  /** A step of one's own, on the case that has `version` after it. */
  ownStep(id: string, version: number): void {
    this.own.set(id, version)
    this.cancel(id)
  }

  silence(): void {
    this.pending.forEach((timer) => { clearTimeout(timer) })
    this.pending.clear()
    clearTimeout(this.striking)
    this.striking = undefined
    this.struck = 0
  }

  private cancel(id: string): void {
    clearTimeout(this.pending.get(id))
    this.pending.delete(id)
  }

  /** Many at once ring once. */
  private strike(): void {
    this.struck += 1
    this.striking ??= setTimeout(() => {
      const cases = this.struck
      this.striking = undefined
      this.struck = 0
      this.ring(cases)
    }, settle)
  }
}
