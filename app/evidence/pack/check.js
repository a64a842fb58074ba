/* What is checked, with the browser's own cryptography. The same in Python: check.py. */

const utf8 = (text) => new TextEncoder().encode(text)
const hex = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
const fromHex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16))
const sha256 = (bytes) => crypto.subtle.digest('SHA-256', bytes)
const sha256Hex = async (bytes) => hex(await sha256(bytes))
const unpacked = (text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0))
const joined = (...parts) => {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  parts.reduce((at, part) => { all.set(part, at); return at + part.length }, 0)
  return all
}
/** JSON with sorted keys and no spaces. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(',')}}`
}

/** Whether the service has signed the text: true, false, or null where this browser knows no Ed25519. */
async function serviceSigned(document, serviceKey) {
  if (document.public_key !== serviceKey) return false
  let key
  try {
    key = await crypto.subtle.importKey('raw', unpacked(serviceKey), { name: 'Ed25519' }, false, ['verify'])
  } catch (thrown) {
    return thrown instanceof DOMException && thrown.name === 'NotSupportedError' ? null : false
  }
  try {
    return await crypto.subtle.verify({ name: 'Ed25519' }, key, unpacked(document.signature), utf8(document.statement))
  } catch {
    return false
  }
}
async function phoneSigned(seal) {
  try {
    const curve = { name: 'ECDSA', namedCurve: 'P-256' }
    const key = await crypto.subtle.importKey('spki', unpacked(seal.public_key), curve, false, ['verify'])
    return await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, unpacked(seal.signature), utf8(seal.statement))
  } catch {
    return false
  }
}

/** Results by kind of check, in order; `faults` and `notes` are [words, facts] pairs. */
function newFindings(kinds) {
  const kept = new Map(kinds.map((kind) => [kind, { good: 0, bad: 0, unable: 0 }]))
  const faults = [], notes = []
  const expect = (kind, result, ...fault) => {
    kept.get(kind)[result === null ? 'unable' : result ? 'good' : 'bad'] += 1
    if (result === false) faults.push(fault)
  }
  return { kept, faults, notes, expect, note: (...said) => notes.push(said) }
}

const kindsInside = ['cEntryHash', 'cEntryChain', 'cEntryWhole', 'cCovered', 'cCheckpoint', 'cCase', 'cPhotoList', 'cPhotoFacts', 'cSealKept', 'cSeal']
const kindsOfFiles = ['cOriginal', 'cManifest', 'cFiles', 'cPage']

const saidOf = (entry) => { const said = JSON.parse(entry.sealed); return { ...said, detail: JSON.parse(said.detail) } }
const photosIn = (said) => (said.detail.report ?? said.detail).photos ?? []

/** Everything that can be checked without the other files. */
async function checkInside(pack) {
  const found = newFindings(kindsInside)
  const told = pack.entries.map((entry) => ({ entry, said: saidOf(entry) }))
  const checkpoints = await checkCheckpoints(pack, found)
  await checkEntries(pack, told, checkpoints, found)
  const steps = told.filter(({ said }) => said.version !== null)
  checkCase(pack, told.map(({ said }) => said), found)
  checkPhotos(pack, steps.map(({ said }) => said), found)
  await checkSeals(pack, steps.map(({ said }) => said), found)
  return found
}

