import { PMTiles, Protocol, TileType } from 'pmtiles'
import type { Archive } from './archiveStyle'
import { addProtocol } from './maplibre'

/** Loaded only where a PMTiles archive is configured. */
let protocol: Protocol | null = null

/** Opens an archive at `address` (may be relative to the page). Throws Error when it cannot be read. */
export async function openArchive(address: string): Promise<Archive> {
  if (protocol === null) {
    protocol = new Protocol()
    addProtocol('pmtiles', protocol.tile)
  }
  const url = new URL(address, location.href).href
  const archive = new PMTiles(url)
  protocol.add(archive)
  const { tileType } = await archive.getHeader()
  const metadata = await archive.getMetadata() as { vector_layers?: { id: string }[] }
  return { url: `pmtiles://${url}`, vector: tileType === TileType.Mvt, layerNames: (metadata.vector_layers ?? []).map((one) => one.id) }
}
