/** @file How a query was read, for people: what hits must have, and what was searched in the place of its words. */
import type { QueryReading } from '../search/search-collection.ts'
import type { WordReading } from '../store/collection.ts'
import { visible } from './terminal.ts'

const WORDS_SHOWN = 8

const kinds: Readonly<Record<WordReading['kind'], string>> = {
  typo: 'in no document, searched as',
  compound: 'also searched as',
  synonym: 'also searched as',
  prefix: 'searched as the beginning of',
}

/** @returns one paragraph, or none where the query was taken as it is */
export function describeReading({ words, conditions }: QueryReading): string[] {
  const lines = [
    ...conditions.map(({ text, fields, isExcluded, isPrefix }) => {
      const what = isPrefix ? `a word that begins with "${text}"` : `"${text}"`
      return `${isExcluded ? 'without' : 'with'} ${what} in ${fields.join(' or ')}`
    }),
    ...words.map(({ text, kind, words: others }) => {
      const more = others.length > WORDS_SHOWN ? ` and ${others.length - WORDS_SHOWN} more` : ''
      return `"${text}": ${kinds[kind]} ${others.slice(0, WORDS_SHOWN).join(', ')}${more}`
    }),
  ]
  return lines.length === 0
    ? []
    : [`The query was read so:\n${lines.map((line) => `     ${visible(line)}`).join('\n')}`]
}
