/** How a photo lies in its frame: `scale` 1 fits it; `x`, `y` are pixels of the frame it is moved by, from the centre. */
export interface View { scale: number; x: number; y: number }
export interface Frame { width: number; height: number }

export const fitted: View = { scale: 1, x: 0, y: 0 }
const largest = 8

/** Keeps the photo from being pushed out of its frame. */
function held(view: View, frame: Frame): View {
  const most = { x: frame.width * (view.scale - 1) / 2, y: frame.height * (view.scale - 1) / 2 }
  const within = (value: number, limit: number) => Math.max(-limit, Math.min(limit, value))
  return { scale: view.scale, x: within(view.x, most.x), y: within(view.y, most.y) }
}

/** Enlarged by `factor` so that the point (`px`, `py`, from the frame's centre) stays under the finger. */
export function zoomed(view: View, factor: number, px: number, py: number, frame: Frame): View {
  const scale = Math.max(1, Math.min(largest, view.scale * factor))
  const grown = scale / view.scale
  return held({ scale, x: px - (px - view.x) * grown, y: py - (py - view.y) * grown }, frame)
}

export const panned = (view: View, dx: number, dy: number, frame: Frame): View =>
  held({ scale: view.scale, x: view.x + dx, y: view.y + dy }, frame)
