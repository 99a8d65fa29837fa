/** @file Batches for training from documents alone: pairs that belong together, and sentences that are to stay where they were. */
import type { Random } from '../base/random.ts'
import type { Pair, PairContext } from './pairs/pair-maker.ts'
import { PAIR_MAKERS, type PairMakerName } from './pairs/pair-makers-table.ts'
import { bagsOf, type TableBatch } from './table-batch.ts'
import { areNearDuplicates, sequenceHash, signatureOf } from './text-signature.ts'
import type { Tokens, TrainingText } from './training-text.ts'

export interface PairBatchOptions {
  readonly tokenCount: number
  readonly random: Random
  /** How often each kind of pair is tried first; kinds left out are not made. */
  readonly shares: Readonly<Partial<Record<PairMakerName, number>>>
  readonly pairsMax?: number
  /** Counts pairs by their maker. */
  readonly counts?: Map<PairMakerName, number>
}

/** As in the contrastive literature for small models: more negatives help little and cost their square. */
export const PAIRS_MAX = 512

export function createPairBatches(
  texts: readonly TrainingText[],
  { tokenCount, random, shares, pairsMax = PAIRS_MAX, counts = new Map() }: PairBatchOptions,
): () => TableBatch {
  const wholes = texts.map(({ title, sentences }) => [...title, ...sentences.flat()])
  const signatures = wholes.map(signatureOf)
  const context: PairContext = { random, rarity: rarityOf(wholes, tokenCount) }
  const anchorable = texts.flatMap(({ title, sentences }) => [title, ...sentences].filter(({ length }) => length >= 3))
  const order = texts.map((_, i) => i)
  let next = order.length
  const draw = (): number => {
    if (next >= order.length) {
      next = 0
      for (let i = order.length - 1; i > 0; i--) {
        const j = random.below(i + 1)
        ;[order[i], order[j]] = [order[j] as number, order[i] as number]
      }
    }
    return order[next++] as number
  }
  return () => {
    const size = Math.min(pairsMax, texts.length)
    const pairs: Pair[] = []
    const sources: number[] = []
    for (let i = 0; i < size; i++) {
      const source = draw()
      const pair = makePair(texts[source] as TrainingText, { context, shares, counts })
      if (pair === undefined) continue
      pairs.push(pair)
      sources.push(source)
    }
    const kept = Array.from({ length: size }, () => anchorable[random.below(anchorable.length)] ?? [])
    return {
      pairs: {
        anchors: bagsOf(pairs.map(([anchor]) => anchor)),
        positives: bagsOf(pairs.map(([, positive]) => positive)),
        notNegatives: notNegatives(pairs, sources, signatures),
      },
      texts: { bags: bagsOf(kept) },
    }
  }
}

function makePair(
  text: TrainingText,
  {
    context,
    shares,
    counts,
  }: { context: PairContext; shares: PairBatchOptions['shares']; counts: Map<PairMakerName, number> },
): Pair | undefined {
  const left = Object.entries(shares) as [PairMakerName, number][]
  while (left.length > 0) {
    const total = left.reduce((sum, [, share]) => sum + share, 0)
    let point = context.random.next() * total
    const at = Math.max(
      0,
      left.findIndex(([, share]) => (point -= share) < 0),
    )
    const [name] = left.splice(at, 1)[0] as [PairMakerName, number]
    const pair = PAIR_MAKERS[name](text, context)
    if (pair !== undefined) {
      counts.set(name, (counts.get(name) ?? 0) + 1)
      return pair
    }
  }
  return undefined
}

function rarityOf(wholes: readonly Tokens[], tokenCount: number): Float32Array {
  const documents = new Float32Array(tokenCount)
  for (const whole of wholes) for (const token of new Set(whole)) documents[token] = (documents[token] ?? 0) + 1
  return documents.map((count) => Math.log((wholes.length + 1) / (count + 1)))
}

/** Documents that come twice or say nearly the same, and anchors that are the same. */
function notNegatives(
  pairs: readonly Pair[],
  sources: readonly number[],
  signatures: readonly Uint32Array[],
): Int32Array {
  const hashes = pairs.map(([anchor]) => sequenceHash(anchor))
  const found: number[] = []
  for (let i = 0; i < pairs.length; i++)
    for (let j = 0; j < i; j++) {
      const [a, b] = [sources[i] as number, sources[j] as number]
      const isSame =
        a === b ||
        hashes[i] === hashes[j] ||
        areNearDuplicates(signatures[a] as Uint32Array, signatures[b] as Uint32Array)
      if (isSame) found.push(i, j, j, i)
    }
  return Int32Array.from(found)
}
