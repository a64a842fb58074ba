/* What the page shows. Nothing of the pack is ever read as HTML. */

const pack = JSON.parse(document.getElementById('pack').textContent)
const told = pack.entries.map(saidOf)
const report = told[0].detail.report
const state = { inside: null, files: null, names: null, photos: pack.photos.map(() => ({ good: null, url: null })), problem: null }

/** An element with properties and children; strings become text. */
function el(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties)
  made.append(...children.filter((child) => child !== null && child !== undefined))
  return made
}
const put = (id, ...children) => document.getElementById(id).replaceChildren(...children.filter(Boolean))
const time = (text) => text == null ? '' : new Date(text).toLocaleString(language ? 'en-GB' : 'zh-CN', { timeZone: 'Asia/Shanghai', hour12: false })
const named = (names) => Array.isArray(names) ? names[language] : names
const personOf = (said) => {
  const person = pack.people[said.actor_id]
  return person ? `${said.actor_name}（${person.username}）` : said.actor_name
}
const metres = (accuracy) => accuracy == null ? say(words.noAccuracy) : say(words.metres, { n: Math.round(accuracy) })
const placeOf = ({ lon, lat, accuracy_m }) => `${lon.toFixed(6)}, ${lat.toFixed(6)}（${metres(accuracy_m)}）`

/** The watermark's lines: case, matter, time, place with its accuracy, person and number, short hash. */
function marks(photo) {
  const by = told.find((said) => said.version === photo.version) ?? told[0]
  const own = photosIn(by).find((one) => one.sha256 === photo.sha256)?.location
  return [
    `${pack.case.number} · ${pack.case.category.name}`,
    `${time(photo.taken_at ?? by.at)} · ${pack.case.area?.name ?? ''}`,
    own ? placeOf(own) : `${photo.version === 1 ? '' : say(words.casePlace)}${placeOf(report.location)}`,
    `${personOf(by)} · ${photo.sha256.slice(0, 12)}`,
  ]
}

function showHead() {
  document.title = `${say(words.title)} ${pack.case.number}`
  document.documentElement.lang = language ? 'en' : 'zh-CN'
  put('head',
    el('div', {},
      el('h1', { textContent: `${say(words.title)} ${pack.case.number}` }),
      el('p', { className: 'soft', textContent: say(words.made, { by: pack.made.by, at: time(pack.made.at) }) }),
      pack.case.demo ? el('p', { className: 'soft', textContent: say(words.demo) }) : null),
    el('button', { type: 'button', textContent: say(words.other), onclick() { language = 1 - language; show() } }))
}

function showVerdict() {
  const all = [state.inside, state.files].filter(Boolean)
  const faults = all.flatMap((found) => found.faults)
  const unable = all.flatMap((found) => [...found.kept.values()]).reduce((sum, one) => sum + one.unable, 0)
  const [tone, headline, more] = state.inside === null ? ['wait', say(words.working), '']
    : faults.length > 0 ? ['bad', say(words.bad, { n: faults.length }), '']
      : state.files === null ? ['wait', say(words.waiting), say(words.waitingMore)]
        : unable > 0 ? ['wait', say(words.unable, { n: unable }), say(words.unableMore)]
          : ['good', say(words.good), say(words.goodMore)]
  document.getElementById('verdict').className = tone
  const lines = [...faults, ...all.flatMap((found) => found.notes)]
  put('verdict', el('strong', { textContent: headline }), more ? el('span', { textContent: more }) : null,
    lines.length > 0 ? el('ul', {}, ...lines.map(([said, facts]) => el('li', { textContent: say(said, facts) }))) : null)
}

function showPick() {
  const input = (properties, label) => el('label', { className: 'choose' }, label, el('input', { type: 'file', ...properties, onchange(event) { void choose(event.target.files) } }))
  put('pick',
    el('h2', { textContent: say(words.pick) }),
    el('p', { className: 'soft', textContent: say(words.pickHow) }),
    el('div', { className: 'ways' },
      input({ id: 'zip', accept: '.zip' }, say(words.pickZip)),
      input({ id: 'folder', webkitdirectory: true, multiple: true }, say(words.pickFolder))),
    state.problem ? el('p', { className: 'no', textContent: say(words.notAPack, { name: 'pack.json' }) }) : null,
    state.names ? el('p', { className: 'soft', textContent: say(words.read, { n: state.names }) }) : null)
}

function showFacts() {
  const last = told.filter((said) => said.to_state !== null).at(-1)
  const rows = [
    [words.number, pack.case.number], [words.state, named(pack.labels.states[last.to_state])],
    [words.category, `${pack.case.category.name}（${report.category}）`], [words.unit, pack.case.unit.name],
    [words.clause, [pack.case.routing.clause_section, pack.case.routing.clause].filter(Boolean).join('　') || pack.case.routing.why],
    [words.legal, pack.case.legal_basis], [words.area, pack.case.area?.name], [words.place, placeOf(report.location)],
    [words.fixed, time(report.location.fixed_at)], [words.taken, time(report.taken_at)], [words.reported, time(told[0].at)],
    [words.reporter, personOf(told[0])], [words.description, report.description],
  ]
  put('facts', el('h2', { textContent: say(words.facts) }),
    el('dl', {}, ...rows.filter(([, value]) => value).flatMap(([label, value]) => [el('dt', { textContent: say(label) }), el('dd', { textContent: value })])))
}

