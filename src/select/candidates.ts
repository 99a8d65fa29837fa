/** @file The plans that a choice is made from: words, each space alone, and both, by way of fusing, share and depth. */
import type { NamedPlan } from '../evaluate/choose-plans.ts'
import type { FusionInput } from '../search/fusion/fusion.ts'

const NORMALISATIONS = ['min-max', 'z-score', 'distribution'] as const
const DENSE_SHARES = [0.1, 0.2, 0.3, 0.5, 0.7]
const DEPTHS = [50, 100, 200]

const fusions: Readonly<Record<string, FusionInput>> = Object.fromEntries([
  ['rrf', { rrf: {} }],
  ...NORMALISATIONS.flatMap((normalise) =>
    DENSE_SHARES.map((share) => [
      `${normalise} ${share}`,
      { linear: { normalise, weights: [Math.round((1 - share) * 10) / 10, share] } },
    ]),
  ),
])

/** @param depth candidates that the metric needs at least */
export function candidatesFor(spaces: readonly string[], depth: number): NamedPlan[] {
  const fused = spaces.flatMap((space) =>
    Object.entries(fusions).flatMap(([name, fuse]) =>
      DEPTHS.filter((k) => k >= depth).map((k) => ({
        name: `lexical + ${space}, ${name}, depth ${k}`,
        plan: { retrieve: [{ lexical: { k } }, { dense: { space, k } }], fuse },
      })),
    ),
  )
  return [...singles(spaces), ...fused]
}

/** The cheapest ones: kept to the end, because a limit on latency may leave nothing else. */
export const singles = (spaces: readonly string[]): NamedPlan[] => [
  { name: 'lexical', plan: { retrieve: [{ lexical: {} }] } },
  ...spaces.map((space) => ({ name: `dense:${space}`, plan: { retrieve: [{ dense: { space } }] } })),
]
