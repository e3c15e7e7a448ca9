/** A simulation that would not end in a time that somebody waits for. */
export class SimulationTooLong extends Error {
  override readonly name = 'SimulationTooLong'
  readonly remedy = 'say a longer scrapeEvery, an earlier `until`, or let no source be away for so long'
}

/** A plan of two months, scraped each minute, takes some 90,000 turns. */
const TURNS_MAX = 100_000
const SAMPLES_MAX = 1_000_000

export function boundTurns(turns: number): void {
  if (turns > TURNS_MAX) throw new SimulationTooLong(`the simulation takes more than ${TURNS_MAX} turns`)
}

/** `samples` are read at one moment, of one signal. */
export function boundSamples(samples: number): void {
  if (samples > SAMPLES_MAX)
    throw new SimulationTooLong(`at one moment more than ${SAMPLES_MAX} measurements would be read`)
}

/** Each reads the span of one rule. */
const LOOKS_MAX = 5_000

/** After the end of the change, for what its tasks wait to see. */
export function boundLooks(looks: number): void {
  if (looks > LOOKS_MAX)
    throw new SimulationTooLong(`after the end more than ${LOOKS_MAX} looks for evidence would be taken`)
}
