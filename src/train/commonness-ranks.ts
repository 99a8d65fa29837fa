/** @file How common each token of a vocabulary is, from its order alone. */

const TYPED = /^[!-~]$/

/**
 * 0 is the most common: BERT's vocabularies list single characters before words, and words by how often they were seen. Characters that can be
 * typed on any keyboard are as common as the commonest words; the others (CJK, symbols) are rarer than any word.
 *
 * Differs from Model2Vec: there the rank is the place in the vocabulary, which makes "the" rarer than a thousand characters. On the train and dev
 * splits that the model card names, this raised nDCG@10.
 *
 * @param tokens in the order of the vocabulary
 */
export function commonnessRanks(tokens: readonly string[], { unknown }: { readonly unknown: string }): Int32Array {
  const firstWord = tokens.findIndex((token) => token !== unknown && Array.from(token).length > 1)
  const words = tokens.length - firstWord
  const typed = tokens.slice(0, firstWord).filter((token) => TYPED.test(token)).length
  let typedNext = 0
  let otherNext = typed + words
  return Int32Array.from(tokens, (token, index) => {
    if (index >= firstWord) return typed + index - firstWord
    return TYPED.test(token) ? typedNext++ : otherNext++
  })
}
