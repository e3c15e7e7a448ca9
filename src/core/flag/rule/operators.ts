import { arithmetic } from './arithmetic.ts'
import { comparisons } from './compare.ts'
import { fractional } from './fractional.ts'
import { lists } from './lists.ts'
import { both, chooseBranch, either, not, truth } from './logic.ts'
import { missing, missingSome, readVar } from './read.ts'
import type { Compiler } from './rule.ts'
import { semVer } from './sem-ver.ts'
import { texts } from './texts.ts'

/** Every operator there is: those of flagd's schema, https://flagd.dev/schema/v0/targeting.json. */
export const OPERATORS: Readonly<Record<string, Compiler>> = {
  var: readVar,
  missing,
  missing_some: missingSome,
  if: chooseBranch,
  or: either,
  and: both,
  '!': not,
  '!!': truth,
  ...comparisons,
  ...arithmetic,
  ...lists,
  ...texts,
  sem_ver: semVer,
  fractional,
}
