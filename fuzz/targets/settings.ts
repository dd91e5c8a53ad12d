// modwarden's configuration: a project's .modwarden.yaml and the user's own file.
import assert from 'node:assert/strict'
import { loadSettings, type Settings } from '../../src/commands/settings/settings.ts'
import type { Files } from '../../src/world/files.ts'
import { attemptLater, type Target } from '../target.ts'

/** The target. */
export const target: Target = {
  about: 'loadSettings: a project can only tighten, whatever its file says; every error has a place',
  seeds: [
    'private: [example.com, "*.corp.example"]\nrequire-proof: true\nfull: true\n',
    'upstream: https://proxy.example\ngosumdb: off\nstore: /tmp/x\n',
    'public-hosts:\n  - example.org\nask-all: true\noffline: false\nworkers: 4\n',
    '{private: [a], full: no}',
    'private: &a [x]\nfull: *a\n',
    '? [a]\n: b\n',
    'full: !!bool "true"\n',
    '--- a\n--- b\n',
    '# nothing\n',
  ],
  dictionary: ['upstream', 'gosumdb', 'store', 'private', 'public-hosts', 'ask-all', 'require-proof', 'offline', 'full']
    .map((key) => `${key}: `)
    .concat([
      'workers: ',
      'true',
      'false',
      'null',
      '~',
      '"',
      "'",
      '[',
      ']',
      '{',
      '}',
      '&a ',
      '*a',
      '!!',
      '<<: ',
      '|\n',
      '>\n',
    ])
    .concat(['__proto__: ', 'constructor: ', '%YAML 1.1\n', '- ', '? ', ': ', '\t', '#', '0x10', '.inf', '2001-01-01']),
  maxBytes: 2048,
  async run(input) {
    const base = await loadSettings(only('', input), environment, '/p', {})
    const project = await attemptLater(['config'], () =>
      loadSettings(only('/p/.modwarden.yaml', input), environment, '/p', {}),
    )
    if (project.ok) {
      const { private: paths, requireProof, full, ...rest } = project.value
      const { private: _, requireProof: __, full: ___, ...expected } = base
      assert.deepEqual(rest, expected)
      assert.ok(typeof requireProof === 'boolean' && typeof full === 'boolean')
      assert.ok(paths.every((path) => typeof path === 'string' && path !== ''))
    } else {
      assert.equal(project.error.place?.file, '/p/.modwarden.yaml')
    }
    const user = await attemptLater(['config'], () => loadSettings(only(userFile, input), environment, undefined, {}))
    if (user.ok) wellTyped(user.value)
    else assert.equal(user.error.place?.file, userFile)
    if (project.ok) assert.ok(user.ok, 'what a project may set, a user may')
  },
}

const environment = { HOME: '/home/u' }
const userFile = '/home/u/.config/modwarden/config.yaml'

function wellTyped(settings: Settings): void {
  const { upstream, gosumdb, store, private: paths, publicHosts, workers } = settings
  for (const text of [upstream, gosumdb]) assert.ok(text === undefined || (typeof text === 'string' && text !== ''))
  assert.ok(store.startsWith('/'))
  for (const item of [...paths, ...publicHosts]) assert.ok(typeof item === 'string' && item !== '')
  assert.ok(workers === undefined || (Number.isInteger(workers) && workers >= 1 && workers <= 256))
  for (const flag of [settings.askAll, settings.requireProof, settings.offline, settings.full]) {
    assert.equal(typeof flag, 'boolean')
  }
}

/** A disk with one file. */
function only(path: string, content: Uint8Array): Files {
  const files: Pick<Files, 'read' | 'info'> = {
    read: async (name) => (name === path ? content : undefined),
    info: async () => undefined,
  }
  return files as Files // settings are only read: a call of anything else is a finding
}
