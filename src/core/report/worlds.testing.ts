import assert from 'node:assert/strict'
import { entryOf } from '../change/events/change-entry.ts'
import type { ChangeEvent } from '../change/events/event.ts'
import { GENESIS, sealAll } from '../journal/chain.ts'
import type { Entry } from '../journal/entry.ts'
import type { Runbook } from '../runbook/runbook.ts'
import { sampleRunbook } from '../runbook/sample-runbook.testing.ts'
import { readScript } from '../simulate/script.ts'
import { simulate } from '../simulate/simulate.ts'
import type { IncidentReport } from './report.ts'
import { reportOf } from './write-report.ts'

export const AT = Date.UTC(2027, 2, 1, 10)

/** As the store seals and gives back what was decided. */
export const sealed = (events: readonly ChangeEvent[]): readonly Entry[] =>
  JSON.parse(JSON.stringify(sealAll({ seq: 0, hash: GENESIS }, 'change/CHG-SIMULATED', events.map(entryOf))))

/** What the server's own turns write of such a world. */
export function played(script: string, over: Partial<Runbook> = {}): readonly Entry[] {
  const read = readScript(script)
  assert.ok('script' in read, JSON.stringify(read))
  return sealed(simulate(sampleRunbook(over), read.script, AT).events)
}

export function incidentOf(entries: readonly Entry[], followUps: readonly Entry[] = []): IncidentReport {
  const report = reportOf(entries, followUps)
  assert.ok(report?.report === 'incident', JSON.stringify(report))
  return report
}

/** A release of which one target answers with errors, from the third stage on. */
export const ERRORS = '{evidence: [{from: 12m, success: 90%, targets: [gamma]}]}'
