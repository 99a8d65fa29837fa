/** @file The option that says whose conventions figures follow. */
import { Option } from 'commander'

export const dialectOption = (): Option =>
  new Option(
    '--dialect <name>',
    'conventions of figures: trec_eval, beir, mteb, sentence-transformers or exponential',
  ).default('trec_eval')
