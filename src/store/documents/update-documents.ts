/**
 * @file Partial updates of documents: given fields are merged into the stored document, and the result is added like any other. A space is
 * encoded again only if its text has changed.
 */
import type { FieldValue } from '../../data/document.ts'
import { addDocuments, type AddTarget, type CheckedDocument } from './add-documents.ts'
import type { StoredDocument } from './collection-rows.ts'
import type { IncomingDocument, UpdateOptions, UpdateReport } from '../collection.ts'
import { contentHash, encodedText } from './document-content.ts'
import { documentUnknown } from './errors.ts'

export interface UpdateTarget extends AddTarget {
  /** Excludes other writers from here on, so that what is read is what is replaced. */
  readonly becomeWriter: () => Promise<void>
}

/** @throws STORE_DOCUMENT_UNKNOWN where nothing else is asked for, and what `addDocuments` throws */
export async function updateDocuments(
  target: UpdateTarget,
  documents: Iterable<IncomingDocument> | AsyncIterable<IncomingDocument>,
  { missing: onMissing = 'refuse', ...work }: UpdateOptions = {},
): Promise<UpdateReport> {
  await target.becomeWriter()
  let missing = 0
  const prepare = (batch: readonly CheckedDocument[]): CheckedDocument[] => {
    const stored = new Map(target.rows.byIds(batch.map(({ document }) => document.id)).map((one) => [one.id, one]))
    const unknown = batch.filter(({ document }) => !stored.has(document.id))
    const [first] = unknown
    if (first !== undefined && onMissing === 'refuse')
      throw documentUnknown({ collection: target.name, id: first.document.id, count: unknown.length })
    if (onMissing === 'skip') missing += unknown.length
    const kept = onMissing === 'skip' ? batch.filter(({ document }) => stored.has(document.id)) : batch
    return mergeAll(target, kept, stored)
  }
  const { replaced, ...report } = await addDocuments({ ...target, prepare }, documents, work)
  return { updated: replaced, ...report, missing }
}

/** A document as it is stored, with its vectors by space. */
interface Stored extends StoredDocument {
  readonly parsed: Readonly<Record<string, FieldValue>>
  readonly hash: Uint8Array | undefined
  readonly vectors: Readonly<Record<string, Float32Array>>
}

function mergeAll(
  target: AddTarget,
  batch: readonly CheckedDocument[],
  stored: ReadonlyMap<string, StoredDocument>,
): CheckedDocument[] {
  const ordinals = [...stored.values()].map(({ ordinal }) => ordinal)
  const hashes = target.rows.existing([...stored.keys()])
  const spaces = [...target.spaceIds].map(([name, id]) => [name, target.rows.vectorsOf(ordinals, id)] as const)
  return batch.map((checked) => {
    const { id } = checked.document
    const one = stored.get(id)
    if (one === undefined) return merge(target, checked, undefined)
    const vectors = spaces.flatMap(([name, all]) => {
      const vector = all.get(one.ordinal)
      return vector === undefined ? [] : [[name, vector] as const]
    })
    const parsed = JSON.parse(one.fields) as Readonly<Record<string, FieldValue>>
    const hash = hashes.get(id)?.contentHash
    return merge(target, checked, { ...one, parsed, hash, vectors: Object.fromEntries(vectors) })
  })
}

function merge(target: AddTarget, { document, vectors }: CheckedDocument, stored: Stored | undefined): CheckedDocument {
  const before = stored?.parsed ?? {}
  const fields = Object.fromEntries(
    Object.entries({ ...before, ...document.fields }).filter(([key]) => document.fields[key] !== null),
  )
  const merged = { ...document, fields }
  const { spaces } = target.settings
  const kept = Object.entries(stored?.vectors ?? {}).filter(([space]) => {
    const ofSpace = spaces[space]?.fields ?? []
    return encodedText(before, ofSpace) === encodedText(fields, ofSpace)
  })
  const all = { ...Object.fromEntries(kept), ...vectors }
  // The hash covers vectors that came with a document, so that adding all of it again finds it unchanged.
  const came = stored !== undefined && cameWithVectors(stored) ? all : vectors
  const json = JSON.stringify(fields)
  return { document: merged, vectors: all, json, contentHash: contentHash({ fields, vectors: came }) }
}

const cameWithVectors = ({ parsed, hash }: Stored): boolean =>
  hash !== undefined && Buffer.compare(hash, contentHash({ fields: parsed, vectors: {} })) !== 0
