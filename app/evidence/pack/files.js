/* The pack's files by name: out of the .zip as it is, or out of an unpacked folder. Nothing is read before it is wanted. */

/** Files of a ZIP (stored or deflated, no encryption), as name → () => Promise<Blob>. Throws Error where it is none. */
async function filesOfZip(zip) {
  const tail = new DataView(await zip.slice(Math.max(0, zip.size - 65557)).arrayBuffer())
  let end = tail.byteLength - 22
  while (end >= 0 && tail.getUint32(end, true) !== 0x06054b50) end -= 1
  if (end < 0) throw new Error('no ZIP')
  const [size, start] = [tail.getUint32(end + 12, true), tail.getUint32(end + 16, true)]
  const directory = new DataView(await zip.slice(start, start + size).arrayBuffer())
  const files = new Map()
  for (let at = 0; at + 46 <= directory.byteLength;) {
    if (directory.getUint32(at, true) !== 0x02014b50) throw new Error('no ZIP')
    const word = (offset) => directory.getUint16(at + offset, true)
    const long = (offset) => directory.getUint32(at + offset, true)
    const name = new TextDecoder().decode(new Uint8Array(directory.buffer, at + 46, word(28)))
    files.set(name, entryOf(zip, long(42), long(20), word(10)))
    at += 46 + word(28) + word(30) + word(32)
  }
  return files
}

function entryOf(zip, offset, size, method) {
  return async () => {
    const head = new DataView(await zip.slice(offset, offset + 30).arrayBuffer())
    const start = offset + 30 + head.getUint16(26, true) + head.getUint16(28, true)
    const stored = zip.slice(start, start + size)
    if (method === 0) return stored
    if (method !== 8) throw new Error(`method ${method}`)
    return new Response(stored.stream().pipeThrough(new DecompressionStream('deflate-raw'))).blob()
  }
}

/** Files that were chosen or dropped, by their path below the pack's folder. */
async function filesChosen(chosen) {
  const list = [...chosen]
  if (list.length === 1 && /\.zip$/i.test(list[0].name)) return filesOfZip(list[0])
  const paths = list.map((file) => file.webkitRelativePath || file.name)
  const home = paths.find((path) => /(^|\/)pack\.json$/.test(path))
  if (home === undefined) throw new Error('no pack.json')
  const below = home.length - 'pack.json'.length
  return new Map(list.map((file, at) => [paths[at].slice(below), async () => file]))
}
