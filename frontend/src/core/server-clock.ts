/** Milliseconds by which the server's clock is ahead of this machine's, from the last answer that said its time. */
let ahead = 0
/** The same moment by the server's clock and by the page's own stopwatch, which nobody can set. */
let met: { server: number; page: number } | null = null

/** Takes the time from an answer's `Date` header (whole seconds, cut off: taken for the end of its second, so that nothing is promised too long). */
export function setByHeader(date: string | null, now = Date.now()): void {
  const said = date === null ? NaN : Date.parse(date)
  if (Number.isNaN(said)) return
  ahead = said + 1000 - now
  met = { server: said, page: performance.now() }
}

/** Epoch milliseconds by the server's clock: for moments that the server decides on, such as until when a step can be undone. */
export const serverNow = (now = Date.now()): number => now + ahead

const minute = 60_000
/** A moment by this machine's clock, in epoch milliseconds, by the server's: to the minute, so that the same moment sent twice is the same; a clock that is less than one off is left alone. */
export const byServer = (moment: number): number => moment + Math.round(ahead / minute) * minute
/** The reverse. */
export const byMachine = (moment: number): number => moment - Math.round(ahead / minute) * minute

/** Epoch milliseconds by the server's clock, however this machine's clock is set meanwhile; null before the server has said its time. */
export const serverTime = (): number | null => met === null ? null : met.server + performance.now() - met.page
