/** How a tone looks. `colour` names the tokens `--x` and `--x-soft`; `shape` is a path in a 10-unit box. */
export interface Tone { colour: string; shape: string }

const circle = 'M5 1a4 4 0 1 0 0 8 4 4 0 0 0 0-8Z'
const ring = 'M5 1a4 4 0 1 0 0 8 4 4 0 0 0 0-8Zm0 2a2 2 0 1 1 0 4 2 2 0 0 1 0-4Z'
const tick = 'M.8 5.2 2.2 3.8 4 5.6 7.8 1.8 9.2 3.2 4 8.4Z'
const bars = 'M2 1h2v8H2Zm4 0h2v8H6Z'
/** The tones the server gives its states, by what a state asks of people; then those named after their colour. */
const tones: Record<string, Tone> = {
  new: { colour: 'neutral', shape: ring },
  waiting: { colour: 'waiting', shape: 'M1 1h8L5 5l4 4H1l4-4Z' }, // an hourglass
  active: { colour: 'active', shape: 'M2 1l7 4-7 4Z' }, // moving on
  review: { colour: 'review', shape: 'M5 .5 9.5 5 5 9.5.5 5Z' },
  bad: { colour: 'alert', shape: 'M5 .8 9.6 9H.4Z' },
  paused: { colour: 'stopped', shape: bars },
  done: { colour: 'done', shape: tick },
  ended: { colour: 'stopped', shape: 'M1 4h8v2H1Z' },
  neutral: { colour: 'neutral', shape: circle },
  stopped: { colour: 'stopped', shape: bars },
  alert: { colour: 'alert', shape: 'M5 .8 9.6 9H.4Z' },
}

export const toneOf = (name: string): Tone => tones[name] ?? { colour: 'neutral', shape: circle }
