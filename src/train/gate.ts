/**
 * @file Decides whether the adapted table finds documents better by queries that were made of them and that training did not see, before and
 * after, by more than chance, and nowhere worse where words find the answer already.
 */
import type { HeldOut, HeldOutKind } from './held-out.ts'
import type { Ranked } from './rank-vectors.ts'

/** Mean nDCG@10 over queries, 0 to 1; the difference with its 90% interval (normal, paired; queries of one document count as one draw): what is above 0 is better with 95% confidence. */
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
  /** All queries whose document words find among their first ten. */
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

/** Queries that words do not find in the remainder of their document are left out: most likely it does not answer them, and people's are answered. */
export function judge({ queries }: Pick<HeldOut, 'queries'>, legs: Legs): Gate {
  const gains = (ranked: readonly Ranked[]): number[] => queries.map(({ target }, i) => gainOf(ranked[i], target))
  const [before, after, words] = [gains(legs.before), gains(legs.after), gains(legs.words)]
  const figureOf = (isMeant: (i: number) => boolean): GateFigure => {
    const chosen = queries.flatMap(({ target }, i) =>
      isMeant(i) && (words[i] ?? 0) > 0 ? [{ target, before: before[i] ?? 0, after: after[i] ?? 0 }] : [],
    )
    return figure(chosen)
  }
  const all = figureOf(() => true)
  const foundByWords = figureOf((i) => words[i] === 1)
  const kinds: Partial<Record<HeldOutKind, GateFigure>> = {}
  for (const kind of new Set(queries.map((query) => query.kind))) {
    const of = figureOf((i) => queries[i]?.kind === kind)
    if (of.queries > 0) kinds[kind] = of
  }
  return { ...verdict({ all, foundByWords, kinds }), all, kinds, foundByWords }
}

/** nDCG with one right answer. */
export function gainOf(ranked: Ranked | undefined, target: number): number {
  const place = ranked?.documents.indexOf(target) ?? -1
  return place < 0 || place >= GATE_DEPTH ? 0 : 1 / Math.log2(place + 2)
}

function figure(
  queries: readonly { readonly target: number; readonly before: number; readonly after: number }[],
): GateFigure {
  const count = Math.max(1, queries.length)
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
  const before = sum(queries.map((query) => query.before)) / count
  const after = sum(queries.map((query) => query.after)) / count
  const difference = after - before
  const deviations = new Map<number, number>()
  for (const query of queries)
    deviations.set(query.target, (deviations.get(query.target) ?? 0) + query.after - query.before - difference)
  const draws = deviations.size
  const squares = sum([...deviations.values()].map((value) => value ** 2))
  const half = (1.645 / count) * Math.sqrt((squares * draws) / Math.max(1, draws - 1))
  return { queries: queries.length, before, after, difference, low: difference - half, high: difference + half }
}

const percent = (value: number): string => (100 * value).toFixed(1)

function verdict({
  all,
  foundByWords,
  kinds,
}: Pick<Gate, 'all' | 'foundByWords' | 'kinds'>): Pick<Gate, 'isPassed' | 'reason'> {
  const from = `nDCG@10 ${percent(all.before)} -> ${percent(all.after)} on ${all.queries} queries made of held-out text`
  if (all.queries < QUERIES_MIN)
    return {
      isPassed: false,
      reason: `Held-out text gave ${all.queries} queries, fewer than ${QUERIES_MIN}: too few to judge.`,
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
