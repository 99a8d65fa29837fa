/** @file What only searching shows: relevant documents that nothing finds, and texts that mean the same in other words. */
import type { WorkOptions } from '../base/progress.ts'
import type { Document, Query } from '../data/document.ts'
import { type Encoder, textInputs } from '../encode/encoder.ts'
import type { Collection, DocKey } from '../store/collection.ts'
import { openProject } from '../store/open-project.ts'
import type { DataToCheck } from './check-data.ts'
import type { Finding } from './finding.ts'
import { splitsByQuery } from './id-findings.ts'
import { sameness } from './likeness.ts'

interface SearchOptions extends WorkOptions {
  readonly fields: readonly string[]
  readonly encoder: Encoder | undefined
  readonly depth: number
  /** Pairs that are copies already are not told again. */
  readonly known: readonly Finding[]
}

interface Searched {
  readonly findings: Finding[]
  readonly notes: string[]
}

/** As many say whether the judgements can be reached; a training set has hundreds of thousands. */
const QUERIES_MAX = 5000
/** Vectors so near are of texts that differ in a word without weight. */
const COSINE_MIN = 0.97
const NEIGHBOURS = 5
const SPACE = 'default'

export async function searchFindings(data: DataToCheck, options: SearchOptions): Promise<Searched> {
  const memory = await openProject(':memory:', { create: true })
  try {
    const { encoder, fields, ...work } = options
    const settings = {
      lexicalFields: Object.fromEntries(fields.map((field) => [field, 1])),
      spaces: encoder === undefined ? {} : { [SPACE]: { encoder, fields } },
    }
    const documents = await memory.createCollection('documents', settings)
    await documents.add(data.documents(), { signal: work.signal, onProgress: work.onProgress })
    const unfound = await unfoundRelevant(documents, data, options)
    if (encoder === undefined)
      return { ...unfound, notes: [...unfound.notes, 'Copies by meaning were not looked for: no encoder was named.'] }
    const queries = await memory.createCollection('queries', {
      lexicalFields: { text: 1 },
      spaces: { [SPACE]: { encoder, fields: ['text'] } },
    })
    const judged = judgedQueries(data)
    await queries.add(judged.map(({ id, text }): Document => ({ id, fields: { text } })))
    return {
      findings: [...unfound.findings, ...(await leaksByMeaning(queries, data, { ...options, encoder, judged }))],
      notes: unfound.notes,
    }
  } finally {
    await memory.close()
  }
}

/** With a text, each once. */
function judgedQueries({ queries, splits }: DataToCheck): Query[] {
  const judged = splitsByQuery(splits)
  const once = new Map(
    queries.filter(({ id, text }) => judged.has(id) && text.trim() !== '').map((one) => [one.id, one]),
  )
  return [...once.values()]
}

async function unfoundRelevant(
  collection: Collection,
  data: DataToCheck,
  { encoder, depth, signal, onProgress }: SearchOptions,
): Promise<Searched> {
  const judged = judgedQueries(data)
  const asked = judged.slice(0, QUERIES_MAX)
  const findings: Finding[] = []
  for (const [index, { id, text }] of asked.entries()) {
    signal?.throwIfAborted()
    const relevant = await relevantKeys(collection, id, data)
    const found = new Set((await collection.retrieve({ kind: 'lexical', query: text, k: depth })).map(({ key }) => key))
    if (encoder !== undefined && [...relevant.keys()].some((key) => !found.has(key))) {
      const { vectors } = await encoder.encode([{ text }], { role: 'query', signal })
      const near = await collection.retrieve({
        kind: 'dense',
        space: SPACE,
        vector: vectors.data,
        k: depth,
        exact: true,
      })
      for (const { key } of near) found.add(key)
    }
    for (const [key, { docId, split }] of relevant)
      if (!found.has(key))
        findings.push(unfound({ queryId: id, docId, split, depth, hasVectors: encoder !== undefined }))
    onProgress?.({ stage: 'searching', done: index + 1, total: asked.length, unit: 'queries' })
  }
  const left = judged.length - asked.length
  const note = `Relevant documents of ${asked.length} queries were searched for; ${left} queries more were left out.`
  return { findings, notes: left === 0 ? [] : [note] }
}

async function relevantKeys(
  collection: Collection,
  queryId: string,
  { splits }: DataToCheck,
): Promise<Map<DocKey, { readonly docId: string; readonly split: string }>> {
  const keys = new Map<DocKey, { readonly docId: string; readonly split: string }>()
  for (const [split, judgements] of Object.entries(splits))
    for (const [docId, grade] of judgements.get(queryId) ?? []) {
      const key = grade > 0 ? await collection.keyOf(docId) : undefined
      if (key !== undefined) keys.set(key, { docId, split })
    }
  return keys
}

const unfound = ({
  queryId,
  docId,
  split,
  depth,
  hasVectors,
}: {
  readonly queryId: string
  readonly docId: string
  readonly split: string
  readonly depth: number
  readonly hasVectors: boolean
}): Finding => ({
  kind: 'relevant-unfound',
  // Words alone miss every paraphrase.
  severity: hasVectors ? 'warning' : 'notice',
  ids: [docId],
  queries: [queryId],
  splits: [split],
  message: `"${docId}" is judged relevant for query "${queryId}", but ${hasVectors ? 'neither words nor vectors find' : 'words do not find'} it among the first ${depth.toLocaleString('en')}: the judgement may be wrong.`,
})

async function leaksByMeaning(
  collection: Collection,
  data: DataToCheck,
  { encoder, judged, known, signal }: SearchOptions & { readonly encoder: Encoder; readonly judged: readonly Query[] },
): Promise<Finding[]> {
  if (!encoder.isNormalized) return []
  const splitsOf = splitsByQuery(data.splits)
  const told = new Set(known.map(({ ids }) => JSON.stringify([...ids].sort())))
  const idOf = new Map<DocKey, string>()
  for (const { id } of judged) {
    const key = await collection.keyOf(id)
    if (key !== undefined) idOf.set(key, id)
  }
  const findings: Finding[] = []
  for (const { id, text } of judged) {
    signal?.throwIfAborted()
    const { vectors } = await encoder.encode(textInputs([text]), { role: 'document', signal })
    const near = await collection.retrieve({ kind: 'dense', space: SPACE, vector: vectors.data, k: NEIGHBOURS })
    for (const { key, score } of near) {
      const other = idOf.get(key) ?? id
      const pair = JSON.stringify([id, other].sort())
      const [here, there] = [splitsOf.get(id) ?? [], splitsOf.get(other) ?? []]
      if (other === id || score < COSINE_MIN || told.has(pair) || here.some((split) => there.includes(split))) continue
      told.add(pair)
      findings.push({
        kind: 'query-leak',
        severity: 'notice',
        ids: [id, other],
        likeness: 'meaning',
        similarity: Math.min(1, score),
        splits: [...here, ...there],
        message: `The query "${other}" (${there.join(', ')}) ${sameness('meaning', score)} "${id}" (${here.join(', ')}).`,
      })
    }
  }
  return findings
}
