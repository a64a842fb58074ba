/**
 * Raster templates as layers from below to above. Templates that differ only in their host are mirrors of one layer
 * (t0…t7 of 天地图); different ones are drawn over each other (its picture, then its names).
 */
export function stackedTiles(templates: readonly string[]): string[][] {
  const layers = new Map<string, string[]>()
  for (const template of templates) {
    const content = template.replace(/^(?:[a-z]+:)?\/\/[^/]+/i, '')
    const mirrors = layers.get(content)
    if (mirrors === undefined) layers.set(content, [template])
    else mirrors.push(template)
  }
  return [...layers.values()]
}
