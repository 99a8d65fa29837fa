/**
 * @file Abstention: 1 where the response declines to answer exactly when it should.
 *
 * It should where no reference is an answer (empty, or itself declining), and, in a file without references, where nothing was retrieved.
 *
 * @see Rajpurkar et al., "Know what you don't know", ACL 2018
 */
import { isAbstention } from './abstention-phrases.ts'
import type { PreparedRow, RagMetric } from './rag-metric.ts'

export const abstention: RagMetric = {
  description: 'declines to answer exactly where there is no answer',
  aliases: ['abstention_accuracy'],
  needs: ['contexts', 'response'],
  measure: (row) => Number(row.isDeclined === shouldDecline(row)),
}

export const shouldDecline = ({ references, contexts }: PreparedRow): boolean =>
  references === undefined ? contexts.every((context) => context.trim() === '') : references.every(isAbstention)
