import { toneOf } from '@/ui/tones'

/** The colours a map is drawn with, as CSS strings, read from the tokens of the looks now shown. */
export interface Ink {
  ground: string; surface: string; sunk: string; line: string; lineStrong: string; ink: string; inkSoft: string
  accent: string; alert: string
  /** A tone of src/ui/tones.ts → its colour. */
  tones: Record<string, string>
  /** Bright base maps are toned down. */
  dark: boolean
}

/** The device's own fonts (as --font in tokens.css): without a glyph address MapLibre draws every letter from them. */
export const fonts = ['PingFang SC', 'HarmonyOS Sans SC', 'MiSans', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', 'sans-serif']

export const toneNames = ['bad', 'waiting', 'active', 'review', 'new', 'paused', 'done', 'ended', 'neutral'] as const
export type ToneName = (typeof toneNames)[number]

/** A state's tone as the map draws it; one this version does not know is drawn neutral. */
export const toneName = (tone: string): ToneName => toneNames.find((one) => one === tone) ?? 'neutral'

export function readInk(): Ink {
  const page = document.documentElement
  const tokens = getComputedStyle(page)
  const token = (name: string): string => tokens.getPropertyValue(`--${name}`).trim()
  return {
    ground: token('ground'), surface: token('surface'), sunk: token('sunk'), line: token('line'), lineStrong: token('line-strong'),
    ink: token('ink'), inkSoft: token('ink-soft'), accent: token('accent'), alert: token('alert'),
    tones: Object.fromEntries(toneNames.map((tone) => [tone, token(toneOf(tone).colour)])),
    dark: page.dataset.looks === 'dark',
  }
}
