/** @file Orders of strings that do not depend on the machine's language. */

/**
 * Order by UTF-8 bytes, as C programs (trec_eval) and SQLite's BINARY collation have it. JavaScript's `<` compares UTF-16 units and
 * differs where a character beyond the basic plane meets one in U+E000..U+FFFF.
 *
 * @returns negative, zero or positive
 */
export function compareUtf8(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x !== y) return codePointOrder(x) - codePointOrder(y)
  }
  return a.length - b.length
}

/** Surrogates (halves of characters beyond U+FFFF) sort after every other unit. */
const codePointOrder = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit)