const steady = ['number', 'source', 'lon', 'lat', 'accuracy_m', 'fixed_at', 'fix_source', 'outside_county', 'description', 'cover', 'taken_at', 'reported_at', 'reporter_id']
/** What the server takes for blank at either end of a text (Python's str.strip, not String.trim). */
const blank = /^[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+|[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/g
const untouched = {
  ...Object.fromEntries(['dispatched_at', 'accepted_at', 'fed_back_at', 'handler_id', 'closed_at', 'due_at', 'warn_at', 'review_at', 'suspended_at', 'pending', 'assignee_id', 'squad', 'verifier_id'].map((name) => [name, null])),
  ...Object.fromEntries(['is_ruled', 'is_supervised', 'has_open_order', 'self_handled'].map((name) => [name, false])),
  ...Object.fromEntries(['extension_count', 'rework_count', 'return_count'].map((name) => [name, 0])),
}
function reported({ at, actor_id, detail: { number, report, outside_county } }) {
  const { location, photos } = report
  return {
    ...untouched, number, source: report.source, category_code: report.category, lon: location.lon, lat: location.lat,
    accuracy_m: location.accuracy_m ?? null, fixed_at: location.fixed_at ?? null, fix_source: location.source, outside_county,
    description: report.description.replace(blank, ''), attributes: report.attributes, cover: photos?.[0]?.sha256 ?? null,
    taken_at: report.taken_at ?? null, reported_at: at, reporter_id: actor_id,
  }
}

/** What the sealed entries say that the case's columns hold: column → [value, entry]. Older entries leave some out: see check.py. */
function toldBy(entries) {
  let told = new Map()
  for (const said of entries) {
    const { detail, seq } = said
    let changes = detail.report === undefined ? {} : reported(said)
    if (detail.columns !== undefined) changes = { ...changes, ...detail.columns }
    else if (said.operation === 'relocate') changes.area_code = detail.to
    else if (said.version !== null) {
      const keep = said.operation === 'undo' ? steady : [...steady, 'due_at', 'closed_at']
      told = new Map([...told].filter(([name]) => keep.includes(name)))
      changes = Object.fromEntries(Object.entries(changes).filter(([name]) => keep.includes(name)))
      if (detail.due_at !== undefined) changes.due_at = detail.due_at
      if (said.operation === 'check_pass') changes.closed_at = said.at
    }
    for (const [name, value] of Object.entries(changes)) told.set(name, [value, seq])
  }
  return told
}

function alike(one, other) {
  if (canonical(one ?? null) === canonical(other ?? null)) return true
  const [a, b] = [one, other].map((value) => typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) ? Date.parse(value) : NaN)
  return a === b
}

/** What the pack says of the case is what its sealed entries say. */
function checkCase(pack, entries, found) {
  const { case: own } = pack
  const told = toldBy(entries)
  const shown = [
    ['number', own.number], ['reported_at', own.reported_at], ['due_at', own.due_at], ['closed_at', own.closed_at], ['demo', own.demo],
    ['category_code', own.category.code], ['unit_code', own.unit.code], ['area_code', own.area?.code],
    ['rule_code', own.routing.rule], ['clause_code', own.routing.clause_code], ['why', own.routing.why],
  ]
  const columns = own.columns === undefined ? [] : [...told.keys()].map((name) => [name, own.columns[name]])
  const differing = new Map([...columns, ...shown].filter(([name, value]) => told.has(name) && !alike(told.get(name)[0], value)))
  const state = entries.filter(({ version }) => version !== null).at(-1)?.to_state
  found.expect('cCase', state === own.state, words.fCaseState)
  for (const [name] of [...columns, ...shown]) if (!differing.has(name)) found.expect('cCase', true)
  for (const [name, value] of differing) {
    const [meant, n] = told.get(name)
    found.expect('cCase', false, words.fCase, { what: pack.labels.columns?.[name] ?? name, n, was: inWords(meant), now: inWords(value) })
  }
  if (told.size < Object.keys(own.columns ?? shown).length) found.note(words.nOlder)
}
const inWords = (value) => value == null || value === '' ? '–' : typeof value === 'string' ? value : canonical(value)

const clockSlackMs = 5 * 60_000
/** Which photos came by which step, where and when they were taken, and that they had come before that. */
function checkPhotos(pack, steps, found) {
  const brought = steps.flatMap((said) => photosIn(said).map((one) => ({ said, one })))
  const list = (photos) => JSON.stringify(photos.map(({ sha256, role }) => [sha256, role]))
  const same = list(pack.photos) === list(brought.map(({ one }) => one))
  found.expect('cPhotoList', same, words.fPhotoList)
  if (!same) return
  for (const [at, photo] of pack.photos.entries()) {
    const { said, one } = brought[at]
    const told = JSON.stringify(photoSaid(photo)) === JSON.stringify(photoSaid(one)) && photo.version === said.version
    found.expect('cPhotoFacts', told, words.fPhotoFacts, { n: at + 1, entry: said.seq })
    found.expect('cPhotoFacts', photo.arrivals === undefined || photo.arrivals.includes(photo.received_at), words.fPhotoArrival, { n: at + 1 })
    const inTime = photo.received_at != null && moment(photo.received_at) <= moment(said.at) + clockSlackMs
    found.expect('cPhotoFacts', inTime, words.fPhotoLate, { n: at + 1, entry: said.seq })
  }
}

async function checkCheckpoints(pack, found) {
  const good = new Map()
  let before = null
  for (const { text } of pack.checkpoints) {
    const document = JSON.parse(text)
    const statement = JSON.parse(document.statement)
    const signed = await serviceSigned(document, pack.service_key)
    found.expect('cCheckpoint', signed, words.fCheckpoint, { n: statement.number })
    if (before?.number === statement.number - 1) found.expect('cCheckpoint', statement.previous === before.digest, words.fCheckpointChain, { n: statement.number })
    before = { number: statement.number, digest: await sha256Hex(utf8(text)) }
    if (signed !== false) good.set(statement.number, statement)
  }
  return good
}

async function checkEntries(pack, told, checkpoints, found) {
  const hashes = new Map()
  for (const { entry, said } of told) {
    const n = said.seq
    found.expect('cEntryHash', await sha256Hex(utf8(entry.sealed)) === entry.hash, words.fEntry, { n })
    if (said.case_id !== pack.case.id) found.expect('cEntryHash', false, words.fForeign, { n })
    if (hashes.has(n - 1)) found.expect('cEntryChain', said.previous === hashes.get(n - 1), words.fChain, { n })
    hashes.set(n, entry.hash)
    if (entry.proof === null) { found.note(words.nUncovered, { n }); continue }
    const statement = checkpoints.get(entry.proof.checkpoint)
    const covered = statement !== undefined && statement.first + entry.proof.index === n
      && entry.proof.size === statement.seq - statement.first + 1 && await rootOf(entry) === statement.root
    found.expect('cCovered', covered, words.fCovered, { n })
  }
  const steps = told.map(({ said }) => said.version).filter((version) => version !== null)
  const whole = steps.length === pack.case.version && steps.every((version, at) => version === at + 1)
  found.expect('cEntryWhole', whole, words.fSteps, { n: pack.case.version })
}

/** RFC 6962, 2.1.1: the root that an entry and the hashes beside its way up lead to; '' where they do not fit. */
async function rootOf({ hash, proof }) {
  let now = new Uint8Array(await sha256(joined([0], fromHex(hash))))
  let { index, size } = proof
  const path = proof.path.map(fromHex)
  while (size > 1) {
    if ((index ^ 1) < size) {
      const beside = path.shift()
      if (beside === undefined) return ''
      now = new Uint8Array(await sha256(index & 1 ? joined([1], beside, now) : joined([1], now, beside)))
    }
    index >>= 1
    size = (size + 1) >> 1
  }
  return path.length > 0 ? '' : hex(now)
}

async function checkSeals(pack, steps, found) {
  const withSeal = steps.filter((said) => said.detail.seal !== undefined).map((said) => said.version)
  found.expect('cSealKept', JSON.stringify(withSeal) === JSON.stringify(pack.seals.map((seal) => seal.version)), words.fSealSet)
  for (const seal of pack.seals) {
    const said = steps.find((one) => one.version === seal.version)
    const kept = said?.detail.seal
    if (kept === undefined) continue
    const n = seal.version
    const { public_key, statement, signature } = seal
    found.expect('cSealKept', await sha256Hex(utf8(canonical({ public_key, statement, signature }))) === kept.digest, words.fSealKept, { n })
    if (kept.verdict === 'bad_signature') { found.note(words.nSealBad, { n }); continue }
    const signed = await phoneSigned(seal) && await sha256Hex(unpacked(public_key)) === kept.device
    found.expect('cSeal', signed, words.fSeal, { n })
    if (kept.verdict === 'differs') found.note(words.nSealDiffers, { n })
    else found.expect('cSeal', saysTheSame(JSON.parse(statement), said), words.fSealSays, { n })
    if (kept.verdict === 'unknown_key' || kept.verdict === 'revoked_key') found.note(words.nSealKey, { n })
  }
}

const moment = (text) => text == null ? null : Date.parse(text)
const photoSaid = ({ sha256, role, taken_at, location }) => [sha256, role, moment(taken_at), location == null ? null : placeSaid(location)]
const placeSaid = ({ lon, lat, accuracy_m, source, fixed_at }) => [lon, lat, accuracy_m ?? null, source, moment(fixed_at)]
function saysTheSame(statement, said) {
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other)
  const report = said.detail.report
  return statement.case === said.case_id && statement.about === said.operation
    && same(statement.photos.map(photoSaid), photosIn(said).map(photoSaid))
    && (report === undefined || (statement.category === report.category && same(placeSaid(statement.location), placeSaid(report.location))))
}

