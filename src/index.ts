/** What leaklab offers to programs: recordings, and the verdict that they prove. */
export type { Evidence, Judgement } from './analysis/verdict.ts';
export { judge } from './analysis/verdict.ts';
export { LeaklabError } from './errors.ts';
export type { Recording } from './record/reader.ts';
export { parseRecording, readRecording } from './record/reader.ts';
export type {
  Entry,
  Header,
  Mechanism,
  Memory,
  RecordLine,
  Sample,
  Settings,
  Verdict,
} from './record/schema.ts';
export { recordSchema } from './record/schema.ts';
export type { AllowEntry, AllowList } from './report/allow-list.ts';
export { applyAllowList, parseAllowList } from './report/allow-list.ts';
export type { HeapReport } from './report/heap-result.ts';
export { heapReportSchema } from './report/heap-result.ts';
export type { JsonSchema } from './report/json-schema.ts';
export { heapJsonSchema, recordingJsonSchema, reportJsonSchema } from './report/json-schema.ts';
export type { Report, Result } from './report/result.ts';
export { reportSchema, resultSchema } from './report/result.ts';
export type { Contract } from './subject/contract.ts';
export type { Label, Scenario } from './subject/scenario.ts';
