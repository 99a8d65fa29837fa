/** @file Which labels occur in which clusters, and what both lists know of each other: entropies and mutual information, in nats. */
import type { Label } from './classification-scores.ts'

export interface Contingency {
  readonly items: number
  /** How often each label and each cluster occurs. */
  readonly labelSizes: readonly number[]
  readonly clusterSizes: readonly number[]
  /** Pairs that occur: place of the label, place of the cluster, how often. */
  readonly cells: readonly { readonly label: number; readonly cluster: number; readonly count: number }[]
}

export function contingency(labels: readonly Label[], clusters: readonly Label[]): Contingency {
  const [labelPlaces, clusterPlaces] = [placesOf(labels), placesOf(clusters)]
  const cells = new Map<number, { label: number; cluster: number; count: number }>()
  labels.forEach((each, i) => {
    const [label, cluster] = [labelPlaces.get(each) ?? 0, clusterPlaces.get(clusters[i] as Label) ?? 0]
    const key = label * clusterPlaces.size + cluster
    const cell = cells.get(key) ?? { label, cluster, count: 0 }
    cell.count++
    cells.set(key, cell)
  })
  const all = [...cells.values()]
  const sizes = (places: number, by: 'label' | 'cluster'): number[] => {
    const counts = Array.from({ length: places }, () => 0)
    for (const cell of all) counts[cell[by]] = (counts[cell[by]] ?? 0) + cell.count
    return counts
  }
  return {
    items: labels.length,
    labelSizes: sizes(labelPlaces.size, 'label'),
    clusterSizes: sizes(clusterPlaces.size, 'cluster'),
    cells: all,
  }
}

/** H = -Σ p ln p. */
export const entropy = (sizes: readonly number[], items: number): number =>
  sizes.reduce((sum, size) => sum - (size / items) * Math.log(size / items), 0)

/** I = Σ p(l, c) ln(p(l, c) / (p(l) p(c))). */
export const mutualInformation = ({ items, labelSizes, clusterSizes, cells }: Contingency): number =>
  Math.max(
    0,
    cells.reduce((sum, { label, cluster, count }) => {
      const expected = (labelSizes[label] as number) * (clusterSizes[cluster] as number)
      return sum + (count / items) * Math.log((count * items) / expected)
    }, 0),
  )

const placesOf = (values: readonly Label[]): Map<Label, number> =>
  new Map([...new Set(values)].map((value, i) => [value, i]))
