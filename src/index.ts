/** @file What outsiders import as 'attune': everything public, and nothing else is. */
export { AttuneError, type ErrorKind } from './base/errors.ts'
export type { Matrix } from './base/matrix.ts'
export type { OnProgress, Progress, WorkOptions } from './base/progress.ts'
export { type Dataset, openDataset } from './data/dataset.ts'
export type { Document, FieldValue, Grades, Judgements, Query, Run, ScoredDocument } from './data/document.ts'
export type { FieldType, FieldTypes } from './data/field-type.ts'
export { type LocatedDocument, readDocuments, type ReadOptions, type SkippedFile } from './data/read-documents.ts'
export { formatRun, readQrels, readRun } from './data/trec.ts'
export {
  type Encoder,
  type EncodeOptions,
  type EncodeRole,
  type EncodeUsage,
  type EncoderInput,
  type EncoderKind,
  type Encoding,
  textInputs,
} from './encode/encoder.ts'
export { openEncoder, type OpenEncoderOptions } from './encode/open-encoder.ts'
export { evaluateDataset, type EvaluateDatasetOptions, indexDataset } from './evaluate/evaluate-dataset.ts'
export { type FindDifferencesOptions, findDifferences } from './evaluate/find-differences.ts'
export type { LegDifference } from './evaluate/leg-difference.ts'
export type { Evaluation, NamedPlan } from './evaluate/evaluate-plans.ts'
export type { Comparison, Estimate, Latency, PlanReport, Report } from './evaluate/report.ts'
export { bootstrapDifference, bootstrapMean } from './evaluate/statistics/bootstrap.ts'
export { randomisationTest } from './evaluate/statistics/randomisation-test.ts'
export type {
  LexicalExplanation,
  LexicalFieldExplanation,
  LexicalTermExplanation,
} from './index/lexical/lexical-index.ts'
export type { LexicalScoring } from './index/lexical/scoring.ts'
export { evaluateRun, type RunScores } from './metrics/evaluate-run.ts'
export { parseMetric, parseMetrics } from './metrics/parse-metric.ts'
export type { Metric } from './metrics/metric.ts'
export type { Explanation, StageExplanation } from './search/explanation.ts'
export type { Highlight } from './search/highlight.ts'
export { namedPlans, parsePlan, type Plan } from './search/plan.ts'
export type { Reranker } from './search/reranker.ts'
export { search, type ProjectSearchOptions } from './search/search.ts'
export { type Hit, searchCollection, type SearchResult, type Timing } from './search/search-collection.ts'
export type { SearchOptions } from './search/search-options.ts'
export type * from './store/collection.ts'
export type { Filter } from './store/filter.ts'
export { findProject, openProject } from './store/open-project.ts'
export { parseFilter } from './store/parse-filter.ts'
export type { NewCollection, NewSpace, OpenProjectOptions, Project } from './store/project.ts'
export { type CachedEncoder, cachedEncoder, openVectorCache, type VectorCache } from './store/vector-cache.ts'
export {
  type Adaptation,
  type AdaptedEncoder,
  adaptEncoder,
  type AdaptOptions,
  type AdaptReport,
} from './train/adapt-encoder.ts'
export type { Gate, GateFigure } from './train/gate.ts'
export { writeAdaptedEncoder, type WriteAdaptedOptions } from './train/write-adapted-encoder.ts'
export { type Analyzer, type AnalyzerSettings, createAnalyzer } from './text/analyzer.ts'
export { chunkByCharacters } from './text/chunk/by-characters.ts'
export { chunkByHeading } from './text/chunk/by-heading.ts'
export { chunkBySentence } from './text/chunk/by-sentence.ts'
export { chunkByTokens } from './text/chunk/by-tokens.ts'
export type { Chunk, Chunker } from './text/chunk/chunk.ts'
