import { operationByKey } from '@/cases/operations'

/** What a key press asks of the desk. */
export type Intent =
  | { kind: 'move'; by: 1 | -1 }
  | { kind: 'edge'; to: 'first' | 'last' }
  | { kind: 'operate'; operation: string }
  | { kind: 'open' | 'select' | 'selectAll' | 'search' | 'help' | 'escape' | 'refresh' | 'undo' }

/** Where the press lands: on the page or a row, in something being typed in, on another control, or under a sheet. */
export type Place = 'page' | 'field' | 'control' | 'sheet'

export interface Press { key: string; code: string; ctrlKey: boolean; metaKey: boolean; altKey: boolean; shiftKey: boolean; isComposing: boolean }

const plain: Readonly<Record<string, Intent>> = {
  j: { kind: 'move', by: 1 }, ArrowDown: { kind: 'move', by: 1 },
  k: { kind: 'move', by: -1 }, ArrowUp: { kind: 'move', by: -1 },
  g: { kind: 'edge', to: 'first' }, Home: { kind: 'edge', to: 'first' }, End: { kind: 'edge', to: 'last' },
  o: { kind: 'open' }, Enter: { kind: 'open' },
  x: { kind: 'select' }, u: { kind: 'undo' },
  '/': { kind: 'search' }, '／': { kind: 'search' }, '、': { kind: 'search' },
  '?': { kind: 'help' }, '？': { kind: 'help' },
}
const shifted: Readonly<Record<string, Intent>> = { g: { kind: 'edge', to: 'last' }, x: { kind: 'selectAll' }, r: { kind: 'refresh' } }

/** The letter meant: a Chinese input method reports `Process` for the key, the code still tells which it was. */
function letterOf(press: Press): string {
  if (press.key === 'Process') {
    if (press.code === 'Slash') return press.shiftKey ? '?' : '/'
    return /^Key([A-Z])$/.exec(press.code)?.[1]?.toLowerCase() ?? ''
  }
  return press.key.length === 1 ? press.key.toLowerCase() : press.key
}

/** Ctrl+Z (on a Mac Cmd+Z), which in a field is the browser's. */
const takesBack = (press: Press): boolean =>
  (press.ctrlKey || press.metaKey) && !press.altKey && !press.shiftKey && (press.key.toLowerCase() === 'z' || press.code === 'KeyZ')

/** What a press means, null when it is none of ours. Typing is never taken for a command; Escape always works. */
export function intentOf(press: Press, place: Place): Intent | null {
  if (place !== 'field' && place !== 'sheet' && takesBack(press)) return { kind: 'undo' }
  if (press.ctrlKey || press.metaKey || press.altKey || place === 'sheet') return null
  if (press.key === 'Escape') return press.isComposing ? null : { kind: 'escape' }
  if (place === 'field') return null
  const letter = letterOf(press)
  if (place === 'control' && (letter === 'Enter' || letter.startsWith('Arrow') || letter === 'Home' || letter === 'End')) return null
  if (press.shiftKey && letter in shifted) return shifted[letter] ?? null
  if (press.shiftKey && /^[a-z]$/.test(letter)) return null
  const operation = operationByKey.get(letter)
  return operation === undefined ? plain[letter] ?? null : { kind: 'operate', operation }
}

/** Where a press lands, from its target. A row's own link counts as the page, so that Enter opens what j and k chose. */
export function placeOf(target: EventTarget | null): Place {
  if (document.querySelector('dialog[open]') !== null) return 'sheet'
  if (!(target instanceof HTMLElement)) return 'page'
  if (target.isContentEditable || target.matches('input:not([type=checkbox], [type=radio]), textarea, select')) return 'field'
  if (target.matches('[data-row]')) return 'page'
  return target.matches('a[href], button, input, summary, [role=tab]') ? 'control' : 'page'
}
