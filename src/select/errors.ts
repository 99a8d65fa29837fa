/** @file Errors of choosing and tuning. */
import { AttuneError } from '../base/errors.ts'

export const queriesTooFew = (details: { readonly queries: number; readonly folds: number }): AttuneError =>
  new AttuneError({
    code: 'SELECT_QUERIES_TOO_FEW',
    kind: 'invalid-input',
    message: `Tuning is checked in ${details.folds} parts of the queries, but there ${details.queries === 1 ? 'is 1 judged query' : `are ${details.queries} judged queries`} to tune on.`,
    hint: 'Judge more queries, or give a smaller number of --folds (2 or more).',
    details,
  })

export const planReranks = (details: { readonly reranker: string }): AttuneError =>
  new AttuneError({
    code: 'SELECT_PLAN_RERANKS',
    kind: 'unsupported',
    message: `The plan reranks with "${details.reranker}", but tuning changes what comes before a reranker only.`,
    hint: 'Remove "rerank" from the plan, tune it, and add "rerank" to the result.',
    details,
  })

export const slaInvalid = (details: { readonly problem: string; readonly known: readonly string[] }): AttuneError =>
  new AttuneError({
    code: 'SELECT_SLA_INVALID',
    kind: 'invalid-input',
    message: `The constraints cannot be used: ${details.problem}.`,
    hint: `Write one JSON object with any of ${details.known.join(', ')}.`,
    details,
  })

export const slaUnmet = (details: { readonly nearest: string; readonly breaks: readonly string[] }): AttuneError =>
  new AttuneError({
    code: 'SELECT_SLA_UNMET',
    kind: 'unsupported',
    message: `No candidate keeps to the constraints. The nearest is "${details.nearest}", of which ${details.breaks.join('; ')}.`,
    hint: 'Relax that constraint, or offer other encoders with --encoder.',
    details,
  })
