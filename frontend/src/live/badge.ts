const counted = /^\(\d+\) /

/** A page's title with how many new cases it has; none shows none. */
export const badged = (title: string, cases: number): string => (cases > 0 ? `(${cases}) ` : '') + title.replace(counted, '')

let unseen = 0

/** Counts cases in the tab's title until the page is looked at. */
export function countInTitle(cases: number): void {
  if (document.visibilityState === 'visible' && document.hasFocus()) return
  unseen += cases
  document.title = badged(document.title, unseen)
}

/** The page is looked at. */
export function clearTitle(): void {
  unseen = 0
  document.title = badged(document.title, 0)
}
