import { ref, type Ref } from 'vue'

/** A view of the desk under a name of the person's own; `query` is its address. */
export interface SavedView { name: string; query: Record<string, string> }

const isView = (one: unknown): one is SavedView =>
  typeof one === 'object' && one !== null && 'name' in one && typeof one.name === 'string' && 'query' in one && typeof one.query === 'object'

/** A person's saved views, kept in this browser. Saving under a name again replaces it. */
export function useSavedViews(person: string): { views: Ref<SavedView[]>; save: (view: SavedView) => void; drop: (name: string) => void } {
  const shelf = `desk-views/${person}`
  const views = ref<SavedView[]>(read())

  function read(): SavedView[] {
    try {
      const kept: unknown = JSON.parse(localStorage.getItem(shelf) ?? '[]')
      return Array.isArray(kept) ? kept.filter(isView) : []
    } catch {
      return [] // not ours, or cut off
    }
  }
  function keep(kept: SavedView[]): void {
    views.value = kept
    localStorage.setItem(shelf, JSON.stringify(kept))
  }
  return {
    views,
    save: (view) => { keep([...views.value.filter((one) => one.name !== view.name), view]) },
    drop: (name) => { keep(views.value.filter((one) => one.name !== name)) },
  }
}
