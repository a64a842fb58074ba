/** States in which nothing more is to be done; every other state is open. */
export const endedStates: ReadonlySet<string> = new Set(['CLOSED', 'VOID', 'REJECTED'])

export const openStates = ['REPORTED', 'VERIFYING', 'FILED', 'DISPATCHED', 'ACCEPTED', 'FEEDBACK', 'CHECKING', 'REWORK', 'SUSPENDED'] as const

/** In the unit's hands, or about to be: its deadline presses. */
export const inHandStates: readonly string[] = ['ACCEPTED', 'DISPATCHED', 'FILED', 'REWORK']

/** The clock does not run while a case is suspended (挂账). */
export const suspendedState = 'SUSPENDED'

export const isEnded = (state: string): boolean => endedStates.has(state)
