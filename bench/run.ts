/**
 * npm run bench                         every line, and the table in docs/bench.md
 * npm run bench -- --only NAME          one of them (may be said again), and no table
 * npm run bench -- --only NAME --write  the same, and its place in the table
 * npm run bench -- --quick              only whether they still run
 */
import { argv, exit, stdout } from 'node:process'
import { parseArgs } from 'node:util'
import { lines } from './lines.ts'
import type { Line } from './parts/line.ts'
import { machine } from './parts/machine.ts'
import { type Measured, sectionOf, tableOf } from './parts/table.ts'
import { writeTable } from './parts/write-table.ts'

const { values } = parseArgs({
  args: argv.slice(2),
  options: {
    only: { type: 'string', multiple: true, default: [] },
    write: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
  },
})
const unknown = values.only.filter((name) => !lines.some((line) => line.name === name))
if (unknown.length > 0) {
  stdout.write(
    `there is no line ${unknown.join(', ')}; there are ${lines.map(({ name }) => name).join(', ')}\n`,
  )
  exit(2)
}

const chosen = lines.filter(({ name }) => values.only.length === 0 || values.only.includes(name))
const measured: Measured[] = []
for (const line of chosen) measured.push(await measure(line))
stdout.write(`\n${tableOf(measured.map(sectionOf))}\n`)
const failed = measured.filter((each) => 'failed' in each)
if ((values.write || chosen.length === lines.length) && !values.quick && failed.length === 0) {
  await writeTable(lines, measured, machine())
  stdout.write('written to docs/bench.md\n')
}
exit(failed.length === 0 ? 0 : 1)

/** One that fails says so, and the others are still measured. */
async function measure(line: Line): Promise<Measured> {
  const from = performance.now()
  stdout.write(`${line.name}: ${line.title}\n`)
  const say = (what: string) => stdout.write(`  ${what}\n`)
  try {
    const rows = await line.measure({ quick: values.quick, say })
    say(`${Math.round((performance.now() - from) / 1_000)} s`)
    return { line, rows }
  } catch (error) {
    const words = error instanceof Error ? (error.stack ?? error.message) : String(error)
    say(`FAILED: ${words}`)
    return { line, failed: error instanceof Error ? error.message : String(error) }
  }
}
