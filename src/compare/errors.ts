/** @file Errors of comparisons. */
import { AttuneError } from '../base/errors.ts'

export const plansNotTwo = (details: { readonly plans: readonly string[] }): AttuneError =>
  new AttuneError({
    code: 'COMPARE_PLANS_NOT_TWO',
    kind: 'invalid-input',
    message: `A comparison is of two plans, but ${details.plans.length === 1 ? 'there is one' : `there are ${details.plans.length}`}: ${details.plans.join(', ')}.`,
    hint:
      details.plans.length > 2
        ? 'Name two of them; of several spaces, write a plan that names one. "attune eval" ranks any number of plans.'
        : 'Name two plans, such as lexical and dense; plans that search by meaning need an encoder.',
    details,
  })
