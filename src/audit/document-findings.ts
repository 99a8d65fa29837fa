/** @file Copies of documents, and what they do to judgements: a copy of a relevant document that nobody judged makes a good plan look bad. */
import type { Judgements } from '../data/document.ts'
import type { Copy } from './find-copies.ts'
import type { Finding, Likeness } from './finding.ts'
import { sameness } from './likeness.ts'

interface Grading {
  readonly split: string
  readonly queryId: string
  readonly grade: number
}

export function documentFindings(copies: readonly Copy[], splits: Readonly<Record<string, Judgements>>): Finding[] {
  const gradings = gradingsOf(splits)
  const groups = new Map<string, Copy[]>()
  for (const copy of copies) {
    const key = copy.likeness === 'near' ? JSON.stringify([copy.original, copy.copy]) : copy.original
    groups.set(key, [...(groups.get(key) ?? []), copy])
  }
  const firsts = new Map(copies.toReversed().map((copy) => [copy.copy, copy]))
  return [
    ...Array.from(firsts.values(), repeated),
    ...[...groups.values()].flatMap((group) => pairsOf(group).flatMap((pair) => judgementFindings(pair, gradings))),
  ]
}

/** By document. */
function gradingsOf(splits: Readonly<Record<string, Judgements>>): Map<string, Grading[]> {
  const gradings = new Map<string, Grading[]>()
  for (const [split, judgements] of Object.entries(splits))
    for (const [queryId, grades] of judgements)
      for (const [docId, grade] of grades) {
        const known = gradings.get(docId)
        if (known === undefined) gradings.set(docId, [{ split, queryId, grade }])
        else known.push({ split, queryId, grade })
      }
  return gradings
}

const repeated = ({ original, copy, likeness, similarity }: Copy): Finding => ({
  kind: 'document-repeated',
  severity: 'notice',
  ids: [original, copy],
  likeness,
  similarity,
  message: `The document "${copy}" ${sameness(likeness, similarity)} "${original}".`,
})

interface Pair {
  readonly ids: readonly [string, string]
  readonly likeness: Likeness
  readonly similarity: number
}

/** Of one group of the same texts, or of two that are nearly the same: each with each; a group of thousands is a form, and its original stands for the rest. */
const GROUP_PAIRS_MAX = 50

function pairsOf(group: readonly Copy[]): Pair[] {
  const [first] = group
  if (first === undefined) return []
  const members = [
    { id: first.original, likeness: 'exact' as Likeness, similarity: 1 },
    ...group.map(({ copy, likeness, similarity }) => ({ id: copy, likeness, similarity })),
  ]
  const heads = members.length > GROUP_PAIRS_MAX ? members.slice(0, 1) : members
  return heads.flatMap((a, index) =>
    members.slice(index + 1).map((b): Pair => {
      const looser = a.similarity < b.similarity || (a.similarity === b.similarity && a.likeness !== 'exact') ? a : b
      return { ids: [a.id, b.id], likeness: looser.likeness, similarity: looser.similarity }
    }),
  )
}

function judgementFindings(
  { ids: [a, b], likeness, similarity }: Pair,
  gradings: ReadonlyMap<string, Grading[]>,
): Finding[] {
  return [
    ...unevenly([a, b], { likeness, similarity, gradings }),
    ...unevenly([b, a], { likeness, similarity, gradings }),
    ...leaks([a, b], { likeness, similarity, gradings }),
  ]
}

interface Context {
  readonly likeness: Likeness
  readonly similarity: number
  readonly gradings: ReadonlyMap<string, readonly Grading[]>
}

/** Queries for which one is relevant and the other unjudged, or judged not to be. */
function unevenly([relevant, copy]: readonly [string, string], { likeness, similarity, gradings }: Context): Finding[] {
  const others = new Map((gradings.get(copy) ?? []).map(({ queryId, grade }) => [queryId, grade]))
  const uneven = (gradings.get(relevant) ?? []).filter(
    ({ queryId, grade }) => grade > 0 && (others.get(queryId) ?? 0) <= 0,
  )
  const alike = { ids: [relevant, copy], likeness, similarity }
  const isCertain = likeness === 'exact' || likeness === 'normalised'
  const about = (gradingsHere: readonly Grading[]): Pick<Finding, 'queries' | 'splits'> => ({
    queries: gradingsHere.map(({ queryId }) => queryId),
    splits: [...new Set(gradingsHere.map(({ split }) => split))],
  })
  const unjudged = uneven.filter(({ queryId }) => !others.has(queryId))
  const otherwise = uneven.filter(({ queryId }) => others.has(queryId))
  return [
    ...(unjudged.length === 0
      ? []
      : [
          {
            kind: 'copy-unjudged' as const,
            severity: isCertain ? ('error' as const) : ('warning' as const),
            ...alike,
            ...about(unjudged),
            message: `"${relevant}" is relevant for ${namesOf(unjudged)}, but "${copy}", which ${sameness(likeness, similarity)} it, is not judged: a plan that finds the copy looks wrong.`,
          },
        ]),
    ...(otherwise.length === 0
      ? []
      : [
          {
            kind: 'copy-judged-otherwise' as const,
            severity: isCertain ? ('error' as const) : ('notice' as const),
            ...alike,
            ...about(otherwise),
            message: `"${relevant}" is relevant for ${namesOf(otherwise)}, and "${copy}", which ${sameness(likeness, similarity)} it, is judged not to be.`,
          },
        ]),
  ]
}

/** Relevant in one split, its copy in another: what is learned of the one helps with the other. */
function leaks([a, b]: readonly [string, string], { likeness, similarity, gradings }: Context): Finding[] {
  const splitsOf = (id: string): string[] => [
    ...new Set((gradings.get(id) ?? []).filter(({ grade }) => grade > 0).map(({ split }) => split)),
  ]
  const [here, there] = [splitsOf(a), splitsOf(b)]
  const [from, to] = [here.find((split) => !there.includes(split)), there.find((split) => !here.includes(split))]
  if (from === undefined || to === undefined) return []
  return [
    {
      kind: 'document-leak',
      severity: 'warning',
      ids: [a, b],
      likeness,
      similarity,
      splits: [from, to],
      message: `"${a}" is relevant in ${from} and "${b}", which ${sameness(likeness, similarity)} it, in ${to}: what is learned of one helps with the other.`,
    },
  ]
}

const NAMED_MAX = 3

const namesOf = (gradings: readonly Grading[]): string => {
  const names = gradings.slice(0, NAMED_MAX).map(({ queryId }) => `"${queryId}"`)
  const more = gradings.length - names.length
  return `${gradings.length === 1 ? 'query' : 'queries'} ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}
