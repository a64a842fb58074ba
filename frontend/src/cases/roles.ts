import type { Said } from '@/core/language'
import type { PhotoRole } from '@/core/shapes'
import { caseViewWords as words } from '@/words/case-view'

/** What a photo shows, in a word. */
export const roleWords: Record<PhotoRole, Said> = { before: words.before, near: words.near, far: words.far, after: words.after }
