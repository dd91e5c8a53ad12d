import assert from 'node:assert/strict'
import { test } from 'node:test'
import { guardLine, guardSettings } from './lines.ts'

const origin = 'https://guard.example'

test('guardSettings is the address alone where the guard has no private modules', () =>
  assert.deepEqual(guardSettings({ origin, privateGit: [] }, { GONOPROXY: 'a.example', GONOSUMDB: 'a.example' }), [
    ['GOPROXY', origin],
  ]))

test('guardSettings leaves private what else is private, and takes nothing past the guard that it has', () =>
  assert.deepEqual(
    guardSettings(
      { origin, privateGit: ['corp.example/team/*', 'go.example'] },
      { GONOPROXY: 'a.example, corp.example,none,go.example/x', GONOSUMDB: 'a.example,corp.example' },
    ),
    [
      ['GOPROXY', origin],
      ['GONOPROXY', 'a.example'],
      ['GONOSUMDB', 'a.example,corp.example,corp.example/team/*,go.example'],
    ],
  ))

test('guardLine quotes what a shell would take apart', () =>
  assert.equal(
    guardLine({ origin, privateGit: ['corp.example/*'] }),
    `go env -w GOPROXY=${origin} GONOPROXY=none GONOSUMDB='corp.example/*'`,
  ))
