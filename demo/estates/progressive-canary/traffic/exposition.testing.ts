/** What a service of the shop tells Prometheus, read by a test. */
export class Exposition {
  readonly #samples: readonly { readonly name: string; readonly labels: string; readonly value: number }[]

  constructor(text: string) {
    this.#samples = [...text.matchAll(/^(\w+)(?:\{(.*)\})? (\S+)$/gm)].map(
      ([, name = '', labels = '', value]) => ({ name, labels, value: Number(value) }),
    )
  }

  /** All samples of the name whose labels say so, such as `code="5`, added up. */
  sum(name: string, ...saying: readonly string[]): number {
    const found = this.#samples.filter(
      (sample) => sample.name === name && saying.every((label) => sample.labels.includes(label)),
    )
    if (found.length === 0 && !this.#samples.some((sample) => sample.name === name))
      throw new Error(`nothing is called ${name}`)
    return found.reduce((sum, { value }) => sum + value, 0)
  }
}

export async function exposition(url: string): Promise<Exposition> {
  const answer = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(5_000) })
  if (!answer.ok) throw new Error(`/metrics answered ${answer.status}`)
  return new Exposition(await answer.text())
}
