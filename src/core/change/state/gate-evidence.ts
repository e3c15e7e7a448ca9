import type { Evidence } from '../../judge/verdict.ts'

export type GateEvidence = { readonly gate: string; readonly target: string; readonly evidence: Evidence }
