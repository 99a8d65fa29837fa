/** @file `title=2,text`: which fields to search, and how much each counts. */
import { fieldWeightsInvalid } from './errors.ts'

/** @throws CLI_FIELDS_INVALID */
export function parseFieldWeights(text: string): Record<string, number> {
  const entries = text.split(',').map((part): [string, number] => {
    const [name = '', weight = '1', ...rest] = part.split('=').map((piece) => piece.trim())
    const value = Number(weight)
    if (name === '' || rest.length > 0 || weight === '' || !Number.isFinite(value) || value <= 0)
      throw fieldWeightsInvalid({ text })
    return [name, value]
  })
  return Object.fromEntries(entries)
}
