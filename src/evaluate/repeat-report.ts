/** @file Runs the request of a report again and lists the differences. */
import { reportUnusable } from './errors.ts'
import type { EvaluationRequest } from './evaluation-request.ts'
import type { Report } from './report.ts'

/**
 * The request that gives a report's figures again: its own, with the plans as they were resolved, so that later changes of defaults have no effect.
 *
 * @param json a parsed report
 * @throws EVALUATE_REPORT_UNUSABLE
 */
export function requestOfReport(json: unknown): EvaluationRequest {
  const { request, plans } = asReport(json)
  if (request === undefined) throw reportUnusable({ reason: 'it does not say what was evaluated' })
  return { ...request, plans: plans.map(({ name, plan }) => ({ name, plan })) }
}

/** One sentence for each difference; none if the report is reproduced. Latency always differs. */
export function reportDifferences(before: unknown, after: Report): string[] {
  const old = asReport(before)
  const sentences: string[] = []
  if (old.dataset.hash !== after.dataset.hash)
    sentences.push('The data are not the same: documents, queries or judgements have changed since.')
  for (const [space, { ref, fingerprint }] of Object.entries(old.encoders))
    if (after.encoders[space]?.fingerprint !== fingerprint)
      sentences.push(`The encoder of the space "${space}", ${ref}, is no longer the same model.`)
  for (const { name, metrics } of old.plans) {
    const now = after.plans.find((plan) => plan.name === name)?.metrics
    for (const [metric, { value }] of Object.entries(metrics))
      if (now?.[metric]?.value !== value)
        sentences.push(`${metric} of ${name} was ${value} and is ${now?.[metric]?.value ?? 'missing'}.`)
  }
  return sentences
}

function asReport(json: unknown): Report {
  const report = json as Partial<Report> | null
  if (typeof report !== 'object' || report === null || !Array.isArray(report.plans) || report.dataset === undefined)
    throw reportUnusable({ reason: 'it has no "plans" and "dataset"' })
  return report as Report
}
