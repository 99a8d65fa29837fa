/**
 * @file The minimum of a smooth function of many variables: limited-memory BFGS with a line search by Moré and Thuente.
 *
 * @see Liu and Nocedal, "On the limited memory BFGS method for large scale optimization", Mathematical Programming 45, 1989
 */
import { searchLine } from './line-search.ts'

/** Value at a point; its gradient is written into the second argument. */
export type Objective = (point: Float64Array, gradient: Float64Array) => number

export interface LbfgsOptions {
  /** Stops when no entry of the gradient is larger. scikit-learn: 1e-4. */
  readonly gradientMax: number
  /** scikit-learn: 100. */
  readonly iterationsMax: number
  /** Pairs of steps and gradient changes that are remembered. Default 10, as SciPy. */
  readonly memory?: number
}

export interface Minimum {
  readonly point: Float64Array
  readonly value: number
  readonly iterations: number
}

interface Pair {
  readonly step: Float64Array
  readonly change: Float64Array
  readonly product: number
}

/** SciPy's `ftol` as scikit-learn sets it: 64 times the distance of 1 from the next float64. */
const VALUE_TOLERANCE = 64 * Number.EPSILON

export function minimise(
  objective: Objective,
  start: Float64Array,
  { gradientMax, iterationsMax, memory = 10 }: LbfgsOptions,
): Minimum {
  let point: Float64Array = start.slice()
  let gradient: Float64Array = new Float64Array(point.length)
  let value = objective(point, gradient)
  const pairs: Pair[] = []
  let iterations = 0
  while (iterations < iterationsMax && largest(gradient) > gradientMax) {
    const direction = descend(gradient, pairs)
    // Nothing is known of the curvature yet: a first step of length 1.
    const first = iterations === 0 ? Math.min(1 / Math.sqrt(dot(direction, direction)), 1e10) : 1
    const found = searchLine(objective, { point, value, gradient, direction, first })
    if (found === undefined) break
    iterations++
    const step = difference(found.point, point)
    const change = difference(found.gradient, gradient)
    const product = dot(step, change)
    if (product > Number.EPSILON * dot(change, change)) pairs.push({ step, change, product })
    if (pairs.length > memory) pairs.shift()
    const gain = (value - found.value) / Math.max(Math.abs(value), Math.abs(found.value), 1)
    ;({ point, gradient, value } = found)
    // A caller who wants the gradient smaller than values can tell has to go on by the gradient alone.
    if (gain <= VALUE_TOLERANCE && gradientMax >= 1e-8) break
  }
  return { point, value, iterations }
}

/** The two loops: minus the gradient, times the inverse curvature that the pairs tell. */
function descend(gradient: Float64Array, pairs: readonly Pair[]): Float64Array {
  const direction = gradient.map((x) => -x)
  const shares: number[] = []
  for (const { step, change, product } of pairs.toReversed()) {
    const share = dot(step, direction) / product
    shares.push(share)
    addScaled(direction, change, -share)
  }
  const last = pairs.at(-1)
  if (last !== undefined) scale(direction, last.product / dot(last.change, last.change))
  for (const { step, change, product } of pairs)
    addScaled(direction, step, (shares.pop() ?? 0) - dot(change, direction) / product)
  return direction
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number)
  return sum
}

function largest(values: Float64Array): number {
  let most = 0
  for (const value of values) most = Math.max(most, Math.abs(value))
  return most
}

function addScaled(target: Float64Array, addend: Float64Array, factor: number): void {
  for (let i = 0; i < target.length; i++) target[i] = (target[i] as number) + factor * (addend[i] as number)
}

function scale(target: Float64Array, factor: number): void {
  for (let i = 0; i < target.length; i++) target[i] = (target[i] as number) * factor
}

const difference = (a: Float64Array, b: Float64Array): Float64Array => a.map((x, i) => x - (b[i] as number))
