/** @file A data set in BEIR's layout: corpus.jsonl, queries.jsonl and qrels/<split>.tsv in one folder. */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { compareUtf8 } from '../base/compare.ts'
import { readBytes } from './byte-source.ts'
import type { Document, Judgements, Query } from './document.ts'
import { datasetIncomplete, judgedQueryUnknown, queryWithoutText, sourceNotFound, splitUnknown } from './errors.ts'
import { CORPUS_FILE } from './folder-files.ts'
import { type LocatedDocument, readDocuments } from './read-documents.ts'
import { readQrels } from './trec.ts'

export interface Dataset {
  /** The folder's name. */
  readonly name: string
  readonly folder: string
  /** Splits that have judgements: train, dev, test, then others by name. Empty where there are only queries. */
  readonly splits: readonly string[]
  /** The corpus in file order. */
  readonly documents: () => AsyncGenerator<Document>
  /**
   * Queries with at least one judgement in the split, in the order of queries.jsonl; without a split, all queries.
   *
   * @throws DATA_SPLIT_UNKNOWN, DATA_QUERY_WITHOUT_TEXT, DATA_JUDGED_QUERY_UNKNOWN, what readDocuments throws
   */
  readonly queries: (split?: string) => Promise<readonly Query[]>
  /**
   * All judgements of the split, also those of documents that the corpus does not have: see `countUnknownDocuments`.
   *
   * @throws DATA_SPLIT_UNKNOWN, DATA_JUDGEMENT_INVALID
   */
  readonly judgements: (split: string) => Promise<Judgements>
  /** sha256 in hex over names, lengths and bytes of corpus, queries and judgements: equal hashes mean equal data sets. */
  readonly hash: () => Promise<string>
}

const QUERIES = 'queries.jsonl'
const QRELS = 'qrels'
const QRELS_EXTENSION = '.tsv'
const SPLIT_ORDER: readonly string[] = ['train', 'dev', 'test']

/**
 * Opens a data set. Nothing but the names of its files is read yet.
 *
 * @throws DATA_SOURCE_NOT_FOUND, DATA_DATASET_INCOMPLETE
 * @see Thakur et al., "BEIR: A Heterogeneous Benchmark for Zero-shot Evaluation of Information Retrieval Models", 2021
 */
export async function openDataset(folder: string): Promise<Dataset> {
  if (!existsSync(folder)) throw sourceNotFound({ path: folder })
  for (const missing of [CORPUS_FILE, QUERIES]) {
    if (!existsSync(join(folder, missing))) throw datasetIncomplete({ folder, missing })
  }
  const name = basename(resolve(folder))
  const splits = await splitsOf(folder)
  const judgements = async (split: string): Promise<Judgements> => {
    if (!splits.includes(split)) throw splitUnknown({ dataset: name, split, known: splits })
    return readQrels(qrelsOf(folder, split))
  }
  return {
    name,
    folder,
    splits,
    documents: () => readDocuments(join(folder, CORPUS_FILE)),
    queries: async (split) => {
      const judged = split === undefined ? undefined : await judgements(split)
      const queries = await readQueries(join(folder, QUERIES), judged)
      if (split !== undefined && judged !== undefined) refuseUnknownQueries(queries, { judged, split, dataset: name })
      return queries
    },
    judgements,
    hash: () =>
      hashFiles(folder, [CORPUS_FILE, QUERIES, ...splits.map((split) => `${QRELS}/${split}${QRELS_EXTENSION}`)]),
  }
}

/** @returns how many different documents the split judges that the corpus does not have: they can never be found */
export async function countUnknownDocuments(dataset: Dataset, split: string): Promise<number> {
  const judgements = await dataset.judgements(split)
  const unknown = new Set<string>()
  for (const grades of judgements.values()) for (const docId of grades.keys()) unknown.add(docId)
  for await (const { id } of dataset.documents()) unknown.delete(id)
  return unknown.size
}

const qrelsOf = (folder: string, split: string): string => join(folder, QRELS, `${split}${QRELS_EXTENSION}`)

async function splitsOf(folder: string): Promise<string[]> {
  const place = join(folder, QRELS)
  if (!existsSync(place)) return []
  const names = (await readdir(place)).filter((name) => name.endsWith(QRELS_EXTENSION) && !name.startsWith('.'))
  return names.map((name) => name.slice(0, -QRELS_EXTENSION.length)).sort(compareSplits)
}

function compareSplits(a: string, b: string): number {
  const rank = (split: string): number =>
    SPLIT_ORDER.includes(split) ? SPLIT_ORDER.indexOf(split) : SPLIT_ORDER.length
  return rank(a) - rank(b) || compareUtf8(a, b)
}

async function readQueries(file: string, judged: Judgements | undefined): Promise<Query[]> {
  const queries: Query[] = []
  for await (const row of readDocuments(file)) {
    if (judged === undefined || judged.has(row.id)) queries.push(toQuery(row))
  }
  return queries
}

function toQuery({ id, fields: { text, ...fields }, place }: LocatedDocument): Query {
  if (typeof text !== 'string') throw queryWithoutText({ ...place, queryId: id })
  return { id, text, fields }
}

function refuseUnknownQueries(
  queries: readonly Query[],
  { judged, split, dataset }: { readonly judged: Judgements; readonly split: string; readonly dataset: string },
): void {
  if (queries.length === judged.size) return
  const known = new Set(queries.map(({ id }) => id))
  const unknown = [...judged.keys()].filter((id) => !known.has(id))
  throw judgedQueryUnknown({ dataset, split, queryId: unknown[0] ?? '', unknown: unknown.length })
}

/** Names and lengths go in before the bytes, so that no two different sets of files give the same stream. */
async function hashFiles(folder: string, files: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const file of files) {
    const path = join(folder, file)
    hash.update(`${file}\0${(await stat(path)).size}\0`)
    for await (const chunk of readBytes(path, {})) hash.update(chunk)
  }
  return hash.digest('hex')
}
