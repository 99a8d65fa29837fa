/**
 * @file A collection kept in step with a source: what is new or other comes in, what is gone goes out. All that came from the source is known by
 * its ids, so that nothing else is ever removed; nothing is before the source has been read to its end.
 */
import { AttuneError } from '../../base/errors.ts'
import type { FieldValue } from '../../data/document.ts'
import { addDocuments, type AddTarget, type CheckedDocument } from './add-documents.ts'
import type { AddReport, IncomingDocument } from '../collection.ts'
import { documentRefused, sourceEmpty } from './errors.ts'
import { encodedText } from './document-content.ts'
import type { SourceRows } from './source-rows.ts'
import type { SyncDocument, SyncOptions, SyncReport } from '../sync.ts'

export interface SyncTarget extends AddTarget {
  readonly becomeWriter: () => Promise<void>
  readonly sourceRows: (source: string) => SourceRows
  /** Documents out of the collection and of every search. */
  readonly remove: (ids: readonly string[]) => Promise<void>
}

type Fields = Readonly<Record<string, FieldValue>>
type Documents = Iterable<SyncDocument> | AsyncIterable<SyncDocument>

/** Compared at a time; their contents may be in memory. */
const BATCH_DOCUMENTS = 64
/** Looked for in the source's ids at a time. */
const PAGE_DOCUMENTS = 1000

interface Sync {
  readonly target: SyncTarget
  readonly rows: SourceRows
  readonly options: SyncOptions
  /** Ids that the source has, or may have. */
  readonly seen: Set<string>
  /** Of what goes in, until it is stored. */
  readonly waiting: Map<string, Incoming>
  /** New ids, with their versions. */
  readonly added: Map<string, string | undefined>
  unchanged: number
  kept: number
}

/** @throws STORE_SOURCE_EMPTY, STORE_DOCUMENT_REFUSED, what `addDocuments` throws, the source's own errors; nothing has been removed then */
export async function syncDocuments(
  target: SyncTarget,
  documents: Documents,
  options: SyncOptions,
): Promise<SyncReport> {
  const isDry = options.dryRun === true
  if (!isDry) await target.becomeWriter()
  const rows = target.sourceRows(options.source)
  const sync: Sync = {
    target,
    rows,
    options,
    seen: new Set(),
    waiting: new Map(),
    added: new Map(),
    unchanged: 0,
    kept: 0,
  }
  const stored = await addDocuments(addTargetOf(sync, isDry), changedOf(sync, documents), {
    signal: options.signal,
    onReplaced: (id) => options.onChange?.({ kind: 'changed', id }),
  })
  if (sync.seen.size === 0 && rows.count() > 0 && options.allowEmpty !== true)
    throw sourceEmpty({ collection: target.name, source: options.source, documents: rows.count() })
  const { moved, removed } = await removeGone(sync, isDry)
  for (const id of sync.added.keys()) options.onChange?.({ kind: 'added', id })
  return reportOf(sync, { stored, moved, removed })
}

const reportOf = (
  { unchanged, kept, added }: Sync,
  { stored, moved, removed }: { readonly stored: AddReport; readonly moved: number; readonly removed: number },
): SyncReport => ({
  added: added.size,
  changed: stored.replaced,
  moved,
  removed,
  unchanged: unchanged + stored.unchanged,
  kept,
  ...(stored.misfits === undefined ? {} : { misfits: stored.misfits }),
})

function addTargetOf({ target, rows, waiting, added }: Sync, isDry: boolean): AddTarget {
  return {
    ...target,
    get settings() {
      return target.settings
    },
    get spaceIds() {
      return target.spaceIds
    },
    isDryRun: isDry,
    onAdded: (id) => void added.set(id, waiting.get(id)?.version),
    prepare: (batch) => {
      if (isDry) return batch
      // Before they are stored: a document that nobody knows to be from here would stay for ever.
      rows.announce(
        batch.map(({ document: { id } }) => ({
          id,
          part: waiting.get(id)?.part,
          version: waiting.get(id)?.version,
        })),
      )
      return withKnownVectors(target, batch, { rows, waiting })
    },
    afterBatch: (batch) => {
      const ids = batch.map(({ document }) => document.id)
      if (!isDry) rows.confirm(ids)
      for (const id of ids) waiting.delete(id)
    },
  }
}

/** A document that was moved is not encoded again where its text is the same. */
function withKnownVectors(
  target: SyncTarget,
  batch: readonly CheckedDocument[],
  { rows, waiting }: Pick<Sync, 'rows' | 'waiting'>,
): readonly CheckedDocument[] {
  const versionOf = ({ document }: CheckedDocument): string | undefined => waiting.get(document.id)?.version
  const known = rows.ordinalsOf([...new Set(batch.flatMap((checked) => versionOf(checked) ?? []))])
  if (known.size === 0) return batch
  const ordinals = [...new Set(known.values())]
  const stored = new Map(target.rows.byOrdinals(ordinals).map((one) => [one.ordinal, one.fields]))
  const spaces = [...target.spaceIds].map(([name, id]) => [name, target.rows.vectorsOf(ordinals, id)] as const)
  return batch.map((checked) => {
    const ordinal = known.get(versionOf(checked) ?? '')
    const json = ordinal === undefined ? undefined : stored.get(ordinal)
    if (ordinal === undefined || json === undefined) return checked
    const before = JSON.parse(json) as Readonly<Record<string, FieldValue>>
    const same = spaces.flatMap(([space, vectors]) => {
      const fields = target.settings.spaces[space]?.fields ?? []
      const vector = vectors.get(ordinal)
      const isSame = encodedText(before, fields) === encodedText(checked.document.fields, fields)
      return vector !== undefined && isSame ? [[space, vector] as const] : []
    })
    return { ...checked, vectors: { ...Object.fromEntries(same), ...checked.vectors } }
  })
}

