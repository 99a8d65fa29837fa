/** @file A file of synonyms, as lines. */
import { readFileSync } from 'node:fs'
import { parseSynonyms } from '../text/synonym-rules.ts'
import { synonymsUnreadable } from './errors.ts'

/**
 * @returns its rules, without comments and blank lines, as a plan has them
 * @throws CLI_SYNONYMS_UNREADABLE, TEXT_SYNONYMS_INVALID
 */
export function readSynonyms(file: string): string[] {
  const lines = readLines(file)
  // Here the number of a line is still that of the file.
  parseSynonyms(lines)
  return lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'))
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8')
      .replace(/^\uFEFF/, '')
      .split(/\r?\n/)
  } catch (error) {
    throw synonymsUnreadable({ file, reason: error instanceof Error ? error.message : String(error) })
  }
}
