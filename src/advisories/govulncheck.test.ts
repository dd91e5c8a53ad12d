import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isWardenError } from '../base/errors.ts'
import { parseGovulncheck } from './govulncheck.ts'

test('parseGovulncheck gives packages and called functions, the way from the own code on', () => {
  const frames = [
    {
      module: 'example.com/v',
      package: 'example.com/v',
      function: 'M',
      receiver: '*T[int]',
      position: { filename: 'v.go', line: 9 },
    },
    {
      module: 'example.com/me',
      package: 'example.com/me',
      function: 'main',
      position: { filename: 'main.go', line: 7 },
    },
  ]
  const output = [
    { config: { protocol_version: 'v1.0.0' } },
    { finding: { osv: 'GO-1', trace: [{ module: 'example.com/other' }] } },
    { finding: { osv: 'GO-2', trace: [{ module: 'example.com/v', package: 'example.com/v/p' }] } },
    { finding: { osv: 'GO-3', trace: frames } },
  ]
  const { packages, reached } = parseGovulncheck(output.map((one) => JSON.stringify(one, undefined, '  ')).join('\n'))
  assert.deepEqual(packages, ['example.com/v/p', 'example.com/v'])
  assert.deepEqual(reached, [
    {
      package: 'example.com/v',
      symbol: 'T.M',
      certain: true,
      path: [
        { function: 'main', package: 'example.com/me', file: 'main.go', line: 7 },
        { function: 'T.M', package: 'example.com/v', file: 'v.go', line: 9 },
      ],
    },
  ])
})

test('parseGovulncheck refuses what is cut off', () => {
  assert.throws(
    () => parseGovulncheck('{"finding": {'),
    (error) => isWardenError(error, 'parse'),
  )
})