/** The documents that are not known to be as they were. */
async function* changedOf(sync: Sync, documents: Documents): AsyncGenerator<IncomingDocument> {
  for await (const batch of batchesOf(sync.target.name, documents)) {
    sync.options.signal?.throwIfAborted()
    const ids = batch.map(({ id }) => id)
    const recorded = sync.rows.byIds(ids)
    const existing = sync.target.rows.existing(ids)
    for (const document of batch) {
      noteSeen(sync, document)
      const one = existing.get(document.id)
      const before = recorded.get(document.id)
      const isSame =
        document.version !== undefined &&
        before?.version === document.version &&
        one !== undefined &&
        before.ordinal === one.ordinal &&
        one.vectors === sync.target.spaceIds.size
      if (isSame) sync.unchanged++
      else yield* loaded(sync, document)
    }
    sync.options.onProgress?.({ stage: 'comparing', done: sync.seen.size, unit: 'documents' })
  }
}

/** As its version is kept. */
type Incoming = Omit<SyncDocument, 'version'> & { readonly version: string | undefined }

async function* batchesOf(collection: string, documents: Documents): AsyncGenerator<Incoming[]> {
  let batch: Incoming[] = []
  for await (const document of documents) {
    batch.push(checked(collection, document))
    if (batch.length < BATCH_DOCUMENTS) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

/** @throws STORE_DOCUMENT_REFUSED */
function checked(collection: string, document: SyncDocument): Incoming {
  const { id, version } = (document ?? {}) as Partial<SyncDocument>
  const refuse = (problem: string): Error => documentRefused({ collection, id: String(id), problem })
  if (typeof id !== 'string' || id === '') throw refuse('its id is not a non-empty string')
  if (version !== undefined && typeof version !== 'string' && typeof version !== 'number')
    throw refuse('its version is neither a string nor a number')
  return { ...document, version: version === undefined ? undefined : String(version) }
}

function noteSeen({ seen, target }: Sync, { id, place }: Incoming): void {
  if (seen.has(id)) {
    const at = place === undefined ? '' : `, the second time in ${place.file}`
    throw documentRefused({ collection: target.name, id, problem: `its source gives it twice${at}` })
  }
  seen.add(id)
}

async function* loaded(sync: Sync, document: Incoming): AsyncGenerator<IncomingDocument> {
  const { id, fields: given, vectors, place } = document
  let fields: Fields | undefined
  try {
    fields = typeof given === 'function' ? await (given as () => Promise<Fields | undefined>)() : given
  } catch (error) {
    if (sync.options.onProblem === undefined || !(error instanceof AttuneError)) throw error
    sync.options.onProblem(error, id)
    sync.kept++
    return
  }
  if (fields === undefined) {
    sync.seen.delete(id)
    return
  }
  sync.waiting.set(id, document)
  yield { id, fields, ...(vectors === undefined ? {} : { vectors }), ...(place === undefined ? {} : { place }) }
}

async function removeGone(sync: Sync, isDry: boolean): Promise<{ readonly moved: number; readonly removed: number }> {
  const { target, rows, options } = sync
  const { onChange, isUnread = () => false, signal } = options
  const arrivals = arrivalsOf(sync.added)
  const count = { moved: 0, removed: 0 }
  for (let last: string | undefined; ;) {
    const page = rows.after(last, PAGE_DOCUMENTS)
    if (page.length === 0) return count
    last = page.at(-1)?.id
    signal?.throwIfAborted()
    const missing = page.filter(({ id }) => !sync.seen.has(id))
    const gone = missing.filter(({ id, part }) => !isUnread({ id, part }))
    sync.kept += missing.length - gone.length
    const ids = gone.map(({ id }) => id)
    const others = rows.givenByOthers(ids)
    const existing = target.rows.existing(ids)
    const removed = gone.filter(({ id }) => !others.has(id) && existing.has(id))
    if (!isDry && ids.length > 0) {
      await target.remove(removed.map(({ id }) => id))
      rows.forget(ids)
    }
    for (const { id, version } of removed) {
      const to = version === undefined ? undefined : arrivals.get(version)?.pop()
      if (to === undefined) {
        count.removed++
        onChange?.({ kind: 'removed', id })
      } else {
        sync.added.delete(to)
        count.moved++
        onChange?.({ kind: 'moved', id: to, from: id })
      }
    }
  }
}

/** New ids by their versions, the first one last. */
function arrivalsOf(added: ReadonlyMap<string, string | undefined>): Map<string, string[]> {
  const arrivals = new Map<string, string[]>()
  for (const [id, version] of [...added].toReversed())
    if (version !== undefined) arrivals.set(version, [...(arrivals.get(version) ?? []), id])
  return arrivals
}
