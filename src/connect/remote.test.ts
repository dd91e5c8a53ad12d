import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hostOfRemote, projectOfRemote } from './remote.ts'

test('hostOfRemote finds the API of the host that a remote names', () => {
  for (const [url, hint, expected] of [
    ['https://github.example/me/project.git', undefined, 'github https://api.github.example me/project'],
    ['git@github.example:me/project.git', undefined, 'github https://api.github.example me/project'],
    ['https://token@github.corp.example/me/project', undefined, 'github https://github.corp.example/api/v3 me/project'],
    [
      'ssh://git@gitlab.example:2222/group/sub/project.git',
      undefined,
      'gitlab https://gitlab.example/api/v4 group/sub/project',
    ],
    ['https://gitlab.example:8443/a/b', undefined, 'gitlab https://gitlab.example:8443/api/v4 a/b'],
    ['https://code.example/a/b', 'gitlab', 'gitlab https://code.example/api/v4 a/b'],
    ['https://code.example/a/b', 'github', 'github https://code.example/api/v3 a/b'],
  ] as const) {
    const found = hostOfRemote(url, hint)
    assert.equal(found === undefined ? '' : `${found.kind} ${found.api} ${found.project}`, expected)
  }
})

test('hostOfRemote gives nothing for folders, plain http and hosts of no known kind', () => {
  for (const url of [
    '/srv/git/project.git',
    '../project',
    'http://github.example/a/b',
    'https://code.example/a/b',
    '',
  ]) {
    assert.equal(hostOfRemote(url, undefined), undefined)
  }
  assert.equal(hostOfRemote('https://notgithub.example/a/b', undefined), undefined)
  assert.equal(projectOfRemote('C:/src/project'), '')
})
