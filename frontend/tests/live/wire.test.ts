import { describe, expect, it } from 'vitest'
import { frameReader } from '@/live/wire'

const hello = 'id: 7\nevent: hello\ndata: {"seq":9,"heartbeat_seconds":20}\n\n'
const gone = 'id: 8\nevent: gone\ndata: {"seq":8,"case":"c: 执法","version":4}\n\n'

describe('the wire', () => {
  const whole = frameReader()(hello + gone)
  it('is taken apart into what happened and where to go on', () => {
    expect(whole).toEqual([
      { position: 7, event: { kind: 'hello', seq: 9, heartbeat_seconds: 20 } },
      { position: 8, event: { kind: 'gone', seq: 8, case: 'c: 执法', version: 4 } },
    ])
  })
  it('may be cut anywhere', () => {
    const read = frameReader()
    expect((hello + gone).match(/[^]/gu)?.flatMap((letter) => read(letter))).toEqual(whole)
  })
  it('keeps what is not whole until the rest comes', () => {
    const read = frameReader()
    expect(read(gone.slice(0, -1))).toEqual([])
    expect(read('\n')).toEqual(whole.slice(1))
  })
  it.each([[':\nid: 12\n\n', 12], [': nothing\n\n', null], ['id: 13\nevent: fireworks\ndata: {}\n\n', 13]])('passes over what tells nothing: %j', (text, position) => {
    expect(frameReader()(text)).toEqual([{ position, event: null }])
  })
})
