import type { Shot } from './drafting'
import type { PhotoRole } from '@/core/shapes'
import type { Said } from '@/core/language'
import { reportWords as words } from '@/words/report'

/** Formats the phone may not name a type for. The server judges by content; this only keeps obvious slips out. */
const photoName = /\.(jpe?g|png|webp|heic|heif|avif)$/i

/** Why a chosen file cannot be a photo, or null. */
export function objectionTo(file: Pick<File, 'name' | 'type' | 'size'>): Said | null {
  if (file.size === 0) return words.emptyPhoto
  return file.type.startsWith('image/') || (file.type === '' && photoName.test(file.name)) ? null : words.notPhoto
}

/**
 * A file as a shot, its bytes as they are, or as `kept` makes them (a JPEG smaller, where the person saves data).
 * Time: the file's own, unless that lies in the future.
 */
export async function shotFrom(
  file: File, role: PhotoRole, now: Date, kept: (bytes: ArrayBuffer, type: string) => Promise<ArrayBuffer> = (bytes) => Promise.resolve(bytes),
): Promise<Omit<Shot, 'fix' | 'chosen'>> {
  const takenAt = new Date(Math.min(file.lastModified, now.getTime()))
  const bytes = await file.arrayBuffer()
  return { bytes: file.type === 'image/jpeg' ? await kept(bytes, file.type) : bytes, type: file.type, role, takenAt }
}

/** The server's limit unless it was set otherwise (XUNCHENG_MAX_PHOTO_BYTES), bytes. */
export const largest = 25 * 1024 * 1024
/** How a PDF, an archive and an office file begin, whatever they are called. */
const otherwise = /^(%PDF|PK\x03\x04|Rar!|7z\xbc\xaf|\x1f\x8b)/

/** A chosen file as a shot, or why it cannot be one; known before it is kept, while the person can still choose another. */
export async function takenFrom(
  file: File, role: PhotoRole, now: Date, kept: NonNullable<Parameters<typeof shotFrom>[3]>,
): Promise<{ shot: Omit<Shot, 'fix' | 'chosen' | 'bytes'> & { bytes: ArrayBuffer } } | { objection: Said }> {
  const objection = objectionTo(file)
  if (objection !== null) return { objection }
  const shot = await shotFrom(file, role, now, kept).catch(() => null)
  if (shot === null) return { objection: words.unreadable }
  const bytes = await shot.bytes
  if (bytes.byteLength > largest) return { objection: words.tooLarge }
  const head = String.fromCharCode(...new Uint8Array(bytes, 0, Math.min(4, bytes.byteLength)))
  return otherwise.test(head) ? { objection: words.notPhoto } : { shot: { ...shot, bytes } }
}
