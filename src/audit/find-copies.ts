/** @file Groups of texts that are the same, or nearly: by bytes, by words, by word sequences. Linear in time and memory. */
import { createHash } from 'node:crypto'
import type { WorkOptions } from '../base/progress.ts'
import type { Likeness } from './finding.ts'
import { candidatePairs, estimateResemblance, signatureOf } from './min-hash.ts'
import { resemblance, shinglesOf, wordsOf } from './shingles.ts'

export interface Text {
  readonly id: string
  readonly text: string
}

/** A text and the one that it is a copy of. */
export interface Copy {
  /** Of the first one, in the order given. */
  readonly original: string
  readonly copy: string
  readonly likeness: Likeness
  readonly similarity: number
}

export interface FindCopiesOptions extends WorkOptions {
  /** Words in a sequence: fewer for short texts, which have few sequences. */
  readonly shingleWords: number
  /** Shared sequences from which on texts are copies, 0 to 1. */
  readonly resemblanceMin: number
}

/** Signatures vary about the resemblance that they estimate, by 0.06 at most. */
const MARGIN = 0.15

/**
 * @param texts read twice: the second time for the candidates' texts alone
 * @returns each copy once, with the first text of its group; texts without a word are copies of nothing
 */
export async function findCopies(
  texts: () => AsyncIterable<Text> | Iterable<Text>,
  options: FindCopiesOptions,
): Promise<Copy[]> {
  const { copies, unlike } = await findSame(texts(), options)
  const pairs = candidatePairs(unlike.map(({ signature }) => signature)).filter(([a, b]) => {
    const [first, second] = [unlike[a] as Unlike, unlike[b] as Unlike]
    return estimateResemblance(first.signature, second.signature) >= options.resemblanceMin - MARGIN
  })
  const wanted = new Set(pairs.flat().map((index) => (unlike[index] as Unlike).id))
  const shingles = new Map<string, ReadonlySet<number>>()
  if (wanted.size > 0)
    for await (const { id, text } of texts())
      if (wanted.has(id)) shingles.set(id, shinglesOf(wordsOf(text), options.shingleWords))
  const near = pairs
    .map(([a, b]) => ({ a: (unlike[a] as Unlike).id, b: (unlike[b] as Unlike).id }))
    .map(({ a, b }) => ({ a, b, similarity: resemblance(shingles.get(a) ?? new Set(), shingles.get(b) ?? new Set()) }))
    .filter(({ similarity }) => similarity >= options.resemblanceMin)
  return join(copies, { near, order: new Map(unlike.map(({ id }, index) => [id, index])) })
}

interface Unlike {
  readonly id: string
  readonly signature: Uint32Array
}

/** What is the same but for case and punctuation, and the rest with its signatures. */
async function findSame(
  texts: AsyncIterable<Text> | Iterable<Text>,
  { shingleWords, signal, onProgress }: FindCopiesOptions,
): Promise<{ readonly copies: Copy[]; readonly unlike: Unlike[] }> {
  const firstOf = new Map<string, { readonly id: string; readonly bytes: string }>()
  const copies: Copy[] = []
  const unlike: Unlike[] = []
  let done = 0
  for await (const { id, text } of texts) {
    signal?.throwIfAborted()
    onProgress?.({ stage: 'comparing', done: ++done, unit: 'texts' })
    const words = wordsOf(text)
    if (words.length === 0) continue
    const [bytes, normalised] = [digest(text), digest(words.join(' '))]
    const first = firstOf.get(normalised)
    if (first === undefined) {
      firstOf.set(normalised, { id, bytes })
      unlike.push({ id, signature: signatureOf(shinglesOf(words, shingleWords)) })
    } else
      copies.push({
        original: first.id,
        copy: id,
        likeness: first.bytes === bytes ? 'exact' : 'normalised',
        similarity: 1,
      })
  }
  return { copies, unlike }
}

const digest = (text: string): string => createHash('sha256').update(text).digest('base64')

interface NearPair {
  readonly a: string
  readonly b: string
  readonly similarity: number
}

/** A copy of a copy belongs to the first original. */
function join(
  same: readonly Copy[],
  { near, order }: { readonly near: readonly NearPair[]; readonly order: ReadonlyMap<string, number> },
): Copy[] {
  const roots = new Map<string, string>()
  const rootOf = (id: string): string => {
    let root = id
    for (let up = roots.get(root); up !== undefined; up = roots.get(root)) root = up
    if (root !== id) roots.set(id, root)
    return root
  }
  const likest = new Map<string, number>()
  for (const { a, b, similarity } of near) {
    for (const id of [a, b]) likest.set(id, Math.max(likest.get(id) ?? 0, similarity))
    const [first = a, second = b] = [rootOf(a), rootOf(b)].sort((x, y) => (order.get(x) ?? 0) - (order.get(y) ?? 0))
    if (first !== second) roots.set(second, first)
  }
  const nearCopies = [...likest.keys()]
    .filter((id) => rootOf(id) !== id)
    .map((id): Copy => ({ original: rootOf(id), copy: id, likeness: 'near', similarity: likest.get(id) ?? 0 }))
  const sameCopies = same.map((copy): Copy => ({ ...copy, original: rootOf(copy.original) }))
  return [...sameCopies, ...nearCopies]
}
