/** What went wrong with a call, as the server says it (RFC 9457) or as the phone found it. */
export interface ProblemBody {
  type?: string
  title?: string
  status?: number
  /** A sentence the person can act on, in Chinese. */
  detail?: string
  errors?: { field: string; message: string }[]
  [more: string]: unknown
}

/** Thrown by every API call that did not succeed. `status` is 0 when no answer came at all. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly status: number
  readonly body: ProblemBody
  /** Seconds to wait before trying again (429, 503), null when the server did not say. */
  readonly retryAfter: number | null

  constructor(status: number, body: ProblemBody = {}, retryAfter: number | null = null) {
    super(body.detail ?? body.title ?? `HTTP ${status}`)
    this.status = status
    this.body = body
    this.retryAfter = retryAfter
  }

  /** The last part of the problem's type, such as `stale-version`; empty when there is none. */
  get kind(): string {
    return (this.body.type ?? '').split(/[/:]/).pop() ?? ''
  }

  get unreachable(): boolean {
    return this.status === 0
  }
}

/** Reads an unsuccessful answer; a body that is not a problem document still becomes a Problem. */
export async function problemFrom(response: Response): Promise<Problem> {
  const seconds = Number(response.headers.get('Retry-After') ?? NaN)
  const wait = Number.isFinite(seconds) ? seconds : null
  if (!(response.headers.get('Content-Type') ?? '').includes('json')) return new Problem(response.status, {}, wait)
  try {
    return new Problem(response.status, await response.json() as ProblemBody, wait)
  } catch {
    return new Problem(response.status, {}, wait) // cut off half way
  }
}

/** Any thrown thing as a Problem: a failed fetch is "no answer". */
export function asProblem(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown
  if (thrown instanceof TypeError || thrown instanceof DOMException) return new Problem(0)
  throw thrown
}
