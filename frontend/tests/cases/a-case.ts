import type { CaseItem } from '@/core/shapes'

/** A case as the inbox has it: goods before a shop in 历山街道, sent to 执法大队, due on a Thursday at noon. */
export function aCase(change: Partial<CaseItem> = {}): CaseItem {
  return {
    id: 'case-1', number: '20230302-0001', version: 3, state: 'DISPATCHED', source: 'inspector',
    category: { code: 'LL2-02', name: '店外经营', group: 'LL2', group_name: '乱摆乱占' },
    unit: { code: 'ZFDD', name: '执法大队' }, area: { code: '370323001', name: '历山街道' },
    location: { lon: 118.16, lat: 36.18, accuracy_m: 12 }, description: '胜利路北侧',
    due_at: '2023-03-02T04:00:00Z', warn_at: null, overdue: false, urgent: false, reported_at: '2023-03-02T00:30:00Z', closed_at: null,
    cover: null, routing: { rule: 'R-LL', clause: '牵头负责', clause_code: 'ZFDD', clause_section: '三、责任分工', why: '属“六乱”' },
    may: ['accept', 'return'], flags: [], demo: false, rework_count: 0, return_count: 0,
    ...change,
  }
}
