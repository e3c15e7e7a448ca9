/** A plan of phases that uses the whole language, and in which nothing but words that wait is refused. */
export const PHASED = `plan: phased
title: Phased
inputs:
  environment: { type: enum, values: [staging], required: true }
  tag: { type: string, required: true }
  start: { type: datetime, required: true }
environment: \${{ inputs.environment }}
version: \${{ inputs.tag }}
window: { start: "\${{ inputs.start }}", duration: 3h }
leads: { cutover: Leads the cutover, database: Leads the database }
phases:
  - phase: { name: ready, at: before, lead: cutover }
    steps:
      - checklist: [ The team is there, { title: Backups, action: sync-registry, timeLimit: 30s } ]
  - phase: { name: verify, at: T-30m, budget: 10m }
    steps:
      - capture: { baseline: 1h, stated: { conversion: 85% }, lastWeek: [throughput] }
      - { approve: go-no-go, by: [cutover, database], quorum: 2 }
  - phase: { name: flags, at: T-5m, lead: database }
    steps:
      - flags: { shadow: false }
        live: T
  - phase: { name: cutover, at: T, lead: cutover }
    steps:
      - deploy: wix
      - rollout:
          targets: [wix]
          adopt: later
          stages:
            - { weight: 5, hold: 10m, gates: [{ signal: success-ratio, atLeast: 98% }], checklist: [ It is quiet ] }
            - { weight: 100, hold: 0s }
          gates: [{ signal: success-ratio, atLeast: 99% }]
      - bake: { for: 30m, every: 5m, gates: [{ signal: latency-p95, atMost: baseline+10% }] }
      - adopt: [wix]
  - phase: { name: publishing, at: T+1h, budget: 30m, lead: database }
    steps:
      - action: sync-registry
        undo: { none: true, because: A sync repeats harmlessly. }
guards:
  - { signal: success-ratio, below: 97%, for: 1m }
  - { signal: latency-p95, above: stable*2, for: 5m, then: pause, ask: [cutover] }
rollback:
  limits: { close: 30s, undo: 1m }
  steps: [{ action: sync-registry }, { flags: { shadow: true } }]
  gradual: [{ weight: 20%, hold: 5m }, { weight: 5%, hold: 5m }, { weight: 0% }]
  verify: { for: 10m, gates: [{ signal: success-ratio, atLeast: 99% }] }
notices: [{ every: 30m, from: T, until: T+2h, to: [team] }]
followUps:
  - { on: succeeded, within: 24h, tasks: [ Write it down, { title: Tell them, owner: cutover } ] }
  - { on: succeeded, every: 24h, for: 72h, tasks: [ Meet ] }
accept:
  - { title: held, held: { signal: success-ratio } }
`
