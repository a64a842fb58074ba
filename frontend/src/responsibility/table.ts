import type { Choices, Clause, Pattern, Rule, RuleInput } from './shapes'

/** One family of the table: rules on the family itself, then its heads with theirs. */
export interface Family { code: string; name: string; heads: Head[]; count: number }
export interface Head { code: string; name: string; rules: Rule[] }

/** Whether every word of the search stands somewhere in the rule. */
export function fitsSearch(rule: Rule, search: string): boolean {
  const words = search.trim().toLowerCase().split(/\s+/).filter((word) => word !== '')
  if (words.length === 0) return true
  const text = [
    rule.code, rule.category, rule.category_name, rule.area_name, rule.source_name, ...rule.when_words, rule.lead.name, rule.reason,
    ...rule.co_units.flatMap((unit) => [unit.name, unit.duty]), rule.clause.section, rule.clause.text,
  ].join(' ').toLowerCase()
  return words.every((word) => text.includes(word))
}

/** Rules under their families and heads, in the notice's order; what lies in none comes first under `''`. */
export function grouped(rules: readonly Rule[], patterns: readonly Pattern[]): Family[] {
  const place = new Map(patterns.map((one, index) => [one.code, index]))
  const name = (code: string): string => patterns.find((one) => one.code === code)?.name ?? code
  const order = (code: string): number => code === '' ? -1 : place.get(code) ?? Number.MAX_SAFE_INTEGER
  const families = new Map<string, Map<string, Rule[]>>()
  for (const rule of rules) {
    const heads = families.get(rule.family ?? '') ?? new Map<string, Rule[]>()
    families.set(rule.family ?? '', heads)
    heads.set(rule.head ?? '', [...heads.get(rule.head ?? '') ?? [], rule])
  }
  return [...families].sort(([one], [other]) => order(one) - order(other)).map(([code, heads]) => ({
    code,
    name: name(code),
    count: [...heads.values()].reduce((sum, list) => sum + list.length, 0),
    heads: [...heads].sort(([one], [other]) => order(one) - order(other)).map(([head, list]) => ({
      code: head, name: head === '' ? '' : name(head), rules: [...list].sort((one, other) => order(one.category) - order(other.category)),
    })),
  }))
}

/** A rule as the editor changes it. */
export function inputOf(rule: Rule): RuleInput {
  return {
    code: rule.code, category: rule.category, area: rule.area, source: rule.source, when: { ...rule.when }, lead: rule.lead.code,
    co_units: rule.co_units.map(({ code, duty }) => ({ code, duty })), clause: rule.clause.code, reason: rule.reason, mark: rule.mark,
  }
}

/** An empty rule with a code that is still free. */
export function newRule(taken: readonly string[]): RuleInput {
  let number = 1
  while (taken.includes(`R-NEW-${number}`)) number += 1
  return { code: `R-NEW-${number}`, category: '', area: '*', source: '*', when: {}, lead: '', co_units: [], clause: '', reason: '', mark: 'D' }
}

/** The types that a pattern covers. */
export function typesOf(pattern: string, patterns: readonly Pattern[]): Pattern[] {
  return patterns.filter((one) => one.level === 'type' && (pattern === '*' || [one.code, one.head, one.family].includes(pattern)))
}

/** The questions that are asked of every type a pattern covers: only these may be conditions. */
export function questionsFor(pattern: string, choices: Choices): Choices['questions'] {
  const types = typesOf(pattern, choices.patterns)
  if (types.length === 0) return []
  const asks = (asked: string[], type: Pattern): boolean => [type.code, type.head, type.family, '*'].some((code) => code !== null && asked.includes(code))
  return choices.questions.filter((question) => types.every((type) => asks(question.categories, type)))
}

/** The sentence a reporter will read, as the server makes it; `…` where something is still open. */
export function sentence(rule: RuleInput, choices: Choices): string {
  const type = typesOf(rule.category, choices.patterns)[0]
  const clause = choices.clauses.find((one) => one.code === rule.clause)
  const lead = choices.leads.find((one) => one.code === rule.lead)
  return `“${type?.name ?? '…'}”${rule.reason === '' ? '…' : rule.reason}，依据方案“${clause?.section ?? '…'}”，由${lead?.name ?? '…'}牵头`
}

/** The clause's beginning, for a list of choices. */
export function clauseLine(clause: Clause): string {
  const text = clause.text.length > 34 ? `${clause.text.slice(0, 34)}…` : clause.text
  return `${clause.section} · ${text}`
}
