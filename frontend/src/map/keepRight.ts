import { onScopeDispose } from 'vue'
import type { MapView } from './base/maplibre'
import { casesSource, drawnNews, tellNews } from './caseLayers'
import { tilesAt } from './caseTiles'
import { gathered } from '@/live/freshen'
import { onLive } from '@/live/live'

const quiet = 250 // milliseconds without an event until the tiles concerned are asked for again
const longest = 1500 // milliseconds that an event waits at the most
const shown = 4000 // milliseconds a ripple stays
const mostNews = 12 // of a burst no more are marked

/** Asks anew for the tiles in which something happened, and marks the place for a moment. Call `attach` once the map is there. */
export function keepRight(): { attach: (map: MapView) => void } {
  let map: MapView | null = null
  let news: { at: readonly [number, number]; until: number }[] = []
  let fading: ReturnType<typeof setTimeout> | undefined

  const renew = gathered<string>((places) => {
    if (map?.getSource(casesSource) === undefined) return
    if (places.has('everywhere')) { map.refreshTiles(casesSource); return }
    map.refreshTiles(casesSource, [...places].flatMap((place) => {
      const [lon = NaN, lat = NaN] = place.split(',').map(Number)
      return tilesAt(lon, lat)
    }))
  }, quiet, longest)

  function draw(): void {
    const now = Date.now()
    news = news.filter(({ until }) => until > now).slice(-mostNews)
    if (map !== null) tellNews(map, drawnNews(news.map(({ at }) => at)))
    clearTimeout(fading)
    const next = news[0]
    if (next !== undefined) fading = setTimeout(draw, next.until - now + 20)
  }

  onLive((event) => {
    if (event.kind === 'gone' || event.kind === 'resync') renew('everywhere')
    if (event.kind !== 'case') return
    renew(`${String(event.lon)},${String(event.lat)}`)
    news.push({ at: [event.lon, event.lat], until: Date.now() + shown })
    draw()
  })
  onScopeDispose(() => {
    clearTimeout(fading)
    map = null
  })
  return { attach: (attached) => { map = attached } }
}
