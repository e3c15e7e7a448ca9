/** Holds the tree to the import rules of .dependency-cruiser.cjs; run directly, it reports on this repository. */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { cruise, type ICruiseResult } from 'dependency-cruiser'
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options'
import { describeCircle, type Import, roomCircles } from './room-circles.ts'
import { isInHouse } from './source-files.ts'

export type Violation = {
  readonly rule: string
  readonly from: string
  readonly to: string
  readonly why: string
}
export type Report = {
  readonly modules: number
  readonly imports: readonly Import[]
  readonly violations: readonly Violation[]
}

const root = dirname(import.meta.dirname)
const folders = ['src', 'demo', 'bin', 'web', 'bench']

export async function checkBoundaries(baseDir: string): Promise<Report> {
  const present = folders.filter((folder) => existsSync(join(baseDir, folder)))
  if (present.length === 0) return { modules: 0, imports: [], violations: [] }
  const options = await extractDepcruiseOptions(join(root, '.dependency-cruiser.cjs'))
  const { output } = await cruise(present, { ...options, baseDir, outputType: 'json', validate: true })
  const { modules, summary } = (typeof output === 'string' ? JSON.parse(output) : output) as ICruiseResult
  const reasons = new Map(options.ruleSet?.forbidden?.map(({ name, comment }) => [name, comment]))
  const imports = modules.flatMap(({ source, dependencies }) =>
    dependencies.map(({ resolved }) => ({ from: source, to: resolved })),
  )
  return {
    modules: modules.filter(({ source }) => folders.some((folder) => source.startsWith(`${folder}/`))).length,
    imports,
    violations: [
      ...summary.violations.map(({ rule, from, to, cycle }) => ({
        rule: rule.name,
        from,
        to: cycle === undefined ? to : cycle.map(({ name }) => name).join(' -> '),
        why: reasons.get(rule.name) ?? '',
      })),
      ...circlesOfRooms(imports),
    ],
  }
}

/** The tool knows circles of files; of folders it would only say that each imports the other. */
function circlesOfRooms(imports: readonly Import[]): Violation[] {
  return roomCircles(imports.filter(({ from, to }) => isInHouse(from) && isInHouse(to))).map((circle) => ({
    rule: 'no-room-circles',
    from: circle.rooms[0] ?? '',
    to: circle.rooms.slice(1).join(', '),
    why: `rooms that import each other are one, or a third is missing\n${describeCircle(circle)}`.replaceAll(
      '\n',
      '\n    ',
    ),
  }))
}

if (import.meta.main) {
  const { modules, violations } = await checkBoundaries(root)
  for (const { rule, from, to, why } of violations)
    process.stdout.write(`${from} -> ${to}\n  ${rule}: ${why}\n`)
  process.stdout.write(`${modules} modules, ${violations.length} violations\n`)
  // Zero modules means that the tool could not read TypeScript, not that all is well.
  process.exitCode = violations.length > 0 || modules === 0 ? 1 : 0
}
