/** Milliseconds by which the server's clock is ahead of this machine's, from the last answer that said its time. */
let ahead = 0

/** Takes the time from an answer's `Date` header (whole seconds, cut off: taken for the end of its second, so that nothing is promised too long). */
export function setByHeader(date: string | null, now = Date.now()): void {
  const said = date === null ? NaN : Date.parse(date)
  if (!Number.isNaN(said)) ahead = said + 1000 - now
}

/** Epoch milliseconds by the server's clock: for moments that the server decides on, such as until when a step can be undone. */
export const serverNow = (now = Date.now()): number => now + ahead
