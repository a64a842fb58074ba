import type { components } from '@/core/schema'

type Schemas = components['schemas']
/** What the live stream tells; `kind` is the event's name on the wire. */
export type CaseEvent = { kind: 'case' } & Schemas['CaseEvent']
export type GoneEvent = { kind: 'gone' } & Schemas['GoneEvent']
export type LiveEvent =
  | CaseEvent | GoneEvent
  | ({ kind: 'hello' } & Schemas['HelloEvent'])
  | ({ kind: 'resync' } & Schemas['ResyncEvent'])
  | ({ kind: 'ended' } & Schemas['EndedEvent'])

const kinds: ReadonlySet<string> = new Set<LiveEvent['kind']>(['case', 'gone', 'hello', 'resync', 'ended'])

/** One frame of the stream: where to go on after it, and what it tells. A heartbeat tells nothing. */
export interface Frame { position: number | null; event: LiveEvent | null }

/** Takes server-sent events apart (WHATWG HTML, 9.2, as our server writes them), however the bytes are cut. */
export function frameReader(): (text: string) => Frame[] {
  let rest = ''
  return (text) => {
    const frames = (rest + text).split('\n\n')
    rest = frames.pop() ?? ''
    return frames.map(frameOf)
  }
}

function frameOf(text: string): Frame {
  const fields = new Map<string, string>()
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':')
    if (colon > 0) fields.set(line.slice(0, colon), line.slice(colon + 1).trimStart())
  }
  const id = fields.get('id') ?? ''
  const kind = fields.get('event') ?? ''
  const data = fields.get('data')
  return {
    position: /^\d+$/.test(id) ? Number(id) : null,
    // What a newer server tells and this page does not know is passed over.
    event: data !== undefined && kinds.has(kind) ? { kind, ...JSON.parse(data) as object } as LiveEvent : null,
  }
}
