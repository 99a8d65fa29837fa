/** @file Adding documents to a collection: checked, compared, encoded and committed batch by batch. What is committed is acknowledged. */
import { AttuneError } from '../../base/errors.ts'
import { type Matrix, rowOf } from '../../base/matrix.ts'
import { nearest } from '../../base/nearest.ts'
import { type Encoder, textInputs } from '../../encode/encoder.ts'
import type { CollectionRows, DocumentToStore, ExistingDocument, Written } from './collection-rows.ts'
import type { AddOptions, AddReport, CollectionSettings, IncomingDocument } from '../collection.ts'
import { createIncoming, type Incoming } from './incoming-documents.ts'
import { contentHash, contentProblem, encodedText } from './document-content.ts'
import { afterStoring, documentRefused } from './errors.ts'
import { readVector } from './vector-input.ts'

export interface AddTarget {
  readonly name: string
  readonly settings: CollectionSettings
  readonly rows: CollectionRows
  /** The database's id of each space, by name. */
  readonly spaceIds: ReadonlyMap<string, number>
  readonly encoderOf: (space: string) => Promise<Encoder>
  /** Commits documents, which are found from then on. @returns undefined where a space has another encoder by now: nothing is stored */
  readonly store: (documents: readonly DocumentToStore[]) => Promise<Written | undefined>
  /** What becomes of each batch before it is compared with what is stored. */
  readonly prepare?: (batch: readonly CheckedDocument[]) => readonly CheckedDocument[]
  /** Told when a batch is as it is to be, stored or found unchanged. */
  readonly afterBatch?: (batch: readonly CheckedDocument[]) => void
  /** Told of the id of each document that was not there. */
  readonly onAdded?: (id: string) => void
  /** True only compares: nothing is encoded or stored, what is told and counted is what would be. Default: false. */
  readonly isDryRun?: boolean
}

/** Each commit waits for the disk, so larger batches are faster; what is not committed has to be encoded again after a crash, so smaller ones are safer. */
const BATCH_DOCUMENTS = 256
/** Of JSON; bounds memory where documents are books. */
const BATCH_CHARACTERS = 8_000_000

export interface CheckedDocument {
  readonly document: IncomingDocument
  /** That came with the document, by space. */
  readonly vectors: Readonly<Record<string, Float32Array>>
  readonly json: string
  readonly contentHash: Uint8Array
}

/** @throws STORE_DOCUMENT_REFUSED, before anything of its batch is stored; what was stored by then stays, and the error counts it (`details.stored`) */
export async function addDocuments(
  target: AddTarget,
  documents: Iterable<IncomingDocument> | AsyncIterable<IncomingDocument>,
  { onProgress, onReplaced, signal }: AddOptions = {},
): Promise<AddReport> {
  const total = Array.isArray(documents) ? { total: documents.length } : {}
  let report: AddReport = { added: 0, replaced: 0, unchanged: 0 }
  const incoming = createIncoming(target)
  let done = 0
  try {
    for await (const batch of batchesOf(target, documents, incoming)) {
      signal?.throwIfAborted()
      const prepared = target.prepare?.(batch) ?? batch
      report = sum(report, await addBatch(target, prepared, { signal, onReplaced }))
      target.afterBatch?.(prepared)
      done = report.added + report.replaced + report.unchanged
      onProgress?.({ stage: 'adding', done, ...total, unit: 'documents' })
    }
  } catch (error) {
    throw target.isDryRun !== true && done > 0 && error instanceof AttuneError ? afterStoring(error, done) : error
  }
  const misfits = incoming.misfits()
  return misfits.length === 0 ? report : { ...report, misfits }
}

const sum = (a: AddReport, b: AddReport): AddReport => ({
  added: a.added + b.added,
  replaced: a.replaced + b.replaced,
  unchanged: a.unchanged + b.unchanged,
})

async function* batchesOf(
  target: AddTarget,
  documents: Iterable<IncomingDocument> | AsyncIterable<IncomingDocument>,
  incoming: Incoming,
): AsyncGenerator<CheckedDocument[]> {
  let batch = new Map<string, CheckedDocument>()
  let characters = 0
  for await (const document of documents) {
    const checked = check(target, document, incoming)
    const earlier = incoming.earlier(document, (id) => batch.has(id))
    if (earlier !== undefined) throw refuse(target, document, earlier)
    batch.set(document.id, checked)
    characters += checked.json.length
    if (batch.size < BATCH_DOCUMENTS && characters < BATCH_CHARACTERS) continue
    yield [...batch.values()]
    batch = new Map()
    characters = 0
  }
  if (batch.size > 0) yield [...batch.values()]
}

const refuse = ({ name }: AddTarget, { id }: IncomingDocument, problem: string): Error =>
  documentRefused({ collection: name, id, problem })

