/** @file The public interface: everything that 'attune' exports, and nothing else is public. */
export type { AdaptCollectionOptions, CollectionAdaptation } from './adapt/adapt-collection.ts'
export type { AdaptableCollection, AdaptableProject } from './adapt/adaptable-project.ts'
export { checkData, type CheckDataOptions, type DataToCheck, datasetToCheck, refuseUnfit } from './audit/check-data.ts'
export { findLeaks } from './audit/find-leaks.ts'
export type { DataCheck, Finding, FindingKind, Likeness, Severity } from './audit/finding.ts'
export type { ErrorCode } from './base/error-codes.ts'
export { AttuneError, type ErrorKind } from './base/errors.ts'
export type { Matrix } from './base/matrix.ts'
export type { OnProgress, Progress, WorkOptions } from './base/progress.ts'
export type { CauseCount, ComparedQuery, LostDocument, PlanComparison } from './compare/comparison.ts'
export { comparisonHtml } from './compare/comparison-html.ts'
export { comparisonMarkdown } from './compare/comparison-markdown.ts'
export { type CauseFigures, type KnownCause, measureCauses } from './compare/measure-causes.ts'
export { compareCollection, type CompareCollectionOptions, runComparison } from './compare/run-comparison.ts'
export { type Dataset, openDataset } from './data/dataset.ts'
export type { Document, FieldValue, Grades, Judgements, Query, Run, ScoredDocument } from './data/document.ts'
export type { FieldType, FieldTypes } from './data/field-type.ts'
export { type LocatedDocument, readDocuments, type ReadOptions, type SkippedFile } from './data/read-documents.ts'
export { readQueries } from './data/query-file.ts'
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
export type { DisposableEncoder } from './encode/disposable-encoder.ts'
export { openEncoder, type OpenEncoderOptions } from './encode/open-encoder.ts'
export type { RerankOptions, Reranker } from './encode/reranker.ts'
export type { Advice } from './evaluate/advise.ts'
export type { ChosenPlan, NamedPlan, PlanChoice } from './evaluate/choose-plans.ts'
export type { QueryVectors } from './evaluate/evaluate-plans.ts'
export type { Environment } from './evaluate/environment.ts'
export {
  evaluateCollection,
  type EvaluateCollectionOptions,
  type Evaluated,
  type EvaluateOptions,
  type Evaluation,
} from './evaluate/evaluate-collection.ts'
export { evaluateDataset, type EvaluateDatasetOptions, indexDataset } from './evaluate/evaluate-dataset.ts'
export type { AdaptRequest, CollectionSource, DatasetSource, EvaluationRequest } from './evaluate/evaluation-request.ts'
export { type FindDifferencesOptions, findDifferences, type ScoredLeg } from './evaluate/find-differences.ts'
export type { MissCause, Reason } from './evaluate/causes/cause.ts'
export type { LegDifference } from './evaluate/leg-difference.ts'
export { reportDifferences, requestOfReport } from './evaluate/repeat-report.ts'
export { runEvaluation, type RunEvaluationOptions } from './evaluate/run-evaluation.ts'
export type {
  AdaptSummary,
  Comparison,
  DatasetSummary,
  Differences,
  Estimate,
  Latency,
  ModelReference,
  PlanReport,
  Report,
} from './evaluate/report.ts'
export type { Warning, WarningCode } from './evaluate/warnings.ts'
export { bootstrapDifference, bootstrapMean } from './evaluate/statistics/bootstrap.ts'
export { pairedTTest, type PairedTTest } from './evaluate/statistics/paired-t-test.ts'
export { detectableDifference, type Power, queriesNeeded } from './evaluate/statistics/sample-size.ts'
export { holm } from './evaluate/statistics/holm.ts'
export { randomisationTest } from './evaluate/statistics/randomisation-test.ts'
export type { LexicalScoring } from './index/lexical/scoring.ts'
export { cohenKappa } from './judge/cohen-kappa.ts'
export { importJudgements, type Imported, type ImportOptions } from './judge/import-judgements.ts'
export { krippendorffAlpha } from './judge/krippendorff-alpha.ts'
export { makeWorkList, type WorkListOptions } from './judge/make-work-list.ts'
export type { Agreement, KappaOfTwo } from './judge/measure-agreement.ts'
export { formatWorkList, type WorkItem } from './judge/work-list.ts'
export { alphaNdcg, type AlphaNdcgOptions, type SubtopicJudgements } from './metrics/alpha-ndcg.ts'
export { countResults, type ResultCounts } from './metrics/count-results.ts'
export type { DialectName } from './metrics/dialects.ts'
export { evaluateRun, type RunScores } from './metrics/evaluate-run.ts'
export { parseMetric, parseMetrics } from './metrics/parse-metric.ts'
export type { Metric } from './metrics/metric.ts'
export type { Counterfactual } from './search/counterfactual.ts'
export type { Explanation, StageExplanation } from './search/explanation.ts'
export type { Highlight } from './search/highlight.ts'
export { type FusionInput, type Fusion } from './search/fusion/fusion.ts'
export { parsePlan } from './search/parse-plan.ts'
export { type Plan, type PlanInput, type PlanName, planNames, type PlanReference } from './search/plan.ts'
export { resolvePlan, type ResolveOptions } from './search/resolve-plan.ts'
export type { Stage, StageInput, WordOptions } from './search/stages/stage.ts'
export { suggest, type SuggestOptions, type Suggestion } from './search/suggest.ts'
export { search, type ProjectSearchOptions } from './search/search.ts'
export {
  type AnyFields,
  type Hit,
  type QueryReading,
  searchCollection,
  type SearchResult,
  type Timing,
} from './search/search-collection.ts'
export type { SearchNote, SearchNoteCode } from './search/search-notes.ts'
export type { SearchOptions } from './search/search-options.ts'
export type * from './store/collection.ts'
export type * from './store/sync.ts'
export type { Filter } from './store/filter/filter.ts'
export { openProject } from './open-project.ts'
export type { SearchableCollection, SearchableProject } from './search/searchable-project.ts'
export { findProject } from './store/open-project.ts'
export { type Choice, type ChoiceRequest, type Finalist, runChoice } from './select/run-choice.ts'
export type { Load } from './select/measure-load.ts'
export { parseSla, type Sla } from './select/sla.ts'
export { runTuning, type Tuning, type TuningRequest } from './select/run-tuning.ts'
export { parseFilter } from './store/filter/parse-filter.ts'
export type { CollectionUsage } from './store/documents/usage.ts'
export type {
  CheckProblem,
  CheckReport,
  EncoderChange,
  NewCollection,
  NewSpace,
  OpenProjectOptions,
  Project,
} from './store/project.ts'
export type { VectorInput } from './store/documents/vector-input.ts'
export { type CachedEncoder, cachedEncoder, openVectorCache, type VectorCache } from './store/encoders/vector-cache.ts'
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
