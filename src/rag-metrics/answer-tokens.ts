/** @file An answer's words as SQuAD compares them: small letters, without punctuation and articles. */
import { withoutCitations } from './claims.ts'

/** @see Rajpurkar et al., "SQuAD", EMNLP 2016, section 6 and its evaluation script */
export const answerTokens = (answer: string): string[] =>
  withoutCitations(answer)
    .toLowerCase()
    .replaceAll(/[\p{P}\p{S}]/gu, '')
    .split(/\s+/)
    .filter((word) => word !== '' && word !== 'a' && word !== 'an' && word !== 'the')
