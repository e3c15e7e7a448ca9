/** Everything that a plan can do to traffic and to people, in one cutover. */
export const CUTOVER = `plan: database-cutover
title: Shop moves to the new database
inputs:
  start: { type: datetime, required: true }
environment: staging
version: v2.0.0
window: { start: "\${{ inputs.start }}", duration: 3h, atEnd: hold }
levels:
  - { signal: payment-failures, over: 5m, warn: 0.5%, critical: 1%, tell: [product] }
leads: { cutover: Leads the cutover, database: Answers for the database, product: Answers for the product }
phases:
  - phase: { name: preparation, at: T-30m, lead: cutover }
    steps:
      - { flags: { NewDatabase: true, GreetingText: 'Welcome to the new shop, which has moved', targets: [shop] }, live: T }
      - { approve: go-no-go, by: [cutover, database], quorum: all, timeLimit: 20m, onFailure: pause }
  - phase: { name: cutover, at: T, lead: cutover }
    steps:
      - { deploy: shop, unknown: repeat }
      - { deploy: api, unknown: repeat }
      - mode: { traffic: read-only, drain: 2m, banner: 'We are moving. Orders are taken again in some minutes.', targets: [shop] }
      - { action: move-data, undo: { action: move-data-back } }
      - mode: { traffic: normal, targets: [shop] }
      - rollout:
          targets: [shop, api]
          adopt: later
          weightFlag: canary-percentage
          stages: [ { weight: 10%, hold: 10m }, { weight: 50%, hold: 15m }, { weight: 100%, hold: 10m } ]
          gates: [ { signal: success-ratio, atLeast: 99%, minSamples: 100 } ]
          guards: [ { signal: success-ratio, below: 90%, for: 2m } ]
      - bake: { for: 30m, every: 5m, gates: [ { signal: success-ratio, atLeast: 99% } ] }
      - { approve: keep-it, by: [product], onFailure: pause }
      - adopt: [shop, api]
guards:
  - { id: slow-payments, signal: payment-failures, above: 1%, for: 2m, then: pause, ask: [product] }
  - { id: long-queue, signal: queue-length, above: 100, for: 2m, then: pause, tell: [cutover] }
  - { id: lost-orders, signal: lost-orders, above: 0.1%, for: 1m, then: rollback }
rollback:
  limits: { close: 1m, undo: 2m }
  steps:
    - { id: cache, title: Clear the cache of the shop, action: clear-cache, timeLimit: 30s }
    - { id: tell, title: Tell the registry where the shop is, action: tell-registry, timeLimit: 1m }
    - { id: legacy, title: Legacy mode on, flags: { LegacyMode: true, targets: [shop] } }
  verify: { for: 10m, gates: [ { signal: success-ratio, atLeast: 99%, minSamples: 100 } ] }
  considerations: [ Users cannot log in, Orders of the last minutes are lost ]
followUps:
  - { on: succeeded, within: 24h, tasks: [ Read the error logs, { title: Tell the editors, owner: product } ] }
  - { on: rollback, within: 24h, tasks: [ Write down what happened ] }
`
