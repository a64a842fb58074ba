import type { CaseDetail, CaseItem, Notice } from '@/core/shapes'

/** A case as the inbox has it: goods before a shop in 历山街道, sent to 执法大队, due on a Thursday at noon. */
export function aCase(change: Partial<CaseItem> = {}): CaseItem {
  return {
    id: 'case-1', number: '20230302-0001', version: 3, state: 'DISPATCHED', source: 'inspector',
    category: { code: 'LL2-02', name: '店外经营', group: 'LL2', group_name: '乱摆乱占' },
    unit: { code: 'ZFDD', name: '执法大队' }, area: { code: '370323001', name: '历山街道' },
    location: { lon: 118.16, lat: 36.18, accuracy_m: 12 }, description: '胜利路北侧',
    due_at: '2023-03-02T04:00:00Z', clock_at: change.due_at === undefined ? '2023-03-02T04:00:00Z' : change.due_at, stage_due_at: null, warn_at: null, overdue: false, urgent: false, reported_at: '2023-03-02T00:30:00Z', closed_at: null,
    cover: null, routing: { rule: 'R-LL', clause: '牵头负责', clause_code: 'ZFDD', clause_section: '三、责任分工', why: '属“六乱”' },
    may: ['accept', 'return'], flags: [], demo: false, pending: null, supervised: false, self_handled: false, rework_count: 0, return_count: 0,
    ...change,
  }
}

/** The same, whole; freshly read, nothing asked, ordered or linked. */
export function aDetail(change: Partial<CaseDetail> = {}): CaseDetail {
  return {
    ...aCase(change), co_units: [], request: null, orders: [], links: [], follow_ups: [], undo_until: null, squad: null, assignee: null, verifier: null, review_at: null,
    photos: [], seals: [], reporter: '李巡', notice_version: 1, battle: null, attributes: {}, taken_at: null, fixed_at: null, fix_source: 'gps',
    dispatched_at: null, accepted_at: null, fed_back_at: null, closing_criterion: '', legal_basis: '', ...change,
  }
}

/** A notice of which only the operations' demands matter. */
export function aNotice(operations: Record<string, ('reason' | 'after')[]>): Notice {
  return {
    code: 'TEST', title: '', document_number: '', bureau: '', version: 1, starts: '', ends: '',
    county: { name: '', bbox: [0, 0, 0, 0], center: [0, 0] }, battles: [], units: [], squads: [], groups: [], categories: [], towns: [], sources: [], states: [],
    operations: Object.entries(operations).map(([code, needs]) => ({ code, label: code, label_en: code, needs_reason: needs.includes('reason'), needs_after_photo: needs.includes('after') })),
    calendar: { zone: 'Asia/Shanghai', hours: [], rest_days: [], first_year: 2023, last_year: 2023, holidays: [] },
  }
}
