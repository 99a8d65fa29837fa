/**
 * How many of 200 planted faults `checkData` finds, and how much of what it finds was planted.
 *
 *     node bench/audit.mjs [--dataset samples/help-centre] [--split test] [--seed 13] [--json]
 */
import { parseArgs } from 'node:util'
import { checkData, datasetToCheck } from '../dist/audit/check-data.js'
import { createRandom, shuffle } from '../dist/base/random.js'
import { openDataset } from '../dist/data/dataset.js'
import { openEncoder } from '../dist/encode/open-encoder.js'

const { values: options } = parseArgs({
  options: {
    dataset: { type: 'string', default: 'samples/help-centre' },
    split: { type: 'string', default: 'test' },
    seed: { type: 'string', default: '13' },
    json: { type: 'boolean', default: false },
  },
})
const dataset = await openDataset(options.dataset)
const base = await datasetToCheck(dataset)
const documents = []
for await (const document of base.documents()) documents.push(document)
/** Half of a small set, so that something can be beyond it. */
const depthIn = (count) => Math.min(1000, Math.ceil(count / 2))
const vocabulary = documents.flatMap(({ fields: { text } }) => text.match(/\p{L}{4,}/gu) ?? [])
const random = createRandom(Number(options.seed))
/** Queries half of whose words were replaced have lost their answers: that nothing finds those is true, and was not planted. */
const garbled = new Set()
const { data, planted } = plant()
const encoder = await openEncoder('bundled:default')
const before = new Set((await checkData(base, { encoder, depth: depthIn(documents.length) })).findings.map(keyOf))
const start = performance.now()
const { findings } = await checkData(data, { encoder, depth: depthIn(data.documents().length) })
const seconds = (performance.now() - start) / 1000
await encoder.close()
report()

/** The data with 200 faults and, not to be found, 100 texts that are alike only in part. */
function plant() {
  const splits = Object.fromEntries(
    Object.entries(base.splits).map(([name, judgements]) => [
      name,
      new Map(Array.from(judgements, ([id, grades]) => [id, new Map(grades)])),
    ]),
  )
  const test = splits[options.split]
  const train = (splits.train ??= new Map())
  const byId = new Map(documents.map((document) => [document.id, document]))
  const queries = base.queries.filter(({ id }) => hasRelevant(test.get(id)))
  const long = shuffle(
    queries.filter(({ text }) => text.split(/\s+/).length >= 8),
    random,
  )
  const rest = shuffle(
    queries.filter((query) => !long.slice(0, 20).includes(query)),
    random,
  )
  const relevant = shuffle(
    [
      ...new Set(
        [...test.values()].flatMap((grades) => [...grades].filter(([, grade]) => grade > 0).map(([id]) => id)),
      ),
    ],
    random,
  ).filter((id) => byId.get(id)?.fields.text.split(/\s+/).length >= 40)
  const added = { documents: [], queries: [] }
  const expected = []
  const leak = (query, text, how) => {
    const id = `planted-query-${added.queries.length}`
    added.queries.push({ id, text, fields: {} })
    train.set(id, new Map(test.get(query.id)))
    if (how === undefined) garbled.add(id)
    else expected.push({ what: `query, ${how}`, kinds: ['query-leak'], ids: [query.id, id] })
  }
  const copy = (docId, change, how) => {
    const original = byId.get(docId)
    const id = `planted-document-${added.documents.length}`
    added.documents.push({ id, fields: { ...original.fields, ...change(original.fields) } })
    if (how !== undefined) expected.push({ what: `document, ${how}`, kinds: ['copy-unjudged'], ids: [docId, id] })
  }
  for (const query of rest.slice(0, 20)) leak(query, query.text, 'same text')
  for (const query of rest.slice(20, 40)) leak(query, shout(query.text), 'other case and punctuation')
  for (const query of long.slice(0, 20)) leak(query, changeWords(query.text, 1), 'one word changed')
  for (const query of rest.slice(40, 60))
    leak(query, changeWords(query.text, Math.ceil(query.text.split(/\s+/).length / 2)))
  for (const id of relevant.slice(0, 20)) copy(id, () => ({}), 'same text')
  for (const id of relevant.slice(20, 40))
    copy(id, ({ title, text }) => ({ title: shout(title), text: shout(text) }), 'other case and punctuation')
  for (const id of relevant.slice(40, 60))
    copy(
      id,
      ({ text }) => ({ text: changeWords(text, Math.ceil(text.split(/\s+/).length / 25)) }),
      'every 25th word changed',
    )
  for (const id of relevant.slice(60, 80))
    copy(id, ({ text }) => ({ title: made(3), text: `${made(6)}. ${text}` }), 'other title, a sentence more')
  for (const id of relevant.slice(0, 80))
    copy(id, ({ text }) => ({ title: made(4), text: changeWords(text, Math.ceil(text.split(/\s+/).length / 2.5)) }))
  for (const query of rest.slice(0, 40)) {
    const id = `planted-document-${added.documents.length}`
    added.documents.push({ id, fields: { title: made(3), text: made(60) } })
    test.get(query.id).set(id, 1)
    expected.push({ what: 'judgement that leads nowhere', kinds: ['relevant-unfound'], ids: [id] })
  }
  for (let number = 0; number < 20; number++) {
    const id = `planted-unknown-${number}`
    if (number % 2 === 0) test.get(rest[number].id).set(id, 1)
    else train.set(id, new Map(test.get(rest[number].id)))
    expected.push({ what: 'unknown id', kinds: ['document-unknown', 'query-unknown'], ids: [id] })
  }
  return {
    planted: expected,
    data: {
      documents: () => [...documents, ...added.documents],
      queries: [...base.queries, ...added.queries],
      splits,
    },
  }
}

