/** A version that is compared with stable, by a guard and by gates that need their evidence. */
export const COMPARED = `plan: compared-with-stable
title: Shop is compared with stable
inputs:
  start: { type: datetime, required: true }
environment: staging
version: v2.0.0
window: { start: "\${{ inputs.start }}", duration: 3h, atEnd: hold }
steps:
  - rollout:
      targets: [shop, api]
      stages: [ { weight: 5%, hold: 20m }, { weight: 50%, hold: 20m }, { weight: 100%, hold: 5m } ]
      gates:
        - { id: no-worse, signal: success-ratio, noWorseThan: stable*1.5, confidence: 95%, inconclusive: { after: 10m, then: pause } }
      guards:
        - { id: worse, signal: success-ratio, worseThan: stable*1.25, confidence: 99.9%, then: rollback }
        - { id: slower, signal: request-duration, worseThan: stable*1.25, confidence: 99.9%, then: pause }
        - { id: slow, signal: request-duration, above: 800ms, for: 2m, then: rollback }
`

/** Every path is judged for itself, and so is whatever the binding names no path for. */
export const EACH_PATH = `plan: every-path
title: Shop is judged by its paths
inputs:
  start: { type: datetime, required: true }
environment: staging
version: v2.0.0
window: { start: "\${{ inputs.start }}", duration: 3h, atEnd: hold }
steps:
  - rollout:
      targets: [shop]
      stages: [ { weight: 25%, hold: 20m }, { weight: 100%, hold: 5m } ]
      gates: [ { id: whole, signal: success-ratio, atLeast: 97% } ]
      guards: [ { id: one-path, signal: success-ratio, each: path, below: 95%, for: 5m, then: rollback } ]
`
