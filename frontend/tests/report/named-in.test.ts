import { describe, expect, it } from 'vitest'
import { namedIn } from '@/report/quick-saving'

describe('a name for the place in what the person wrote', () => {
  it.each([
    ['鲁山路菜市场东门', '鲁山路菜市场东门'],
    ['健康路与振兴路路口，三轮车占道', '健康路与振兴路路口'],
    ['三轮车占道', null],
    ['菜市场东门向西约 20 米', null],
    ['', null],
  ])('%s', (text, place) => { expect(namedIn(text)).toBe(place) })
})
