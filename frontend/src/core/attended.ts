/** A page nobody has touched for this long, milliseconds, is unattended: what it asks for keeps no session alive. */
const goneAfter = 60_000
const signs = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const

let lastSign = Date.now()
if (typeof window !== 'undefined') {
  for (const sign of signs) window.addEventListener(sign, () => { lastSign = Date.now() }, { passive: true, capture: true })
}

/** Whether somebody is at the page: opening it counts, and so does every touch. */
export const isAttended = (now = Date.now()): boolean => now - lastSign < goneAfter
