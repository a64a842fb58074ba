import type { Me } from '@/core/shapes'

const rulers = ['COMMAND', 'OFFICE'] as const

/** Whether the person may draft and approve rules; everybody else reads. */
export function mayRule(me: Me | null): boolean {
  return rulers.some((role) => me?.roles.includes(role) ?? false)
}
