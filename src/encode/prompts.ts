/** @file Which text a model wants in front of a query or a document. Follows sentence-transformers' encode_query and encode_document. */
import type { EncodeRole } from './encoder.ts'
import type { JsonFile } from './model-folder.ts'

export interface Prompts {
  readonly query: string
  readonly document: string
  /** Of texts without a side: the model's default prompt. */
  readonly plain: string
}

/** Names under which models keep the prompt of a role, best first. */
const NAMES: Readonly<Record<EncodeRole, readonly string[]>> = {
  query: ['query'],
  document: ['document', 'passage', 'corpus'],
  plain: [],
}

/** @param config config_sentence_transformers.json with `prompts` and `default_prompt_name`, both optional */
export function readPrompts({ values }: JsonFile): Prompts {
  const prompts = (values['prompts'] ?? {}) as Readonly<Record<string, unknown>>
  const fallback = values['default_prompt_name']
  const promptOf = (role: EncodeRole): string => {
    const name = NAMES[role].find((candidate) => typeof prompts[candidate] === 'string') ?? fallback
    const prompt = typeof name === 'string' ? prompts[name] : undefined
    return typeof prompt === 'string' ? prompt : ''
  }
  return { query: promptOf('query'), document: promptOf('document'), plain: promptOf('plain') }
}
