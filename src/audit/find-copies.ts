/** @file Groups of texts that are the same, or nearly: by bytes, by words, by word sequences. Linear in time and memory. */
import { createHash } from 'node:crypto'
import type { WorkOptions } from '../base/progress.ts'
import type { Likeness } from './finding.ts'
import { candidatePairs, estimateResemblance, signatureOf } from './min-hash.ts'
import { resemblance, shinglesOf, weightedResemblance, wordsOf } from './shingles.ts'

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
/** Of what is shared, rare words counting more. "What are the symptoms of gout" has a quarter in common with the same of lupus. */
const WEIGHTED_MIN = 0.55
/** A form is known by being repeated. */
const FORM_TEXTS_MIN = 5

/**
 * @param texts read twice: the second time for the candidates' texts alone
 * @returns each text that is the same as an earlier one once, with the first of them; each that is nearly the same with a few of the likest earlier
 *   ones. Texts without a word are copies of nothing
 */
export async function findCopies(
  texts: () => AsyncIterable<Text> | Iterable<Text>,
  options: FindCopiesOptions,
): Promise<Copy[]> {
  const { copies, unlike } = await findSame(texts(), options)
  const pairs = candidatePairs(unlike.map(({ signature }) => signature))
    .map(([a, b]) => ({ original: unlike[a] as Unlike, copy: unlike[b] as Unlike }))
    .filter(
      ({ original, copy }) =>
        estimateResemblance(original.signature, copy.signature) >= options.resemblanceMin - MARGIN,
    )
  const wanted = new Set(pairs.flatMap(({ original, copy }) => [original.id, copy.id]))
  const shingles = new Map<string, ReadonlySet<number>>()
  if (wanted.size > 0)
    for await (const { id, text } of texts())
      if (wanted.has(id) && !shingles.has(id)) shingles.set(id, shinglesOf(wordsOf(text), options.shingleWords))
  const weightOf = rarityAmong([...shingles.values()])
  const near = pairs.flatMap(({ original, copy }) => {
    const [a = new Set<number>(), b = new Set<number>()] = [shingles.get(original.id), shingles.get(copy.id)]
    const similarity = resemblance(a, b)
    const isFormAlone = shingles.size >= FORM_TEXTS_MIN && weightedResemblance(a, b, weightOf) < WEIGHTED_MIN
    return similarity < options.resemblanceMin || isFormAlone ? [] : [{ original, copy, similarity }]
  })
  return [...copies, ...likest(near)]
}

interface Unlike {
  readonly id: string
  readonly signature: Uint32Array
}

/** Inverse document frequency as in BM25: what many of the candidates have is a form, and counts for nearly nothing. */
function rarityAmong(texts: readonly ReadonlySet<number>[]): (shingle: number) => number {
  const frequencies = new Map<number, number>()
  for (const text of texts) for (const shingle of text) frequencies.set(shingle, (frequencies.get(shingle) ?? 0) + 1)
  return (shingle) => {
    const frequency = frequencies.get(shingle) ?? 1
    return Math.log1p((texts.length - frequency + 0.5) / (frequency + 0.5))
  }
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
  readonly original: Unlike
  readonly copy: Unlike
  readonly similarity: number
}

/** Of thousands of pages made from one form each is a copy of each: these few say so. */
const ORIGINALS_MAX = 5

/** For each copy its likest originals. */
function likest(pairs: readonly NearPair[]): Copy[] {
  const byCopy = new Map<string, Copy[]>()
  for (const { original, copy, similarity } of pairs) {
    const found = byCopy.get(copy.id) ?? []
    byCopy.set(copy.id, [...found, { original: original.id, copy: copy.id, likeness: 'near', similarity }])
  }
  return [...byCopy.values()].flatMap((found) =>
    found.sort((a, b) => b.similarity - a.similarity).slice(0, ORIGINALS_MAX),
  )
}