function check(target: AddTarget, document: IncomingDocument, incoming: Incoming): CheckedDocument {
  const { id, fields } = document
  if (typeof id !== 'string' || id === '') throw refuse(target, document, 'its id is not a non-empty string')
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields))
    throw refuse(target, document, 'it has no object "fields", as in { id, fields: { title, text } }')
  const problem = contentProblem(fields)
  if (problem !== undefined)
    throw refuse(target, document, `field "${problem.path}" ${problem.problem}, which JSON cannot carry`)
  const vectors = readVectors(target, document)
  const typed = incoming.cast(document)
  const hash = contentHash({ fields: typed.fields, vectors })
  return { document: typed, vectors, json: JSON.stringify(typed.fields), contentHash: hash }
}

/** The vectors that came with a document, by space. */
function readVectors(target: AddTarget, document: IncomingDocument): Record<string, Float32Array> {
  const { vectors = {} } = document
  const prototype: unknown = typeof vectors === 'object' && vectors !== null ? Object.getPrototypeOf(vectors) : 'none'
  if (prototype !== Object.prototype && prototype !== null)
    throw refuse(target, document, 'its vectors are not an object that has one for each space')
  const given = Object.entries(vectors).filter(([, vector]) => vector !== undefined)
  return Object.fromEntries(given.map(([space, value]) => [space, readVectorOf(target, document, { space, value })]))
}

function readVectorOf(
  target: AddTarget,
  document: IncomingDocument,
  { space, value }: { readonly space: string; readonly value: unknown },
): Float32Array {
  const { spaces } = target.settings
  const dim = Object.hasOwn(spaces, space) ? spaces[space]?.dim : undefined
  if (dim === undefined) {
    const known = Object.keys(spaces)
    const meant = nearest(space, known)
    const asked = meant === undefined ? '' : ` (did you mean "${meant}"?)`
    throw refuse(
      target,
      document,
      `it has a vector for "${space}"${asked}, and the spaces are: ${known.join(', ') || 'none'}`,
    )
  }
  const read = readVector(value, dim)
  if (read.problem !== undefined) throw refuse(target, document, `its vector for space "${space}" ${read.problem}`)
  return read.vector
}

async function addBatch(
  target: AddTarget,
  batch: readonly CheckedDocument[],
  { signal, onReplaced }: AddOptions,
): Promise<AddReport> {
  const existing = target.rows.existing(batch.map(({ document }) => document.id))
  const changed = batch.filter((checked) => !isStored(target, checked, existing.get(checked.document.id)))
  if (changed.length === 0) return { added: 0, replaced: 0, unchanged: batch.length }
  if (target.isDryRun !== true && !(await storeBatch(target, changed, signal)))
    return addBatch(target, batch, { signal, onReplaced })
  const replaced = changed.filter(({ document }) => existing.has(document.id)).length
  for (const { document } of changed) {
    const tell = existing.has(document.id) ? onReplaced : target.onAdded
    tell?.(document.id)
  }
  return { added: changed.length - replaced, replaced, unchanged: batch.length - changed.length }
}

/** @returns false where a space has another encoder by now: nothing is stored */
async function storeBatch(
  target: AddTarget,
  changed: readonly CheckedDocument[],
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const vectors = await vectorsOf(target, changed, signal)
  const documents = changed.map(({ document, json, contentHash }, i): DocumentToStore => {
    const ofDocument = [...vectors].map(([space, all]) => [space, all[i] ?? new Float32Array()] as const)
    return { id: document.id, contentHash, fields: json, vectors: new Map(ofDocument) }
  })
  return (await target.store(documents)) !== undefined
}

const isStored = (
  { spaceIds }: AddTarget,
  { contentHash }: CheckedDocument,
  existing: ExistingDocument | undefined,
): boolean =>
  existing !== undefined &&
  existing.vectors === spaceIds.size &&
  Buffer.compare(existing.contentHash, contentHash) === 0

/** @returns for each space id one vector for each document, in order: the document's own, else the encoder's */
async function vectorsOf(
  target: AddTarget,
  documents: readonly CheckedDocument[],
  signal: AbortSignal | undefined,
): Promise<Map<number, Float32Array[]>> {
  const all = new Map<number, Float32Array[]>()
  for (const [space, id] of target.spaceIds) {
    const missing = documents.filter(({ vectors }) => vectors[space] === undefined)
    const made = missing.length === 0 ? undefined : await encodeFor(target, missing, { space, signal })
    let row = 0
    all.set(
      id,
      documents.map(({ vectors }) => vectors[space] ?? (made === undefined ? new Float32Array() : rowOf(made, row++))),
    )
  }
  return all
}

async function encodeFor(
  target: AddTarget,
  documents: readonly CheckedDocument[],
  { space, signal }: { readonly space: string; readonly signal: AbortSignal | undefined },
): Promise<Matrix> {
  const encoder = await target.encoderOf(space)
  const fields = target.settings.spaces[space]?.fields ?? []
  const texts = documents.map(({ document }) => encodedText(document.fields, fields))
  const { vectors: matrix } = await encoder.encode(textInputs(texts), { role: 'document', signal })
  documents.forEach(({ document }, i) => readVectorOf(target, document, { space, value: rowOf(matrix, i) }))
  return matrix
}
