/**
 * @file Decides whether the adapted table finds unseen documents better, by queries made of those documents themselves, before and
 * after, by more than chance, and nowhere worse where words find the answer already.
 */
import type { HeldOut, HeldOutKind } from './held-out.ts'
import type { Ranked } from './rank-vectors.ts'

/** Mean nDCG@10 over queries, 0 to 1; the difference with its 95% interval (normal, paired). */
export interface GateFigure {
  readonly queries: number
  readonly before: number
  readonly after: number
  readonly difference: number
  readonly low: number
  readonly high: number
}

export interface Gate {
  readonly isPassed: boolean
  /** A sentence: why it is kept, or why not. */
  readonly reason: string
  /** All queries. */
  readonly all: GateFigure
  /** By kind of query, those that occur. */
  readonly kinds: Readonly<Partial<Record<HeldOutKind, GateFigure>>>
  /** Queries for which words put the right document first. */
  readonly foundByWords: GateFigure
}

export const GATE_DEPTH = 10
/** With fewer, chance decides. */
const QUERIES_MIN = 20

export interface Legs {
  readonly before: readonly Ranked[]
  readonly after: readonly Ranked[]
  readonly words: readonly Ranked[]
}

export function judge({ queries }: HeldOut, legs: Legs): Gate {
  const gains = (ranked: readonly Ranked[]): number[] => queries.map(({ target }, i) => gainOf(ranked[i], target))
  const [before, after, words] = [gains(legs.before), gains(legs.after), gains(legs.words)]
  const figureOf = (isMeant: (i: number) => boolean): GateFigure => {
    const chosen = queries.flatMap((_, i) => (isMeant(i) ? [i] : []))
    return figure(
      chosen.map((i) => before[i] ?? 0),
      chosen.map((i) => after[i] ?? 0),
    )
  }
  const all = figureOf(() => true)
  const foundByWords = figureOf((i) => words[i] === 1)
  const kinds: Partial<Record<HeldOutKind, GateFigure>> = {}
  for (const kind of new Set(queries.map((query) => query.kind)))
    kinds[kind] = figureOf((i) => queries[i]?.kind === kind)
  return { ...verdict({ all, foundByWords, kinds }), all, kinds, foundByWords }
}

/** nDCG with one right answer. */
export function gainOf(ranked: Ranked | undefined, target: number): number {
  const place = ranked?.documents.indexOf(target) ?? -1
  return place < 0 || place >= GATE_DEPTH ? 0 : 1 / Math.log2(place + 2)
}

function figure(before: readonly number[], after: readonly number[]): GateFigure {
  const queries = before.length
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / Math.max(1, queries)
  const differences = after.map((value, i) => value - (before[i] ?? 0))
  const difference = mean(differences)
  const variance = mean(differences.map((value) => (value - difference) ** 2))
  const half = 1.96 * Math.sqrt(variance / Math.max(1, queries - 1))
  return {
    queries,
    before: mean(before),
    after: mean(after),
    difference,
    low: difference - half,
    high: difference + half,
  }
}

const percent = (value: number): string => (100 * value).toFixed(1)

function verdict({
  all,
  foundByWords,
  kinds,
}: Pick<Gate, 'all' | 'foundByWords' | 'kinds'>): Pick<Gate, 'isPassed' | 'reason'> {
  const from = `nDCG@10 ${percent(all.before)} -> ${percent(all.after)} on ${all.queries} queries of held-out documents`
  if (all.queries < QUERIES_MIN)
    return {
      isPassed: false,
      reason: `Held-out documents gave ${all.queries} queries, fewer than ${QUERIES_MIN}: too few to judge.`,
    }
  if (all.low <= 0) return { isPassed: false, reason: `No better by more than chance: ${from}.` }
  const worse = Object.entries(kinds).find(([, { high }]) => high < 0)
  if (worse)
    return {
      isPassed: false,
      reason: `Worse at queries of the kind "${worse[0]}": ${percent(worse[1].before)} -> ${percent(worse[1].after)}.`,
    }
  if (foundByWords.high < 0)
    return {
      isPassed: false,
      reason: `Worse where words find the answer: ${percent(foundByWords.before)} -> ${percent(foundByWords.after)}.`,
    }
  return { isPassed: true, reason: `Better by more than chance: ${from}.` }
}
