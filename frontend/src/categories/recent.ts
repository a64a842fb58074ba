/** The categories a person used last, newest first, kept on this phone. */
const most = 6
const key = (owner: string): string => `recent-categories:${owner}`

export function recentCategories(owner: string, storage: Pick<Storage, 'getItem'> = localStorage): string[] {
  try {
    const kept: unknown = JSON.parse(storage.getItem(key(owner)) ?? '[]')
    return Array.isArray(kept) ? kept.filter((code) => typeof code === 'string').slice(0, most) : []
  } catch {
    return [] // another program's or a damaged entry: start afresh
  }
}

export function rememberCategory(owner: string, code: string, storage: Pick<Storage, 'getItem' | 'setItem'> = localStorage): void {
  const codes = [code, ...recentCategories(owner, storage).filter((one) => one !== code)].slice(0, most)
  storage.setItem(key(owner), JSON.stringify(codes))
}
