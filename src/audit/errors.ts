/** @file Errors of checking data. */
import { AttuneError } from '../base/errors.ts'

export const dataUnfit = (details: {
  readonly count: number
  readonly first: string
  readonly kinds: Readonly<Record<string, number>>
}): AttuneError =>
  new AttuneError({
    code: 'AUDIT_DATA_UNFIT',
    kind: 'invalid-input',
    message: `The data are not fit to train or measure with: ${details.count === 1 ? 'one finding' : `${details.count} findings`} (${Object.entries(
      details.kinds,
    )
      .map(([kind, count]) => `${kind} ${count}`)
      .join(', ')}). The first: ${details.first}`,
    hint: 'Mend the data (drop copies from one of the splits, judge copies like their originals), or leave out --strict.',
    details,
  })
