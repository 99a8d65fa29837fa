/** @file x */
import type { PlanComparison } from './comparison.ts'
export const comparisonMarkdown = (_: PlanComparison): string => ''
