/** @file A data set in BEIR's layout: corpus.jsonl, queries.jsonl and qrels/<split>.tsv in one folder, each of them packed as `.gz` or not. */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { basename, join, relative, resolve } from 'node:path'
import { compareUtf8 } from '../base/compare.ts'
import { GZIP_EXTENSION, readBytes } from './byte-source.ts'
import type { Document, Judgements, Query } from './document.ts'
import { datasetIncomplete, judgedQueryUnknown, queryWithoutText, sourceNotFound, splitUnknown } from './errors.ts'
import { CORPUS_FILE, findDatasetFile } from './folder-files.ts'
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
  const corpus = requiredFile(folder, CORPUS_FILE)
  const queriesFile = requiredFile(folder, QUERIES)
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
    documents: () => readDocuments(corpus),
    queries: async (split) => {
      const judged = split === undefined ? undefined : await judgements(split)
      const queries = await readQueries(queriesFile, judged)
      if (split !== undefined && judged !== undefined) refuseUnknownQueries(queries, { judged, split, dataset: name })
      return queries
    },
    judgements,
    hash: () => hashFiles(folder, [corpus, queriesFile, ...splits.map((split) => qrelsOf(folder, split))]),
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

/** @throws DATA_DATASET_INCOMPLETE */
function requiredFile(folder: string, name: string): string {
  const path = findDatasetFile(folder, name)
  if (path === undefined) throw datasetIncomplete({ folder, missing: name })
  return path
}

/** Of a split that was found, so that one of the two is there. */
const qrelsOf = (folder: string, split: string): string =>
  findDatasetFile(join(folder, QRELS), `${split}${QRELS_EXTENSION}`) ?? ''

async function splitsOf(folder: string): Promise<string[]> {
  const place = join(folder, QRELS)
  if (!existsSync(place)) return []
  const names = (await readdir(place)).map((name) =>
    name.endsWith(GZIP_EXTENSION) ? name.slice(0, -GZIP_EXTENSION.length) : name,
  )
  const files = [...new Set(names)].filter((name) => name.endsWith(QRELS_EXTENSION) && !name.startsWith('.'))
  return files.map((name) => name.slice(0, -QRELS_EXTENSION.length)).sort(compareSplits)
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
  if (text === undefined || text === null || typeof text === 'object') throw queryWithoutText({ ...place, queryId: id })
  return { id, text: String(text), fields }
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
  for (const path of files) {
    const file = relative(folder, path).replaceAll('\\', '/')
    hash.update(`${file}\0${(await stat(path)).size}\0`)
    for await (const chunk of readBytes(path, {})) hash.update(chunk)
  }
  return hash.digest('hex')
}
