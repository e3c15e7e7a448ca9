import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseBinding } from './parse.ts'

const faults = (addresses: string): readonly string[] => {
  const read = parseBinding(
    `environments:
  staging:
    targets:
      shop: { traffic: { gateway: g }, sides: { blue: 'http://h:1', green: 'http://h:2' }, addresses: ['https://shop.example'] }
      api: { traffic: { gateway: g }, sides: { blue: 'http://h:3', green: 'http://h:4' }, addresses: ${addresses} }
`,
    'cutwater.yaml',
  )
  return 'findings' in read ? read.findings.map(({ code, message }) => `${code}: ${message}`) : []
}

describe('addresses of targets', () => {
  for (const [addresses, found] of [
    ["['https://shop.example/api/', 'https://www.shop.example']", []],
    ["['https://shop.example:443/']", ['duplicate-name: shop has this address too']],
    ["['https://a.example', 'https://A.example/']", ['duplicate-name: this address is there already']],
    ["['https://a.example/?x=1']", ['bad-value: an address has no query']],
    ["['https://x${A}/']", ['input-in-command: a variable chooses whom to call', /^unknown-variable: /]],
  ] as const)
    it(addresses, () => {
      const is = faults(addresses)
      assert.equal(is.length, found.length, is.join())
      for (const [i, one] of found.entries())
        if (typeof one === 'string') assert.equal(is[i], one)
        else assert.match(is[i] ?? '', one)
    })
})
