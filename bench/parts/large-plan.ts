const DECLARING = 4

/** A plan of so many steps: in groups of fifty, every other group side by side, each step given what an earlier one told. */
export function largePlan(steps: number): string {
  const groups = Array.from({ length: Math.ceil(steps / 50) }, (_, g) => {
    const from = g * 50
    const members = Array.from({ length: Math.min(50, steps - from) }, (_, i) => action(from + i, from)).join(
      '',
    )
    return `  - ${g % 2 === 0 ? 'parallel:' : ''}\n${members}`
  })
  return `plan: large
title: A large plan
inputs:
  region: { type: string, default: eu }
environment: bench
steps:
${groups.join('')}`
}

/** Every fourth tells something; those of later groups are given the last of it from before their own group. */
function action(n: number, groupFrom: number): string {
  const teller = groupFrom - DECLARING - (groupFrom % DECLARING)
  const given = teller < 0 ? 'inputs.region' : `steps["s${teller}"].outputs.id`
  const tells = n % DECLARING === 0 ? '        outputs: { id: string }\n' : ''
  return `      - action: sync-${n % 40}
        id: s${n}
        with: { from: '\${{ ${given} }}' }
${tells}        unknown: repeat
        undo: { none: true, because: it leaves nothing behind }
`
}
