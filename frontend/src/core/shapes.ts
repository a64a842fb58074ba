import type { FeatureCollection, Point } from 'geojson'

/** The API's shapes under the field's names. Times are RFC 3339; positions WGS-84 degrees; accuracy metres. */

export interface Named { code: string; name: string }

export type Role = 'INSPECTOR' | 'DISPATCHER' | 'CREW' | 'COMMAND' | 'OFFICE' | 'ADMIN'
export interface Me { id: string; username: string; name: string; roles: Role[]; unit: Named | null; may: string[]; demo: boolean }

export interface Question { key: string; label: string }
export interface Category {
  code: string; name: string; group: string; family: string; lead_unit: string; urgent: boolean
  deadline: string; closing_criterion: string; questions: Question[]
}
export interface Group { code: string; name: string; family: string; family_name: string }
export interface State { code: string; label: string; label_en?: string; tone: string }
export interface Operation { code: string; label: string; label_en?: string; needs_reason?: boolean; needs_after_photo?: boolean }
/** Working time: hours as pairs of "HH:MM", rest days as ISO weekdays, holidays with both ends included. */
export interface CalendarTable {
  hours: string[][]; rest_days: number[]; holidays: { first: string; last: string; make_up: string[] }[]
}
export interface Notice {
  code: string; title: string; document_number: string; version: string | number; demo_note: string | null
  county: { name: string; bbox: number[]; center: number[] }
  battles: { number: number; name: string; lead_unit: string }[]
  units: (Named & { kind: string })[]
  groups: Group[]; categories: Category[]; towns: Named[]; states: State[]
  operations: Operation[]
  calendar?: CalendarTable | null
}

export interface Routing { rule: string | null; clause: string | null; clause_section?: string | null; why: string }
export interface TryOut {
  category: string; location: { lon: number; lat: number } | null; source?: string; attributes?: Record<string, boolean>
}
export interface Responsibility { unit: Named; co_units: Named[]; routing: Routing; area: Named | null; due_at: string | null }

export type FixSource = 'gps' | 'network' | 'manual' | 'exif' | 'unknown'
export type PhotoRole = 'before' | 'near' | 'far' | 'after'
export interface Location { lon: number; lat: number; accuracy_m: number | null; fixed_at: string | null; source: FixSource }
export interface PhotoClaim { sha256: string; role: PhotoRole; taken_at: string }
/** What the phone sends to file a case. */
export interface Report {
  category: string; location: Location; taken_at: string; description: string; photos: PhotoClaim[]
  attributes: Record<string, boolean>; address?: string
}
export interface Receipt {
  id: string; number: string; state: string; unit: Named; co_units: Named[]; routing: Routing
  area: Named | null; due_at: string | null; photos: string[]; received_at: string
}

export interface CaseItem {
  id: string; number: string; state: string; category: Named & { group: string }; unit: Named; area: Named | null
  location: { lon: number; lat: number; accuracy_m: number | null }; description: string
  due_at: string | null; warn_at?: string | null; overdue: boolean; urgent: boolean; reported_at: string; cover: string | null; version: number
  routing: Routing; may: string[]; flags: string[]; demo: boolean; rework_count: number; return_count: number
}
export interface CasePage { items: CaseItem[]; next: string | null }
export interface CaseCounts { by_state: Record<string, number>; overdue: number }
export interface CaseDetail extends CaseItem {
  co_units: Named[]; photos: { sha256: string; role: PhotoRole; taken_at: string | null }[]; reporter: string
  notice_version: string | number; attributes: Record<string, unknown>; fix_source: FixSource
  closing_criterion: string; legal_basis: string
}
export interface JournalEntry {
  seq: number; at: string; operation: string; label: string; actor: string
  from_state: string | null; to_state: string | null; version: number | null; detail: Record<string, unknown>; hash: string
}
export interface JournalPage { items: JournalEntry[] }
export interface Move { version: number; reason?: string; photos?: PhotoClaim[] }
/** `layers`: for each raster layer, from the ground up, the addresses of its mirrors. */
export interface MapBase {
  kind: 'none' | 'raster' | 'pmtiles'; layers?: string[][]; url?: string | null; attribution?: string | null; max_zoom?: number | null
}
/** What the map knows of a case. `unit` is a code. */
export interface CasePoint {
  id: string; number: string; state: string; category: string; category_name: string; unit: string; unit_name: string
  overdue: boolean; urgent: boolean; due_at: string | null; reported_at: string; demo: boolean
}
/** `truncated`: there are more than were sent. */
export type CasePoints = FeatureCollection<Point, CasePoint> & { truncated: boolean }
