import type { JournalEntry } from '@/core/shapes'

/** What a line of the journal brought along, as far as people need to read it. */
export interface Brought { reason: string; photos: string[]; unit: string; dueAt: string }

const textIn = (detail: Record<string, unknown>, key: string): string => {
  const value = detail[key]
  return typeof value === 'string' ? value : ''
}

/** The hashes of the photos of one detail; anything that is no photo is left out. */
function hashesIn(detail: unknown): string[] {
  const photos = typeof detail === 'object' && detail !== null && 'photos' in detail && Array.isArray(detail.photos) ? detail.photos as unknown[] : []
  return photos.flatMap((one) => typeof one === 'object' && one !== null && 'sha256' in one && typeof one.sha256 === 'string' ? [one.sha256] : [])
}

/** Reason, photos, unit and deadline of an entry; a report's photos lie one level down. */
export function broughtBy({ detail }: Pick<JournalEntry, 'detail'>): Brought {
  return {
    reason: textIn(detail, 'reason'), unit: textIn(detail, 'unit'), dueAt: textIn(detail, 'due_at'),
    photos: [...hashesIn(detail), ...hashesIn(detail.report)],
  }
}
