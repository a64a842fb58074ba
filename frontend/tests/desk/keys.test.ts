import { describe, expect, it } from 'vitest'
import { intentOf, type Press } from '@/desk/keys'

const press = (key: string, more: Partial<Press> = {}): Press =>
  ({ key, code: '', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, isComposing: false, ...more })

describe('a key on the desk', () => {
  it.each([
    ['j', { kind: 'move', by: 1 }], ['k', { kind: 'move', by: -1 }], ['ArrowDown', { kind: 'move', by: 1 }],
    ['Enter', { kind: 'open' }], ['o', { kind: 'open' }], ['x', { kind: 'select' }], ['/', { kind: 'search' }], ['u', { kind: 'undo' }],
    ['g', { kind: 'edge', to: 'first' }], ['Escape', { kind: 'escape' }],
    ['a', { kind: 'operate', operation: 'accept' }], ['r', { kind: 'operate', operation: 'return' }],
    ['f', { kind: 'operate', operation: 'feedback' }], ['d', { kind: 'operate', operation: 'dispatch' }],
    ['q', null], ['1', null], ['Tab', null], [' ', null],
  ] as const)('%s', (key, intent) => { expect(intentOf(press(key), 'page')).toEqual(intent) })

  it('with Shift', () => {
    expect(intentOf(press('?', { shiftKey: true }), 'page')).toEqual({ kind: 'help' })
    expect(intentOf(press('X', { shiftKey: true }), 'page')).toEqual({ kind: 'selectAll' })
    expect(intentOf(press('R', { shiftKey: true }), 'page')).toEqual({ kind: 'refresh' })
    expect(intentOf(press('G', { shiftKey: true }), 'page')).toEqual({ kind: 'edge', to: 'last' })
    expect(intentOf(press('A', { shiftKey: true }), 'page')).toBeNull() // not an accept by accident
  })

  it('works while Caps Lock is on', () => { expect(intentOf(press('J'), 'page')).toEqual({ kind: 'move', by: 1 }) })

  it('works through a Chinese input method', () => {
    expect(intentOf(press('Process', { code: 'KeyJ' }), 'page')).toEqual({ kind: 'move', by: 1 })
    expect(intentOf(press('Process', { code: 'Slash', shiftKey: true }), 'page')).toEqual({ kind: 'help' })
    expect(intentOf(press('、'), 'page')).toEqual({ kind: 'search' })
    expect(intentOf(press('Process', { code: 'Digit1' }), 'page')).toBeNull()
  })

  it.each(['ctrlKey', 'metaKey', 'altKey'] as const)('with %s is the browser’s', (modifier) => {
    expect(intentOf(press('r', { [modifier]: true }), 'page')).toBeNull()
    expect(intentOf(press('a', { [modifier]: true }), 'page')).toBeNull()
  })

  it('takes back with Ctrl+Z, but leaves it to the browser while somebody types', () => {
    expect(intentOf(press('z', { ctrlKey: true }), 'page')).toEqual({ kind: 'undo' })
    expect(intentOf(press('z', { metaKey: true }), 'control')).toEqual({ kind: 'undo' })
    expect(intentOf(press('z', { ctrlKey: true }), 'field')).toBeNull()
    expect(intentOf(press('z', { ctrlKey: true }), 'sheet')).toBeNull()
    expect(intentOf(press('Z', { ctrlKey: true, shiftKey: true }), 'page')).toBeNull() // doing it again is not ours
  })

  it('is a letter while somebody types', () => {
    for (const key of ['j', 'a', 'r', '/', '?', 'Enter', 'ArrowDown']) expect(intentOf(press(key), 'field')).toBeNull()
    expect(intentOf(press('Escape'), 'field')).toEqual({ kind: 'escape' })
    expect(intentOf(press('Escape', { isComposing: true }), 'field')).toBeNull() // it closes the input method's list
  })

  it('leaves a button its own keys', () => {
    expect(intentOf(press('Enter'), 'control')).toBeNull()
    expect(intentOf(press('ArrowDown'), 'control')).toBeNull()
    expect(intentOf(press('j'), 'control')).toEqual({ kind: 'move', by: 1 })
  })

  it('does nothing behind an open sheet', () => {
    for (const key of ['j', 'a', 'Escape', '?']) expect(intentOf(press(key), 'sheet')).toBeNull()
  })
})
