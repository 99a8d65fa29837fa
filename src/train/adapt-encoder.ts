/** @file A static encoder adapted to a collection from the documents alone: no queries, no judgements, no native code. */
import { existsSync } from 'node:fs'
import type { Matrix } from '../base/matrix.ts'
import type { WorkOptions } from '../base/progress.ts'
import { createRandom, type Random } from '../base/random.ts'
import type { Document } from '../data/document.ts'
import { findTextFields } from '../data/text-fields.ts'
import { modelNotFound } from '../encode/errors.ts'
import { folderOf } from '../encode/open-encoder.ts'
import { isStaticFolder, openStaticSource, type StaticSource } from '../encode/static-folder.ts'
import type { AnalyzerSettings } from '../text/analyzer.ts'
import { encoderNotStatic, textMissing } from './errors.ts'
import type { Gate } from './gate.ts'
import type { PairMakerName } from './pairs/pair-makers-table.ts'
import { sampleDocuments } from './sample-documents.ts'
import { createTokenTable, type TokenTable } from './token-table.ts'
import { trainAndJudge } from './train-and-judge.ts'
import { type TrainingText, trainingTextOf } from './training-text.ts'

export interface AdaptOptions extends WorkOptions {
  /** A static encoder: `bundled:default`, or the folder of one. */
  readonly encoder: string
  /** Where `hub:` references look. */
  readonly cacheFolder?: string | undefined
  /** Fields that the encoder's vectors are made of, in their order. Default: those that hold text. */
  readonly fields?: readonly string[] | undefined
  /** How the collection finds words. Default: English. */
  readonly analyzer?: AnalyzerSettings | undefined
  /** Minutes of training at most. Default 1, unless `steps` are given; small collections take less. */
  readonly minutes?: number | undefined
  /** Steps of training: with these the same seed gives the same encoder on the same machine. */
  readonly steps?: number | undefined
  /** Default 1. */
  readonly seed?: number | undefined
  readonly threads?: number | undefined
}

export interface AdaptReport {
  /** Reference and fingerprint of the encoder that was adapted. */
  readonly encoder: string
  readonly encoderFingerprint: string
  /** Given, and of them those that were looked at. */
  readonly documents: number
  readonly sampled: number
  readonly fields: readonly string[]
  readonly seed: number
  /** Of the training that made the encoder. */
  readonly steps: number
  /** Of all training, that of the gate included. */
  readonly seconds: number
  /** Pairs by their maker. */
  readonly pairs: Readonly<Partial<Record<PairMakerName, number>>>
  /** Undefined where there were too few documents to hold any out. */
  readonly gate: Gate | undefined
  /** Weight of the dense leg in a min-max combination with words, 0 to 1; of the encoder that is kept. */
  readonly hybridWeight: number
  /** Whether the adapted encoder is to be used. */
  readonly kept: boolean
  /** A sentence: why. */
  readonly reason: string
}

/** What `writeAdaptedEncoder` makes a folder of. */
export interface AdaptedEncoder {
  readonly source: StaticSource
  /** `[tokens, dim]`. */
  readonly table: Matrix
}

export interface Adaptation {
  readonly report: AdaptReport
  /** Undefined where the old encoder is better kept. */
  readonly adapted: AdaptedEncoder | undefined
  /** Kept or not, a table that was trained; where it is refused, the first that the gate judged. Undefined where nothing was trained. */
  readonly candidate: AdaptedEncoder | undefined
}

/** Beyond, more documents add little in a minute, and memory. */
const DOCUMENTS_MAX = 20_000
/** With fewer, too little is left to judge by. */
const DOCUMENTS_MIN = 100

/**
 * @param documents the collection's; a random part of a long stream is learnt from
 * @throws TRAIN_ENCODER_NOT_STATIC, TRAIN_TEXT_MISSING, what opening the encoder throws, the signal's reason when aborted
 */
