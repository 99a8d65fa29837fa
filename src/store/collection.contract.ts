/** @file What every collection does, whichever engine is behind it: run this suite on each. */
import { afterEach, beforeEach, describe, it } from 'vitest'
import type { Collection } from './collection.ts'
import { describeArguments } from './contract/arguments.contract.ts'
import { describeCapabilities } from './contract/capabilities.contract.ts'
import { describeChanges } from './contract/changes.contract.ts'
import { describeFilters } from './contract/filters.contract.ts'
import { describeIds, describeVectors } from './contract/ids-and-vectors.contract.ts'
import { describePlans, describeLife } from './contract/life.contract.ts'
import { describeRefusals } from './contract/refusals.contract.ts'
import { describeLexical, describeDense } from './contract/retrieval.contract.ts'
import { type CollectionUnderTest, settings } from './contract/sample-documents.contract.ts'
import { describeSync } from './contract/sync.contract.ts'
import { describeUpdates } from './contract/updates.contract.ts'
import { describeViews } from './contract/views.contract.ts'
import { describeWrites } from './contract/writes.contract.ts'
import type { NewCollection } from './project.ts'

export { createLetterEncoder } from './contract/letter-encoder.contract.ts'

export interface CollectionContract {
  readonly name: string
  /** An empty collection with these settings. */
  readonly open: (settings: NewCollection) => Promise<CollectionUnderTest>
  /** Tests that this engine cannot pass, each with the reason. */
  readonly skip?: readonly { readonly test: string; readonly reason: string }[]
}

/** Registers the suite for one engine. */
export function describeCollection({ name, open, skip = [] }: CollectionContract): void {
  const test = (
    title: string,
    work: (context: { under: CollectionUnderTest; collection: Collection }) => Promise<void>,
  ): void => {
    const reason = skip.find((skipped) => skipped.test === title)?.reason
    const run = (): Promise<void> => work({ under, collection: under.collection })
    const register = reason === undefined ? it : it.skip
    register(reason === undefined ? title : `${title} (${reason})`, run)
  }
  let under: CollectionUnderTest

  describe(`${name} as a collection`, () => {
    beforeEach(async () => {
      under = await open(settings)
    })
    afterEach(() => under.dispose())
    describeWrites(test)
    describeUpdates(test)
    describeIds(test)
    describeVectors(test)
    describeRefusals(test)
    describeArguments(test)
    describeLexical(test)
    describeDense(test)
    describeFilters(test)
    describeViews(test)
    describePlans(test)
    describeLife(test)
    describeCapabilities(test)
    describeChanges(test)
    describeSync(test)
  })
}
