/**
 * Looks for inputs that cost more than they should: npm run fuzz -- [--minutes 10] [--seed N]. A fifth of the time goes
 * to the readers of texts by themselves, the rest to a server that runs, asked with such bodies; the worst are written
 * to .cache/fuzz. Ends with 1 when something was over its limit.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { drive } from './drive.ts'
import { openHouse } from './house.ts'
import { search } from './search.ts'
import { SUBJECTS } from './subjects.ts'

const MS_PER_10_KIB_MAX = 50
const DELAY_MS_MAX = 100
const SHOWN = 5
const LENGTHS = [1, 4, 10, 10, 10, 32, 64, 250]
/** Alone, the code of this process is compiled first. */
const WARM_UP = SUBJECTS.length * 30
const found = join(dirname(import.meta.dirname), '..', '.cache', 'fuzz')

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, seed: { type: 'string' } },
})
const minutes = Number(values.minutes)
const seed = Number(values.seed ?? Math.floor(Date.now() % 1_000_000_000))
if (!(minutes > 0) || !Number.isSafeInteger(seed)) {
  process.stderr.write('usage: npm run fuzz -- [--minutes 10] [--seed N]\n')
  process.exit(2)
}
const say = (line: string) => process.stdout.write(`${line}\n`)
mkdirSync(found, { recursive: true })
say(`seed ${seed}, ${minutes} minutes; the worst inputs go to ${found}`)

search(SUBJECTS, seed, [4], (tried) => tried < WARM_UP)
const pureEnds = Date.now() + minutes * 12_000
const { tried, worst } = search(SUBJECTS, seed, LENGTHS, () => Date.now() < pureEnds)
say(
  `\n${tried} inputs for ${SUBJECTS.length} readers; the worst, in ms of work per 10 KiB (of ${MS_PER_10_KIB_MAX}):`,
)
for (const [i, { subject, seed: its, length, msPer10KiB, text }] of worst.entries()) {
  writeFileSync(join(found, `reader-${i + 1}.txt`), text)
  if (i < SHOWN)
    say(
      `  ${msPer10KiB.toFixed(1).padStart(6)}  ${subject}, seed ${its}, ${length} characters: ${shown(text)}`,
    )
}

const house = await openHouse()
const driveEnds = Date.now() + minutes * 48_000
const plans = worst.filter(({ subject }) => subject.startsWith('plan')).map(({ text }) => text)
const driven = await drive(house, seed, plans, () => Date.now() < driveEnds).finally(() => house.close())
say(`\n${driven.sent} requests to a server:`)
for (const [what, count] of [...driven.statuses].toSorted()) say(`  ${String(count).padStart(6)}  ${what}`)
say(`the longest delays of its event loop (of ${DELAY_MS_MAX} ms), with what it was asked in that second:`)
for (const [i, { delayMs, asked }] of driven.seconds.entries()) {
  writeFileSync(join(found, `second-${i + 1}.json`), JSON.stringify({ delayMs, asked }, null, 1))
  const kinds = [...new Set(asked.map(({ what }) => what))].join(', ')
  if (i < SHOWN) say(`  ${delayMs.toFixed(0).padStart(6)} ms  ${asked.length} requests: ${kinds}`)
}

const isOver =
  (worst[0]?.msPer10KiB ?? 0) > MS_PER_10_KIB_MAX ||
  (driven.seconds[0]?.delayMs ?? Number.POSITIVE_INFINITY) > DELAY_MS_MAX
say(
  isOver
    ? `\nover its limit; npm run fuzz -- --minutes ${minutes} --seed ${seed} looks again`
    : '\nwithin its limits',
)
process.exitCode = isOver ? 1 : 0

function shown(text: string): string {
  const middle = Math.floor(text.length / 2)
  return `${JSON.stringify(text.slice(0, 60))} … ${JSON.stringify(text.slice(middle, middle + 40))}`
}