export async function adaptEncoder(
  documents: Iterable<Document> | AsyncIterable<Document>,
  options: AdaptOptions,
): Promise<Adaptation> {
  const { encoder, cacheFolder, seed = 1, signal, onProgress } = options
  const source = openStaticSource(adaptableFolder(encoder, cacheFolder))
  const random = createRandom(seed)
  const sample = await sampleDocuments(documents, { size: DOCUMENTS_MAX, random, signal })
  const fields = options.fields ?? findTextFields(sample.documents.slice(0, 1000))
  const start = {
    encoder,
    encoderFingerprint: source.fingerprint,
    documents: sample.total,
    sampled: sample.documents.length,
    fields,
    seed,
  }
  const untrained = (reason: string): Adaptation => ({
    report: { ...start, ...NOTHING_DONE, hybridWeight: source.hybridWeight, reason },
    adapted: undefined,
    candidate: undefined,
  })
  if (sample.total < DOCUMENTS_MIN)
    return untrained(
      `There are ${sample.total} documents; below ${DOCUMENTS_MIN} too few are left to judge an adapted encoder by.`,
    )
  if (fields.length === 0) throw textMissing({ documents: sample.total })
  const tokens = createTokenTable(source.model)
  const texts = await readTexts(sample.documents, { fields, tokens, signal, onProgress })
  const filled = texts.filter((text) => !isEmpty(text))
  if (filled.length < DOCUMENTS_MIN)
    return untrained(
      `Of ${sample.documents.length} documents only ${filled.length} have text in ${fields.join(', ')} that the encoder has tokens for.`,
    )
  return adaptTexts(filled, { ...options, source, tokens, random, start })
}

/** Where an encoder is that can be adapted. @throws ENCODE_MODEL_NOT_FOUND, TRAIN_ENCODER_NOT_STATIC */
export function adaptableFolder(encoder: string, cacheFolder?: string): string {
  const folder = folderOf(encoder, cacheFolder)
  if (!existsSync(folder)) throw modelNotFound({ ref: encoder, place: folder })
  if (!isStaticFolder(folder)) throw encoderNotStatic({ ref: encoder })
  return folder
}

const isEmpty = ({ title, sentences }: TrainingText): boolean => title.length + sentences.length === 0

type Start = Pick<AdaptReport, 'encoder' | 'encoderFingerprint' | 'documents' | 'sampled' | 'fields' | 'seed'>

const NOTHING_DONE = { steps: 0, seconds: 0, pairs: {}, gate: undefined, kept: false } as const

interface ReadOptions extends WorkOptions {
  readonly fields: readonly string[]
  readonly tokens: TokenTable
}

/** Documents between two turns of the event loop. */
const TURN_DOCUMENTS = 100

async function readTexts(
  documents: readonly Document[],
  { fields, tokens, signal, onProgress }: ReadOptions,
): Promise<TrainingText[]> {
  const texts: TrainingText[] = []
  for (const document of documents) {
    texts.push(trainingTextOf(document, { fields, tokensOf: tokens.tokensOf }))
    if (texts.length % TURN_DOCUMENTS !== 0) continue
    onProgress?.({ stage: 'reading', done: texts.length, total: documents.length, unit: 'documents' })
    await new Promise((resume) => setImmediate(resume))
    signal?.throwIfAborted()
  }
  return texts
}

interface AdaptTextsOptions extends AdaptOptions {
  readonly source: StaticSource
  readonly tokens: TokenTable
  readonly random: Random
  readonly start: Start
}

async function adaptTexts(texts: readonly TrainingText[], options: AdaptTextsOptions): Promise<Adaptation> {
  const { source, tokens, start } = options
  const { gate, hybridWeight, trained } = await trainAndJudge(texts, options)
  const { table, ...training } = trained
  const kept = gate.isPassed
  const candidate = { source, table: tokens.withRows(table) }
  return {
    report: {
      ...start,
      ...training,
      gate,
      hybridWeight: kept ? hybridWeight : source.hybridWeight,
      kept,
      reason: gate.reason,
    },
    adapted: kept ? candidate : undefined,
    candidate,
  }
}
