import type { CaseEvent } from '@/live/wire'

/** 执法大队 has been sent a case by the rules. */
export function anEvent(change: Partial<CaseEvent> = {}): CaseEvent {
  return {
    kind: 'case', seq: 3, case: 'case-1', operation: 'dispatch', version: 3, before: 'FILED', state: 'DISPATCHED', unit: 'ZFDD',
    overdue: false, urgent: false, lon: 118.16, lat: 36.18, ring_after: '2023-03-02T00:30:00Z', ...change,
  }
}
