/** @file Numbers of more digits than a float64 holds: JSON text in which they stand as texts, so that no digit is lost. */

/** Fewer digits always survive. */
const CANDIDATE = /\d{16}/
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g
const PLAIN = /^-?(\d+)(?:\.\d+)?$/

/**
 * Whether a plain decimal number (no exponent) changes when it becomes a float64: a whole part beyond 2^53. Further digits of a fraction are
 * what printing a float64 gives, so they count as nothing.
 */
export function losesDigits(text: string): boolean {
  const whole = PLAIN.exec(text)?.[1]
  return whole !== undefined && whole.length >= 16 && !Number.isSafeInteger(Number(whole))
}

/**
 * Valid JSON -> the same with each such number in quotes; texts and keys are left as they are. Linear in the text.
 */
export const keepLongNumbers = (json: string): string => rewriteLongNumbers(json, (number) => `"${number}"`)

/** The opposite: numbers that are float64s already are written with an exponent, so that reading them makes no text of them. */
export const keepFloats = (json: string): string => rewriteLongNumbers(json, (number) => Number(number).toExponential())

function rewriteLongNumbers(json: string, rewrite: (number: string) => string): string {
  if (!CANDIDATE.test(json)) return json
  const parts: string[] = []
  let at = 0
  while (at < json.length) {
    const quote = json.indexOf('"', at)
    const end = quote < 0 ? json.length : quote
    parts.push(json.slice(at, end).replaceAll(NUMBER, (number) => (losesDigits(number) ? rewrite(number) : number)))
    at = quote < 0 ? end : endOfString(json, quote)
    parts.push(json.slice(end, at))
  }
  return parts.join('')
}

/** @returns the position after the string that begins at `start`: an escaped character is skipped, whatever it is */
function endOfString(json: string, start: number): number {
  let at = start + 1
  while (json[at] !== '"') at += json[at] === '\\' ? 2 : 1
  return at + 1
}
