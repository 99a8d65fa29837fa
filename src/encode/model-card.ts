/** @file Measurements by the maker of a model: `attune.json` in its folder. It changes no vector, so it is not part of the fingerprint. */
import { configValueInvalid } from './errors.ts'
import { optionalNumber, readOptionalJson } from './model-folder.ts'

export const CARD_FILE = 'attune.json'

export interface ModelCard {
  /** The weight of the vectors in hybrid search, 0 to 1; see `Encoder.hybridWeight`. */
  readonly hybridWeight: number
}

/**
 * For an encoder whose maker measured nothing, by the kind of model. Static tables fused with more than 0.2 made some searches of eight judged
 * sets worse than words alone; a transformer (all-MiniLM-L6-v2) is worth as much as words.
 */
export const hybridWeightDefaults = { static: 0.2, transformer: 0.5 } as const

/** @throws ENCODE_CONFIG_INVALID if the card's weight is not a number from 0 to 1 */
export function readModelCard(folder: string, kind: keyof typeof hybridWeightDefaults): ModelCard {
  const card = readOptionalJson(folder, CARD_FILE)
  const hybridWeight = optionalNumber(card, 'hybridWeight') ?? hybridWeightDefaults[kind]
  if (hybridWeight < 0 || hybridWeight > 1)
    throw configValueInvalid({
      file: card.file,
      key: 'hybridWeight',
      value: hybridWeight,
      expected: 'a number from 0 to 1',
    })
  return { hybridWeight }
}
