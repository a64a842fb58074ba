import type { Location, PhotoClaim, Report } from '@/core/shapes'

/** What a phone signs: `about` is 'report' or the step's operation. Times are RFC 3339, position WGS-84, accuracy metres. */
export interface Statement {
  v: 1
  about: string
  case: string
  photos: PhotoClaim[]
  category?: string
  location?: Location
  signed_at: string
}

/** JSON with sorted keys and no spaces, so that the same content is the same text. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).filter(([, held]) => held !== undefined).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([key, held]) => `${JSON.stringify(key)}:${canonical(held)}`).join(',')}}`
}

const claim = ({ sha256, role, taken_at, location }: PhotoClaim): PhotoClaim => ({ sha256, role, taken_at, location })

/** What is signed of a report under its id: photos with their roles, shutter times and places, the fix, the type. */
export function ofReport(id: string, report: Pick<Report, 'category' | 'photos'> & { location: Location }, at: Date): Statement {
  return {
    v: 1, about: 'report', case: id, category: report.category, location: report.location,
    photos: (report.photos as PhotoClaim[]).map(claim), signed_at: at.toISOString(),
  }
}

/** What is signed of a step with photos (feedback, verification). */
export function ofStep(id: string, operation: string, photos: readonly PhotoClaim[], at: Date): Statement {
  return { v: 1, about: operation, case: id, photos: photos.map(claim), signed_at: at.toISOString() }
}
