/** @file Errors of evaluations. */
import { AttuneError } from '../base/errors.ts'

export const noJudgements = (details: { readonly dataset: string; readonly split: string | undefined }): AttuneError =>
  new AttuneError({
    code: 'EVALUATE_NO_JUDGEMENTS',
    kind: 'invalid-input',
    message:
      details.split === undefined
        ? `The judgements for "${details.dataset}" have no query with a relevant document, so there is nothing to measure.`
        : `The split "${details.split}" of "${details.dataset}" has no query with a relevant document, so there is nothing to measure.`,
    hint:
      details.split === undefined
        ? 'Add judgements with a score above 0.'
        : 'Add judgements with a score above 0 to the split, or name another with --split.',
    details,
  })

export const queryIdRepeated = (details: { readonly queryId: string; readonly count: number }): AttuneError =>
  new AttuneError({
    code: 'EVALUATE_QUERY_ID_REPEATED',
    kind: 'invalid-input',
    message: `${details.count === 1 ? 'One query has' : `${details.count} queries have`} the id of an earlier one (the first is "${details.queryId}"), so judgements are ambiguous.`,
    hint: 'Give every query a unique id.',
    details,
  })

export const judgedQueriesUnknown = (details: { readonly queryId: string; readonly count: number }): AttuneError =>
  new AttuneError({
    code: 'EVALUATE_JUDGED_QUERY_UNKNOWN',
    kind: 'invalid-input',
    message: `${details.count === 1 ? 'One judged query is' : `${details.count} judged queries are`} not among the queries (the first is "${details.queryId}"), so their texts are unknown.`,
    hint: 'Check that queries and judgements belong together and use the same ids.',
    details,
  })

export const noJudgedDocuments = (details: {
  readonly collection: string
  readonly docId: string
  readonly count: number
  readonly example: string | undefined
}): AttuneError =>
  new AttuneError({
    code: 'EVALUATE_NO_JUDGED_DOCUMENTS',
    kind: 'invalid-input',
    message:
      `None of the relevant documents is in the collection "${details.collection}" (the first of ${details.count} is "${details.docId}")` +
      (details.example === undefined ? ', which is empty.' : `; its documents have ids such as "${details.example}".`),
    hint: 'Check that the judgements use the document ids of the collection.',
    details,
  })

/** @param details.step such as: with the plan "lexical" */
export const queryFailed = (
  details: { readonly queryId: string; readonly step: string; readonly reason: string; readonly code: string },
  cause: AttuneError,
): AttuneError =>
  new AttuneError({
    code: 'EVALUATE_QUERY_FAILED',
    kind: cause.kind,
    message: `The query "${details.queryId}" failed ${details.step}: ${details.reason} [${details.code}]`,
    hint: cause.hint,
    details,
    cause,
  })

export const metricTooDeep = (details: { readonly metric: string; readonly depthMax: number }): AttuneError =>
  new AttuneError({
    code: 'EVALUATE_METRIC_TOO_DEEP',
    kind: 'unsupported',
    message: `${details.metric} needs more than ${details.depthMax.toLocaleString('en')} candidates, which is the most a search retrieves.`,
    hint: `Choose a cut-off of ${details.depthMax} or less.`,
    details,
  })

export const planNameRepeated = (details: { readonly name: string }): AttuneError =>
  new AttuneError({
    code: 'EVALUATE_PLAN_NAME_REPEATED',
    kind: 'invalid-input',
    message: `Two plans are called "${details.name}", so their results could not be distinguished.`,
    hint: 'Give every plan a unique name.',
    details,
  })

export const reportUnusable = (details: { readonly reason: string }): AttuneError =>
  new AttuneError({
    code: 'EVALUATE_REPORT_UNUSABLE',
    kind: 'invalid-input',
    message: `The report cannot be run again: ${details.reason}.`,
    hint: 'Pass the JSON output of "attune eval --json".',
    details,
  })
