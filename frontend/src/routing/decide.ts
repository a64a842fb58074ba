import type { PackRule, PackRules, PackUnit } from '@/pack/shapes'

/**
 * Who is responsible for a report, by which rule and clause, and why: app/routing/decide.py said again for a phone without
 * a signal. Pure. Both are held to one table of cases, tests/routing/decisions.json; change them together.
 */
export interface Facts { category: string; area: string | null; source: string; attributes: Readonly<Record<string, unknown>> }

/** Unit codes, the rule's and the clause's code, and a Chinese sentence; `desk`: who accepts or refuses it first. */
export interface Decision {
  unit: string; coUnits: string[]; rule: string | null; clause: string; why: string; desk: string | null
}

const any = '*'
const town = 'TOWN'
/** Lengths of the statistical bureau's codes nest: county 6, town 9, village 12, grid cell 15. */
const townDigits = 9
const yes = new Set(['yes', 'true', '是'])

const saidYes = (answer: unknown): boolean =>
  answer === true || (typeof answer === 'string' && yes.has(answer.trim().toLowerCase()))
/** Whether the answers given are those that the row asks for; a question nobody answered counts as no. */
export const holds = (when: PackRule['when'], attributes: Facts['attributes']): boolean =>
  when.every(([question, wanted]) => saidYes(attributes[question]) === wanted)
const covers = (area: string, place: string | null): boolean => area === any || (place !== null && place.startsWith(area))

/** Larger is more specific, compared one after the other: answers asked for, area, source, type. */
function specificity(rule: PackRule, lineage: readonly string[]): readonly number[] {
  return [rule.when.length, rule.area === any ? 0 : rule.area.length, rule.source === any ? 0 : 1, -lineage.indexOf(rule.category)]
}
const compare = (one: readonly number[], other: readonly number[]): number => {
  for (const [at, value] of one.entries()) if (value !== other[at]) return (other[at] ?? 0) - value
  return 0
}

/** Places a report. Throws RangeError for a type the rules do not have. */
export function decide(table: PackRules, facts: Facts): Decision {
  const category = table.categories.find((one) => one.code === facts.category)
  if (category === undefined) throw new RangeError(`no type ${facts.category}`)
  const rule = winner(table, facts, category.lineage)
  if (rule === undefined) return toFallback(table, facts, `没有责任规则适用于“${category.name}”`)
  let lead = rule.lead
  if (lead === town) {
    const unit = townUnit(table, facts.area)
    if (unit === undefined) return toFallback(table, facts, `“${category.name}”${rule.reason}，但未能确定属地镇街`, rule)
    lead = unit.code
  }
  const duties = dutiesOf(table, rule, facts, lead)
  const why = `“${category.name}”${rule.reason}，依据方案“${clauseOf(table, rule.clause).citation}”，由${unitOf(table, lead).short_name}牵头`
    + `${helpers(table, duties)}（规则${rule.code}）${deskWords(table, facts)}。`
  return { unit: lead, coUnits: duties.map(([code]) => code), rule: rule.code, clause: rule.clause, why, desk: deskOf(table, facts) }
}

function winner(table: PackRules, facts: Facts, lineage: readonly string[]): PackRule | undefined {
  const fitting = table.rules.filter((rule) => lineage.includes(rule.category) && (rule.source === any || rule.source === facts.source)
    && covers(rule.area, facts.area) && holds(rule.when, facts.attributes))
  return fitting.sort((a, b) => compare(specificity(a, lineage), specificity(b, lineage)))[0]
}

function toFallback(table: PackRules, facts: Facts, reason: string, rule?: PackRule): Decision {
  const unit = unitOf(table, table.fallback)
  const duties = rule === undefined ? [] : dutiesOf(table, rule, facts, unit.code)
  const why = `${reason}，依据方案“${clauseOf(table, unit.clause).citation}”，由${unit.short_name}人工指派`
    + `${helpers(table, duties)}${deskWords(table, facts)}。`
  return { unit: unit.code, coUnits: duties.map(([code]) => code), rule: rule?.code ?? null, clause: unit.clause, why, desk: deskOf(table, facts) }
}

/** Each co-unit and its duty, towns resolved; a town that is not known, and the lead itself, left out; the last word on a unit stands. */
function dutiesOf(table: PackRules, rule: PackRule, facts: Facts, lead: string): [string, string][] {
  const duties = new Map<string, string>()
  for (const [named, duty] of rule.co_units) {
    const code = named === town ? townUnit(table, facts.area)?.code : named
    if (code !== undefined && code !== lead) duties.set(code, duty)
  }
  return [...duties]
}

/** The unit of the town that an area code lies in. */
const townUnit = (table: PackRules, area: string | null): PackUnit | undefined =>
  area === null ? undefined : table.units.find((unit) => unit.town !== null && unit.town === area.slice(0, townDigits))

function helpers(table: PackRules, duties: readonly [string, string][]): string {
  if (duties.length === 0) return ''
  return `，${duties.map(([code, duty]) => unitOf(table, code).short_name + (duty === '' ? '' : `（${duty}）`)).join('、')}协办`
}

const deskOf = (table: PackRules, facts: Facts): string | null =>
  table.sources.find((source) => source.code === facts.source)?.desk ?? null

function deskWords(table: PackRules, facts: Facts): string {
  const desk = deskOf(table, facts)
  const source = table.sources.find((one) => one.code === facts.source)
  return desk === null || source === undefined ? '' : `；${source.name}先由${unitOf(table, desk).short_name}受理`
}

const found = <T>(row: T | undefined, code: string): T => {
  if (row === undefined) throw new RangeError(`the rules name ${code}, which they do not hold`)
  return row
}
export const unitOf = (table: PackRules, code: string): PackUnit => found(table.units.find((one) => one.code === code), code)
export const clauseOf = (table: PackRules, code: string): PackRules['clauses'][number] => found(table.clauses.find((one) => one.code === code), code)
