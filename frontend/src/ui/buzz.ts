/** What the phone lets the hand feel: a photo taken, a report saved, something taken back, something wrong. Milliseconds. */
const patterns = { shot: [20], saved: [15, 50, 25], undone: [40], wrong: [60, 60, 60] } as const

/** Nothing where the phone cannot, or the person has touched nothing yet. */
export function buzz(what: keyof typeof patterns): void {
  if ('vibrate' in navigator && navigator.userActivation.hasBeenActive) navigator.vibrate([...patterns[what]])
}
