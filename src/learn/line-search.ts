/**
 * @file How far to go in a direction: a step with a sufficient decrease and a flatter slope (the strong Wolfe conditions).
 *
 * @see Moré and Thuente, "Line search algorithms with guaranteed sufficient decrease", ACM TOMS 20(3), 1994
 */
import type { Objective } from './lbfgs.ts'

export interface Line {
  readonly point: Float64Array
  readonly value: number
  readonly gradient: Float64Array
  /** One in which the function falls. */
  readonly direction: Float64Array
  /** The step to try first. */
  readonly first: number
}

export interface PointOnLine {
  readonly point: Float64Array
  readonly value: number
  readonly gradient: Float64Array
}

/** A step with the value and the slope there. */
interface Trial {
  readonly step: number
  readonly value: number
  readonly slope: number
}

/** L-BFGS-B's constants: of the decrease that the slope promises, of the slope that may remain, and of the width that ends the search. */
const DECREASE = 1e-3
const SLOPE = 0.9
const WIDTH = 0.1
const TRIALS_MAX = 50
const STEP_MAX = 1e10

/** @returns undefined where no step is found: the direction does not fall, or rounding hides that it does */
export function searchLine(objective: Objective, line: Line): PointOnLine | undefined {
  const slope = along(line.gradient, line.direction)
  if (!(slope < 0)) return undefined
  const start: Trial = { step: 0, value: line.value, slope }
  let [best, other] = [start, start]
  let step = line.first
  let isBracketed = false
  let isFirstStage = true
  let [width, widthBefore] = [STEP_MAX, 2 * STEP_MAX]
  for (let tries = 0; tries < TRIALS_MAX; tries++) {
    const at = pointAt(objective, line, step)
    const trial: Trial = { step, value: at.value, slope: along(at.gradient, line.direction) }
    const wanted = start.value + DECREASE * step * slope
    if (isGoodEnough(trial, { start, wanted })) return at
    if (isFirstStage && trial.value <= wanted && trial.slope >= 0) isFirstStage = false
    // Until the decrease is found the function is looked at less the decrease wanted, which has a minimum where that is met.
    const tilt = isFirstStage && trial.value <= best.value && trial.value > wanted ? DECREASE * slope : 0
    const next = nextStep(
      { best: tilted(best, tilt), other: tilted(other, tilt), trial: tilted(trial, tilt) },
      {
        isBracketed,
        low: isBracketed ? undefined : step + 1.1 * (step - best.step),
        high: step + 4 * (step - best.step),
      },
    )
    const all = [best, other, trial]
    best = all[next.best] as Trial
    other = all[next.other] as Trial
    ;({ step, isBracketed } = next)
    if (isBracketed) {
      const gap = Math.abs(other.step - best.step)
      if (gap >= 0.66 * widthBefore) step = best.step + 0.5 * (other.step - best.step)
      widthBefore = width
      width = gap
      if (width <= WIDTH * Math.max(best.step, other.step) && tries > 20) break
    }
    step = Math.min(Math.max(step, 0), STEP_MAX)
  }
  return best.step === 0 ? undefined : pointAt(objective, line, best.step)
}

/** Where values no longer tell, as near a minimum, the slope alone decides (Hager and Zhang, SIAM J. Optim. 16, 2005). */
function isGoodEnough(
  { value, slope }: Trial,
  { start, wanted }: { readonly start: Trial; readonly wanted: number },
): boolean {
  const isFlat = Math.abs(slope) <= SLOPE * Math.abs(start.slope)
  const isUntold = value <= start.value + 8 * Number.EPSILON * Math.abs(start.value)
  return isFlat && (value <= wanted || isUntold)
}

const tilted = ({ step, value, slope }: Trial, tilt: number): Trial => ({
  step,
  value: value - step * tilt,
  slope: slope - tilt,
})

interface Trials {
  /** The best so far: an end of the interval, from which the function falls into it. */
  readonly best: Trial
  readonly other: Trial
  readonly trial: Trial
}

interface Next {
  readonly step: number
  readonly isBracketed: boolean
  /** Places in best, other, trial. */
  readonly best: number
  readonly other: number
}

/** The four cases of section 4, by where the trial is higher or lower and which way it slopes. */
function nextStep(
  trials: Trials,
  bounds: { readonly isBracketed: boolean; readonly low: number | undefined; readonly high: number },
): Next {
  const { best, trial } = trials
  const turns = trial.slope * Math.sign(best.slope) < 0
  const isBracketed = bounds.isBracketed || trial.value > best.value || turns
  const step = stepFor(trials, { turns, ...bounds })
  if (trial.value > best.value) return { step, isBracketed, best: 0, other: 2 }
  return { step, isBracketed, best: 2, other: turns ? 0 : 1 }
}

function stepFor(
  { best, other, trial }: Trials,
  {
    turns,
    isBracketed,
    low,
    high,
  }: {
    readonly turns: boolean
    readonly isBracketed: boolean
    readonly low: number | undefined
    readonly high: number
  },
): number {
  const secant = trial.step + (trial.slope / (trial.slope - best.slope)) * (best.step - trial.step)
  const cubic = cubicStep(best, trial)
  const nearer = (a: number, b: number): number => (Math.abs(a - trial.step) < Math.abs(b - trial.step) ? a : b)
  const farther = (a: number, b: number): number => (nearer(a, b) === a ? b : a)
  if (trial.value > best.value) {
    const parabola =
      best.step +
      (best.slope / ((best.value - trial.value) / (trial.step - best.step) + best.slope) / 2) * (trial.step - best.step)
    return Math.abs(cubic - best.step) < Math.abs(parabola - best.step) ? cubic : cubic + (parabola - cubic) / 2
  }
  if (turns) return farther(cubic, secant)
  if (Math.abs(trial.slope) <= Math.abs(best.slope)) {
    if (isBracketed) {
      const step = nearer(cubic, secant)
      const limit = trial.step + 0.66 * (other.step - trial.step)
      return trial.step > best.step ? Math.min(limit, step) : Math.max(limit, step)
    }
    const step = Number.isFinite(cubic) ? farther(cubic, secant) : secant
    return Math.min(Math.max(step, low ?? 0), high)
  }
  if (isBracketed) return cubicStep(other, trial)
  return trial.step > best.step ? high : 0
}

/** The minimum of the cubic that has both values and slopes. */
function cubicStep(from: Trial, to: Trial): number {
  const theta = (3 * (from.value - to.value)) / (to.step - from.step) + from.slope + to.slope
  const size = Math.max(Math.abs(theta), Math.abs(from.slope), Math.abs(to.slope))
  const root = size * Math.sqrt(Math.max(0, (theta / size) ** 2 - (from.slope / size) * (to.slope / size)))
  const gamma = to.step < from.step ? -root : root
  const ratio = (gamma - from.slope + theta) / (gamma - from.slope + gamma + to.slope)
  return from.step + ratio * (to.step - from.step)
}

function pointAt(objective: Objective, { point, direction }: Line, step: number): PointOnLine {
  const moved = point.map((x, i) => x + step * (direction[i] as number))
  const gradient = new Float64Array(point.length)
  return { point: moved, value: objective(moved, gradient), gradient }
}

function along(gradient: Float64Array, direction: Float64Array): number {
  let sum = 0
  for (let i = 0; i < gradient.length; i++) sum += (gradient[i] as number) * (direction[i] as number)
  return sum
}
