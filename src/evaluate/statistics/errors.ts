/** @file Errors of the statistics. */
import { AttuneError } from '../../base/errors.ts'

export const noFigures = (): AttuneError =>
  new AttuneError({
    code: 'STATISTICS_NO_FIGURES',
    kind: 'invalid-input',
    message: 'There are no figures, so there is nothing to average or compare.',
    hint: 'Pass one figure for each query, and at least one query.',
    details: {},
  })

export const figureNotFinite = (details: { readonly value: number; readonly index: number }): AttuneError =>
  new AttuneError({
    code: 'STATISTICS_FIGURE_NOT_FINITE',
    kind: 'invalid-input',
    message: `Figure ${details.index} (counted from 0) is ${details.value}, so no mean can be computed.`,
    hint: 'Pass a finite figure for that query, or leave the query out.',
    details,
  })

export const figuresUnpaired = (details: { readonly after: number; readonly before: number }): AttuneError =>
  new AttuneError({
    code: 'STATISTICS_FIGURES_UNPAIRED',
    kind: 'invalid-input',
    message: `One side has ${details.after} figures and the other ${details.before}, but both sides must cover the same queries in the same order.`,
    hint: 'Score both sides on the same queries.',
    details,
  })