function hasRelevant(grades) {
  return [...(grades?.values() ?? [])].some((grade) => grade > 0)
}

function shout(text) {
  return `${text
    .toUpperCase()
    .replaceAll(/[.,;:!?]/g, ' ')
    .replaceAll(/\s+/g, '  ')}!!`
}

/** Letters that no language puts together. */
function made(words) {
  return Array.from({ length: words }, () =>
    Array.from({ length: 6 + random.below(4) }, () => 'bcdfghjklmnpqrstvwxz'[random.below(20)]).join(''),
  ).join(' ')
}

function changeWords(text, count) {
  const words = text.split(/(\s+)/)
  const places = shuffle(
    words.flatMap((word, place) => (word.trim() === '' ? [] : [place])),
    random,
  ).slice(0, count)
  for (const place of places) words[place] = vocabulary[random.below(vocabulary.length)]
  return words.join('')
}

function keyOf({ kind, ids }) {
  return JSON.stringify([kind, [...ids].sort((a, b) => (a < b ? -1 : 1))])
}

function report() {
  const counted = new Set(planted.flatMap(({ kinds }) => kinds))
  const fresh = new Set(
    findings
      .filter(({ kind }) => counted.has(kind))
      .filter(({ kind, queries = [] }) => kind !== 'relevant-unfound' || !queries.some((id) => garbled.has(id)))
      .map(keyOf)
      .filter((key) => !before.has(key)),
  )
  const isFound = ({ kinds, ids }) => kinds.some((kind) => fresh.has(keyOf({ kind, ids })))
  const right = new Set(planted.flatMap(({ kinds, ids }) => kinds.map((kind) => keyOf({ kind, ids }))))
  const whats = [...new Set(planted.map(({ what }) => what))]
  const figures = {
    planted: planted.length,
    found: planted.filter(isFound).length,
    recall: planted.filter(isFound).length / planted.length,
    precision: [...fresh].filter((key) => right.has(key)).length / fresh.size,
    falseFindings: [...fresh].filter((key) => !right.has(key)),
    byKind: Object.fromEntries(
      whats.map((what) => {
        const these = planted.filter((one) => one.what === what)
        return [what, { planted: these.length, found: these.filter(isFound).length }]
      }),
    ),
    seconds,
  }
  if (options.json) console.log(JSON.stringify(figures))
  else {
    console.table(figures.byKind)
    console.log(
      `${dataset.name}: ${figures.found} of ${figures.planted} found (recall ${figures.recall.toFixed(3)}), precision ${figures.precision.toFixed(3)}, ${seconds.toFixed(1)} s`,
    )
    for (const key of figures.falseFindings)
      console.log(`not planted: ${findings.find((finding) => keyOf(finding) === key)?.message}`)
  }
}
