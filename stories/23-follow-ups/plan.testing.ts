import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Where its links lead: an address that is shown and never asked. */
export const RUNBOOK = 'https://wiki.internal/registry'

/** At pace 100 a round of hypercare is 12 s, and the retrospective is due after a quarter of an hour. */
const LEAVES_WORK = `plan: leaves-work
title: Leaves work behind
owner: sre
reviewers: [council]
reviewEvery: 1s
inputs:
  environment: { type: enum, values: [staging], required: true }
environment: \${{ inputs.environment }}
leads: { care: Leads hypercare }
change:
  services: [wix, gamma]
  impact: Read-only for a moment
  duration: 100m
  risks: [ { risk: The registry is away, likelihood: low, impact: medium, mitigation: It is synced again } ]
  tickets: [OPS-472]
  links: [ { title: Runbook, url: '${RUNBOOK}' } ]
steps:
  - action: sync-registry
    undo: { none: true, because: A sync repeats harmlessly. }
followUps:
  - { on: succeeded, every: 20m, for: 1h, tasks: [ { title: Read the error logs, owner: care, id: logs } ] }
  - { on: succeeded, within: 24h, tasks: [ { title: Write the retrospective, id: retro } ] }
  - { on: rollback, within: 24h, tasks: [ Find the root cause ] }
`

export function writeLeavesWork(dir: string): string {
  const file = join(dir, 'leaves-work.yaml')
  writeFileSync(file, LEAVES_WORK)
  return file
}
