import { areaAt, areaName, outsideCounty } from './areas'
import { deadlineOf } from './deadline'
import { clauseOf, decide, unitOf, type Decision } from './decide'
import type { Named, Notice, Responsibility, TryOut } from '@/core/shapes'
import type { PackOutline, PackRules } from '@/pack/shapes'

/** What a phone needs to decide by itself: the rules, finer outlines around, and the working calendar. */
export interface Kept { rules: PackRules; nearby: readonly PackOutline[]; calendar: Notice['calendar'] }

/**
 * Where a report would go, by the rules on this phone, in the form the server answers; `start`: epoch milliseconds.
 * Throws RangeError for a type that these rules do not have.
 */
export function decideHere({ rules, nearby, calendar }: Kept, question: TryOut, start: number): Responsibility {
  const { category, location, attributes = {}, source = 'inspector' } = question
  const area = location == null ? null : areaAt([...nearby, ...rules.outlines], location.lon, location.lat)
  const decision = decide(rules, { category, area, source, attributes })
  const due = deadlineOf(rules, calendar, category, attributes, start)
  const waits = decision.desk !== null || decision.unit === rules.fallback
  return {
    unit: named(rules, decision.unit),
    co_units: decision.coUnits.map((code) => named(rules, code)),
    routing: routingOf(rules, decision),
    area: area === null ? null : { code: area, name: areaName(rules, area) },
    outside_county: location != null && outsideCounty(rules, location.lon, location.lat),
    urgent: due.urgent,
    due_at: waits || due.dueAt === null ? null : new Date(due.dueAt).toISOString(),
    deadline: due.says,
    state: waits ? 'REPORTED' : 'DISPATCHED',
  }
}

const named = (rules: PackRules, code: string): Named => ({ code, name: unitOf(rules, code).name })

function routingOf(rules: PackRules, decision: Decision): Responsibility['routing'] {
  const clause = clauseOf(rules, decision.clause)
  return { rule: decision.rule, clause: clause.text, clause_code: clause.code, clause_section: clause.citation, why: decision.why }
}
