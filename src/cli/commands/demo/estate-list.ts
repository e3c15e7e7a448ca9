import type { Estate } from '../../../../demo/world/estate.ts'
import type { Terminal } from '../../terminal/terminal.ts'

/** Every estate with what can be wrong in it and what to look at, for people. */
export function drawEstates(estates: readonly Estate[], { paint }: Pick<Terminal, 'paint'>): string {
  return estates.map((estate) => drawEstate(estate, paint)).join('\n\n')
}

function drawEstate(estate: Estate, { bold, dim }: Terminal['paint']): string {
  const { name, title, takes, lookAt, faults } = estate
  const wide = Math.max(0, ...faults.map((fault) => fault.name.length)) + 2
  return [
    `${bold(name)}  ${title}`,
    `  ${dim('takes')} ${takes}: cutwater demo ${name} --exit`,
    `  ${dim('look at')}`,
    ...lookAt.map((line) => `    ${line}`),
    `  ${dim('--fault')}`,
    ...faults.map((fault) => `    ${fault.name.padEnd(wide)}${fault.what}: ${fault.ends}`),
  ].join('\n')
}

/** The same for programs. */
export function listEstates(estates: readonly Estate[]) {
  return estates.map(({ name, title, takes, lookAt, faults, proxies, metrics, judges, pace, users }) => ({
    ...{ name, title, takes, lookAt, proxies, metrics, judges, pace, users },
    faults: faults.map((fault) => ({ name: fault.name, what: fault.what, ends: fault.ends })),
  }))
}
