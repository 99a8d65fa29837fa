/** @file Options of the commands that bring documents into a collection, which is created if it does not exist. */
import type { Command } from 'commander'
import type { ImportSettings } from '../store/open-for-import.ts'
import { parseFieldTypes } from './field-types.ts'
import { parseFieldWeights } from './field-weights.ts'

export interface ImportOptions {
  readonly collection: string
  readonly encoder?: string
  readonly fields?: string
  readonly idField?: string
  readonly language?: string
  readonly types?: string
  readonly charset?: string
}

export const withImportOptions = (command: Command): Command =>
  command
    .requiredOption('--collection <name>', 'created if it does not exist')
    .option('--encoder <ref>', 'bundled:default, a model folder, or none for words only (default: bundled:default)')
    .option('--fields <list>', 'fields to search, with weights: title=2,text (default: every field with text)')
    .option('--id-field <name>', 'field that identifies a document (default: _id, else id)')
    .option('--language <code>', 'language of the documents, for stemming and stop words (default: en)')
    .option(
      '--types <list>',
      'types of fields: version=text,price=number,day=date,sale=boolean (default: inferred from the values)',
    )
    .option('--charset <label>', 'charset of text that is neither UTF-8 nor UTF-16, such as windows-1252')

export const wantedOf = ({ encoder, fields, language, types }: ImportOptions): ImportSettings => ({
  encoder,
  fields: fields === undefined ? undefined : parseFieldWeights(fields),
  language,
  types: types === undefined ? undefined : parseFieldTypes(types),
})

/** Of columns that a note lists. */
const COLUMNS_LISTED_MAX = 8

/** Whoever looks for an article number has to know that its column is not searched. */
export function describeFields(found: readonly string[], leftOut: readonly string[]): string {
  const more = leftOut.length > COLUMNS_LISTED_MAX ? ', ...' : ''
  const not = leftOut.length === 0 ? '' : `, not ${leftOut.slice(0, COLUMNS_LISTED_MAX).join(', ')}${more}`
  return `Searching the fields ${found.join(', ')}${not} (--fields chooses others).`
}
