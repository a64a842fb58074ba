import { say } from './language'
import type { Problem } from './problem'
import { span } from './times'
import { appWords } from '@/words/app'

/** A sentence for the person: the server's own where it gave one, otherwise ours by status. */
export function explain(problem: Problem): string {
  if (problem.unreachable) return say(appWords.unreachable)
  if (problem.status === 429) return say(appWords.slowDown, { wait: waiting(problem) })
  if (problem.body.detail !== undefined) return problem.body.detail
  if (problem.status === 401) return say(appWords.signedOut)
  if (problem.status === 403) return say(appWords.forbidden)
  return say(appWords.serverFault, { status: problem.status })
}

/** How long the server asks us to wait, at least a minute when it does not say. */
export function waiting(problem: Problem): string {
  return span(Math.max(60, problem.retryAfter ?? 60) * 1000)
}