function showPhotos() {
  const plates = pack.photos.map((photo, at) => {
    const { good, url } = state.photos[at]
    const plate = el('div', { className: 'plate' })
    const image = el('img', { src: url ?? photo.shown, alt: say(words[photo.role]), onerror() { image.replaceWith(el('p', { textContent: say(words.notShown) })) } })
    plate.append(image, el('div', { className: 'mark' }, ...marks(photo).map((line) => el('div', { textContent: line }))))
    const [tone, said] = good === null ? ['yet', words.photoWaiting] : good ? ['yes', words.photoChecked] : ['no', words.photoDiffers]
    return el('figure', {}, plate, el('figcaption', {},
      el('div', {}, `${at + 1} · ${say(words[photo.role])} · `, el('span', { className: tone, textContent: say(said) })),
      el('div', { className: 'mono', textContent: photo.sha256 })))
  })
  put('photos', el('h2', { textContent: say(words.photos) }), el('div', { className: 'grid' }, ...plates), el('p', { className: 'soft', textContent: say(words.markNote) }))
}

function showJournal() {
  const lines = told.map((said, at) => el('li', {},
    el('div', {}, el('b', { textContent: named(pack.labels.operations[said.operation]) }), ` · ${personOf(said)} · ${time(said.at)}`,
      said.to_state ? ` → ${named(pack.labels.states[said.to_state])}` : ''),
    said.detail.reason ? el('div', { textContent: said.detail.reason }) : null,
    said.detail.seal ? el('div', { className: 'soft', textContent: `${say(words.sealed)} ${said.detail.seal.device.slice(0, 12)}…` }) : null,
    el('div', { className: 'mono soft', textContent: `${say(words.entryNo, { n: said.seq })} ${pack.entries[at].hash}` })))
  put('journal', el('h2', { textContent: say(words.journal) }), el('ol', {}, ...lines))
}

function showChecks() {
  const row = (kind) => {
    const kept = state.inside?.kept.get(kind) ?? state.files?.kept.get(kind)
    const [tone, said] = kept === undefined ? ['yet', say(words.yet)] : kept.bad > 0 ? ['no', say(words.fails, { n: kept.bad })]
      : kept.unable > 0 ? ['yet', say(words.cannot)] : ['yes', say(words.agrees, { n: kept.good })]
    return el('tr', {}, el('td', { textContent: say(words[kind]) }), el('td', { className: tone, textContent: said }))
  }
  put('checks', el('h2', { textContent: say(words.checks) }), el('table', {}, el('tbody', {}, ...[...kindsInside, ...kindsOfFiles].map(row))),
    el('h2', { textContent: say(words.key) }), el('p', { className: 'mono', textContent: pack.service_key }), el('p', { className: 'soft', textContent: say(words.keyHow) }))
}

function showLimits() {
  const photo = pack.photos[0]
  const stem = pack.checkpoints.at(-1)?.file.replace(/\.json$/, '')
  const seal = pack.seals[0] && `seals/${String(pack.seals[0].version).padStart(2, '0')}`
  const commands = [
    photo && `sha256sum ${photo.file}`,
    stem && `openssl pkeyutl -verify -pubin -inkey keys/service.pem -rawin -in ${stem}.txt -sigfile ${stem}.sig`,
    seal && `openssl dgst -sha256 -verify ${seal}.pem -signature ${seal}.sig ${seal}.txt`,
    'python3 check.py',
  ].filter(Boolean).join('\n')
  put('limits', el('h2', { textContent: say(words.limits) }),
    ...[words.proves, words.not1, words.not2, words.not3, words.not4].map((said) => el('p', { textContent: say(said) })),
    el('details', {}, el('summary', { textContent: say(words.openssl) }), el('pre', { textContent: commands })))
}

function show() {
  for (const part of [showHead, showVerdict, showPick, showFacts, showPhotos, showJournal, showChecks, showLimits]) part()
}

async function choose(chosen) {
  state.problem = null
  try {
    const files = await filesChosen(chosen)
    if (!files.has('pack.json')) throw new Error('no pack.json')
    state.names = files.size
    const shown = []
    state.files = await checkFiles(pack, files, (at, good, original) => {
      shown.push((async () => {
        const url = original ? URL.createObjectURL(await original()) : null
        state.photos[at] = { good, url: url ?? state.photos[at].url }
      })())
    })
    await Promise.all(shown)
  } catch {
    state.problem = true
  }
  show()
}

document.addEventListener('dragover', (event) => { event.preventDefault(); document.getElementById('pick').classList.add('over') })
document.addEventListener('dragleave', () => { document.getElementById('pick').classList.remove('over') })
document.addEventListener('drop', (event) => {
  event.preventDefault()
  document.getElementById('pick').classList.remove('over')
  void choose(event.dataTransfer.files)
})
show()
if (globalThis.crypto?.subtle) void checkInside(pack).then((found) => { state.inside = found; show() })
else {
  document.getElementById('verdict').className = 'wait'
  document.getElementById('verdict').textContent = say(words.unableMore)
}
