import type { StyleSpecification } from './maplibre'

/** How much larger than usual the page's letters are: on a wall, or as the person has set the browser. */
export const textScale = (): number => parseFloat(getComputedStyle(document.documentElement).fontSize) / 16

/** The style with letters, signs and dots so many times larger. */
export function enlarged(style: StyleSpecification, scale: number): StyleSpecification {
  if (scale === 1) return style
  const times = (size: unknown) => typeof size === 'number' ? size * scale : size
  const layers = style.layers.map((layer) => {
    if (layer.type === 'symbol') return { ...layer, layout: { ...layer.layout, 'text-size': times(layer.layout?.['text-size'] ?? 16), 'icon-size': times(layer.layout?.['icon-size'] ?? 1) } }
    if (layer.type === 'circle') return { ...layer, paint: { ...layer.paint, 'circle-radius': times(layer.paint?.['circle-radius'] ?? 5) } }
    return layer
  })
  return { ...style, layers: layers as StyleSpecification['layers'] }
}
