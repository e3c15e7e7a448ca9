import type { Runbook } from '../../src/core/runbook/runbook.ts'

/** One action, called over HTTP at `url` with the id of the change as its path. */
export const bindingTo = (url: string): string => `environments:
  bench:
    actions:
      begin: { http: { url: '${url}/\${CUTWATER_CHANGE}' }, timeLimit: 20s }
`

const steps = `steps:
  - action: begin
    unknown: repeat
    undo: { none: true, because: it leaves nothing behind }
`
export const PLAN = `plan: small
title: A small change
environment: bench
${steps}`
/** It waits for its window for as long as anybody looks. */
export const WAITING_PLAN = `plan: waiting
title: A change that waits
environment: bench
window: { start: "2099-01-01T00:00:00Z", duration: 1h }
${steps}`

/** What PLAN compiles to, for lines that open it without a server's HTTP surface. */
export const RUNBOOK: Runbook = {
  format: 1,
  plan: 'small',
  title: 'A small change',
  environment: 'bench',
  version: '',
  inputs: {},
  pace: 1,
  window: null,
  targets: [],
  whenBusy: 'wait',
  steps: [
    {
      kind: 'effect',
      id: 'begin',
      title: 'begin',
      after: [],
      act: { act: 'action', name: 'begin', with: {} },
      timeLimitMs: 20_000,
      attempts: 1,
      backoffMs: 1_000,
      unknown: { ask: 'repeat' },
      onFailure: 'rollback',
      undo: { undo: 'none', because: 'it leaves nothing behind' },
      pointOfNoReturn: false,
    },
  ],
  accept: [],
}
