/** @file Tells words of the language from typos. The bundled encoder's vocabulary contains common words as whole tokens. */
import { textInputs } from '../encode/encoder.ts'
import { openEncoder } from '../encode/open-encoder.ts'
import type { AnalyzerSettings } from '../text/analyzer.ts'

/** The language of the bundled encoder. */
const KNOWN = 'en'

/**
 * A word that the tokenizer does not cut is one of its vocabulary; a misspelt one is cut into pieces.
 *
 * @param words all that will be asked about
 * @returns undefined where nothing is known of the language
 */
export async function dictionaryOf(
  language: AnalyzerSettings['language'],
  words: readonly string[],
): Promise<((text: string) => boolean) | undefined> {
  if (language !== KNOWN) return undefined
  const unique = [...new Set(words)]
  if (unique.length === 0) return () => false
  const encoder = await openEncoder('bundled:default')
  try {
    // "the" is one token, beside those that the model adds to any text.
    const [whole = 1, ...counts] = await encoder.countTokens(textInputs(['the', ...unique]), { role: 'document' })
    const known = new Set(unique.filter((_, index) => counts[index] === whole))
    return (text) => known.has(text)
  } finally {
    await encoder.close()
  }
}
