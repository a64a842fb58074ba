import type { Category, Group } from '@/core/shapes'

export interface Family { code: string; name: string; groups: Group[] }

/** The groups by family, in the notice's order. The first family gets the big tiles (六乱 in Yiyuan). */
export function familiesOf(groups: readonly Group[]): Family[] {
  const families = new Map<string, Family>()
  for (const group of groups) {
    const family = families.get(group.family) ?? { code: group.family, name: group.family_name, groups: [] }
    family.groups.push(group)
    families.set(group.family, family)
  }
  return [...families.values()]
}

const plain = (text: string): string => text.toLowerCase().replace(/[\s\-—、，,（）()·]/g, '')

/** How well a category answers a query: code first, then the start of its name, then anywhere; 0 not at all. */
function score(category: Category, groupName: string, query: string): number {
  const code = plain(category.code)
  const name = plain(category.name)
  if (code === query) return 100
  if (code.startsWith(query)) return 80
  if (name.startsWith(query)) return 70
  if (name.includes(query)) return 60
  if (plain(groupName).includes(query)) return 40
  return inOrder(name, query) ? 20 : 0
}

/** Every character of the query in the name, in that order: 路洒 finds 道路遗撒洒漏. */
function inOrder(name: string, query: string): boolean {
  let from = 0
  for (const character of query) {
    const at = name.indexOf(character, from)
    if (at < 0) return false
    from = at + 1
  }
  return query.length > 1
}

/** Categories that answer a query (name, group or code, spaces and dashes ignored), best first; empty for no query. */
export function findCategories(categories: readonly Category[], groups: readonly Group[], query: string): Category[] {
  const wanted = plain(query)
  if (wanted === '') return []
  const groupNames = new Map(groups.map((group) => [group.code, group.name]))
  return categories
    .map((category) => ({ category, score: score(category, groupNames.get(category.group) ?? '', wanted) }))
    .filter((found) => found.score > 0)
    .sort((a, b) => b.score - a.score)
    .map((found) => found.category)
}
