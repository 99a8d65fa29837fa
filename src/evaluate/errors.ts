/** @file What can be wrong with an evaluation. */
import { AttuneError } from '../base/errors.ts'

export const noJudgements = (details: { readonly dataset: string; readonly split: string }): AttuneError =>
  new AttuneError({
    code: 'EVALUATE_NO_JUDGEMENTS',
    kind: 'invalid-input',
    message: `The split "${details.split}" of "${details.dataset}" has no query with a relevant document, so there is nothing to measure.`,
    hint: 'Add judgements with a score above 0 to the split, or name another with --split.',
    details,
  })
