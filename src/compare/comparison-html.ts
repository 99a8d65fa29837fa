/** @file x */
import type { PlanComparison } from './comparison.ts'
export const comparisonHtml = (_: PlanComparison): string => ''
