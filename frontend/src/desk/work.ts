import type { Role } from '@/core/shapes'

/** The states in which a case waits for somebody of a role, in the order of their day. */
const work: Partial<Record<Role, readonly string[]>> = {
  COMMAND: ['REPORTED', 'FILED', 'FEEDBACK', 'REWORK', 'SUSPENDED'],
  DISPATCHER: ['DISPATCHED', 'ACCEPTED'],
  CREW: ['DISPATCHED', 'ACCEPTED'],
}

export const workOf = (roles: readonly Role[]): readonly string[] => [...new Set(roles.flatMap((role) => work[role] ?? []))]
