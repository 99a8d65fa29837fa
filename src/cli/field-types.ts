/** @file `version=text,price=number`: the types of fields. */
import { type FieldType, fieldTypes } from '../data/field-type.ts'
import { fieldTypesInvalid } from './errors.ts'

/** @throws CLI_TYPES_INVALID */
export function parseFieldTypes(text: string): Record<string, FieldType> {
  const entries = text.split(',').map((part): [string, FieldType] => {
    const [name = '', type = '', ...rest] = part.split('=').map((piece) => piece.trim())
    const known = fieldTypes.find((one) => one === type)
    if (name === '' || rest.length > 0 || known === undefined) throw fieldTypesInvalid({ text, known: fieldTypes })
    return [name, known]
  })
  return Object.fromEntries(entries)
}
