/**
 * @file Which segments to merge. Tiers, as in Lucene's TieredMergePolicy: segments of about one size are merged when
 * there are enough of them, so that a document is rewritten once for each tier that it climbs, and there are only so
 * many segments to search.
 */
import type { SegmentInfo } from './segment.ts'

export interface MergePolicy {
  /** A merge's result has at most this many documents. Default 1,000,000. */
  readonly documentsMax?: number | undefined
  /**
   * This many segments of one tier become one, and each tier's segments are this much larger than the tier's below.
   * Default 8, as in Lucene.
   */
  readonly segmentsPerTier?: number | undefined
  /** Segments of fewer documents are all one tier: tiny ones go together at once. Default 10,000. */
  readonly documentsMin?: number | undefined
  /** A segment with a greater share of deleted documents is rewritten, alone if need be. Default 0.3. */
  readonly deletedShareMax?: number | undefined
}

const DEFAULTS = { documentsMax: 1_000_000, segmentsPerTier: 8, documentsMin: 10_000, deletedShareMax: 0.3 }

const surviving = ({ documents, deleted }: SegmentInfo): number => documents - deleted

/**
 * Called again after every merge until nothing is due. For n segments that is fewer than 2n merges: each is
 * rewritten once at most, and each other merge leaves at least one segment less.
 *
 * @returns names of the segments to merge next: one to be rewritten without its deleted documents, or several;
 * undefined when nothing is due
 */
export function planMerge(segments: readonly SegmentInfo[], policy: MergePolicy = {}): string[] | undefined {
  const documentsMax = policy.documentsMax ?? DEFAULTS.documentsMax
  const perTier = Math.max(2, policy.segmentsPerTier ?? DEFAULTS.segmentsPerTier)
  const documentsMin = Math.max(1, policy.documentsMin ?? DEFAULTS.documentsMin)
  const deletedShareMax = policy.deletedShareMax ?? DEFAULTS.deletedShareMax
  const full = segments.find(({ documents, deleted }) => deleted > deletedShareMax * documents)
  if (full !== undefined) return [full.name]
  const tierOf = (segment: SegmentInfo): number => {
    const sizes = surviving(segment) / documentsMin
    return sizes < 1 ? 0 : 1 + Math.floor(Math.log(sizes) / Math.log(perTier))
  }
  for (const tier of [...new Set(segments.map(tierOf))].sort((a, b) => a - b)) {
    const members = segments.filter((segment) => tierOf(segment) === tier)
    const fitting = smallestFitting(members, { segmentsMax: perTier, documentsMax })
    if (members.length >= perTier && fitting.length >= 2) return fitting.map(({ name }) => name)
  }
  return undefined
}

/** As many as fit, the smallest first. */
function smallestFitting(
  segments: readonly SegmentInfo[],
  { segmentsMax, documentsMax }: { readonly segmentsMax: number; readonly documentsMax: number },
): SegmentInfo[] {
  let documents = 0
  return segments
    .toSorted((a, b) => surviving(a) - surviving(b))
    .slice(0, segmentsMax)
    .filter((segment) => (documents += surviving(segment)) <= documentsMax)
}
