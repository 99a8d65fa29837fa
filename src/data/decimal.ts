/** @file Decimal numbers as texts, compared digit by digit, so that no number of digits is too many. */

interface Decimal {
  readonly isNegative: boolean
  readonly whole: string
  readonly fraction: string
}

/** Without leading zeros, which codes have, and without an exponent. */
const PLAIN = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/

/** Whether a text is a number as one writes it: `19.90` and `-3`, but neither `02134` nor `1e5`. */
export const isPlainDecimal = (text: string): boolean => PLAIN.test(text)

/** Negative where `a` is less than `b`; both are decimal numbers without exponent, else their float64s are compared. */
export function compareDecimals(a: string, b: string): number {
  const [first, second] = [parse(a), parse(b)]
  if (first === undefined || second === undefined) return Number(a) - Number(b)
  if (first.isNegative !== second.isNegative) return first.isNegative ? -1 : 1
  const bySize =
    first.whole.length - second.whole.length ||
    compareTexts(first.whole, second.whole) ||
    compareTexts(first.fraction, second.fraction)
  return first.isNegative ? -bySize : bySize
}

function parse(text: string): Decimal | undefined {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(text)
  if (match === null) return undefined
  const whole = (match[2] ?? '').replace(/^0+/, '')
  const fraction = withoutZerosAtEnd(match[3] ?? '')
  return { isNegative: match[1] === '-' && whole + fraction !== '', whole, fraction }
}

function withoutZerosAtEnd(digits: string): string {
  let end = digits.length
  while (digits[end - 1] === '0') end--
  return digits.slice(0, end)
}

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