/** The files themselves. `onPhoto` hears of each original: its place in the list, whether it agrees, and its bytes. */
async function checkFiles(pack, files, onPhoto) {
  const found = newFindings(kindsOfFiles)
  const hashes = new Map()
  const sizes = new Map()
  const hashOf = async (name) => {
    if (hashes.has(name)) return hashes.get(name)
    const bytes = files.has(name) ? await (await files.get(name)()).arrayBuffer() : null
    sizes.set(name, bytes?.byteLength)
    hashes.set(name, bytes === null ? null : await sha256Hex(bytes))
    return hashes.get(name)
  }
  for (const [at, photo] of pack.photos.entries()) {
    const actual = await hashOf(photo.file)
    const fault = actual === null ? words.fOriginalGone : words.fOriginal
    found.expect('cOriginal', actual === photo.sha256, fault, { n: at + 1, name: photo.file })
    if (actual === photo.sha256) found.expect('cOriginal', photo.bytes === sizes.get(photo.file), words.fPhotoBytes, { n: at + 1 })
    onPhoto(at, actual === photo.sha256, files.get(photo.shown))
  }
  const inFile = JSON.parse(await (await files.get('pack.json')()).text())
  found.expect('cPage', canonical(inFile) === canonical(pack), words.fPage)
  if (!files.has('manifest.json')) {
    found.expect('cManifest', false, words.fManifestGone)
    return found
  }
  const manifest = JSON.parse(await (await files.get('manifest.json')()).text())
  found.expect('cManifest', await serviceSigned(manifest, pack.service_key), words.fManifest)
  for (const { name, sha256 } of JSON.parse(manifest.statement).files) {
    const actual = await hashOf(name)
    found.expect('cFiles', actual === sha256, actual === null ? words.fFileGone : words.fFile, { name })
  }
  return found
}
