/** @file Copies of queries: from one split into another they leak, within one they count twice. */
import type { DataToCheck } from './check-data.ts'
import type { Copy } from './find-copies.ts'
import type { Finding, Likeness, Severity } from './finding.ts'
import { splitsByQuery } from './id-findings.ts'
import { sameness } from './likeness.ts'

const leakSeverity: Readonly<Record<Likeness, Severity>> = {
  exact: 'error',
  normalised: 'error',
  near: 'warning',
  meaning: 'notice',
}

/** Queries that no split judges concern nobody. */
export function queryFindings(copies: readonly Copy[], { splits }: DataToCheck): Finding[] {
  const splitsOf = splitsByQuery(splits)
  return groupsOf(copies).flatMap((group) => {
    const judged = group.filter(({ id }) => splitsOf.has(id))
    const [first, ...others] = judged
    if (first === undefined) return []
    return others.map((copy) => {
      const elsewhere = judged.find(
        ({ id }) => id !== copy.id && !overlap(splitsOf.get(id) ?? [], splitsOf.get(copy.id) ?? []),
      )
      return describeCopy([elsewhere ?? first, copy], splitsOf)
    })
  })
}

interface Member {
  readonly id: string
  readonly likeness: Likeness
  readonly similarity: number
}

/** Texts that are the same, all together; of those that are nearly the same, each pair. */
function groupsOf(copies: readonly Copy[]): Member[][] {
  const groups = new Map<string, Member[]>()
  for (const { original, copy, likeness, similarity } of copies) {
    const key = likeness === 'near' ? JSON.stringify([original, copy]) : original
    const group = groups.get(key) ?? [{ id: original, likeness: 'exact', similarity: 1 }]
    groups.set(key, [...group, { id: copy, likeness, similarity }])
  }
  return [...groups.values()]
}

function describeCopy(
  [original, { id, likeness, similarity }]: readonly [Member, Member],
  splitsOf: ReadonlyMap<string, readonly string[]>,
): Finding {
  const [here, there] = [splitsOf.get(original.id) ?? [], splitsOf.get(id) ?? []]
  const alike = { ids: [original.id, id], likeness, similarity }
  if (overlap(here, there))
    return {
      kind: 'query-repeated',
      severity: 'notice',
      ...alike,
      splits: there,
      message: `The query "${id}" ${sameness(likeness, similarity)} "${original.id}" of the same split (${there.join(', ')}): it counts twice.`,
    }
  return {
    kind: 'query-leak',
    severity: leakSeverity[likeness],
    ...alike,
    splits: [...here, ...there],
    message: `The query "${id}" (${there.join(', ')}) ${sameness(likeness, similarity)} "${original.id}" (${here.join(', ')}): what is learned or tuned on one is measured on the other.`,
  }
}

const overlap = (a: readonly string[], b: readonly string[]): boolean => a.some((split) => b.includes(split))
