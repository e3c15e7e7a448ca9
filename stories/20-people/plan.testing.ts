import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A cutover with people in it: a checklist, a go/no-go, and a checklist at the first weight. */
export const PEOPLE_PLAN = `plan: cutover-with-people
title: Cutover with people
inputs:
  environment: { type: enum, values: [staging], required: true }
  version_tag: { type: string, required: true }
environment: \${{ inputs.environment }}
version: \${{ inputs.version_tag }}
leads: { cutover: Leads the cutover, qa: Leads the tests }
steps:
  - checklist:
      - { title: The pager is up, person: cutover }
      - { title: The proof is there, person: qa, attach: true, id: proof }
      - { title: The team is ready, person: anyone of the team, id: team }
      - { title: The old canary is off, flag: { name: CanaryEnabled, equals: false, targets: [wix] }, id: flag }
    id: ready
    title: Ready to go
  - { approve: go-no-go, by: [cutover, qa], onFailure: pause, id: go, title: Go or no-go }
  - deploy: wix
  - rollout:
      targets: [wix]
      stages:
        - { weight: 10%, hold: 2m, checklist: [ { title: It looks well, person: qa, id: looks-well } ] }
        - { weight: 100%, hold: 2m }
      gates: [ { signal: success-ratio, atLeast: 90%, over: hold, minSamples: 1, noData: { after: 5m, then: hold } } ]
      guards: [ { signal: success-ratio, below: 50%, for: 1m, minSamples: 10, noData: { after: 5m, then: pause } } ]
    id: move
accept: [ Nobody complains ]
`

export function writePeoplePlan(dir: string): string {
  const file = join(dir, 'cutover-with-people.yaml')
  writeFileSync(file, PEOPLE_PLAN)
  return file
}
