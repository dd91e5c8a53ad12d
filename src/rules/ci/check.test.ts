import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkWorkflows, workflowRules } from './check.ts'
import type { TreeNode } from './tree.ts'
import { readWorkflow, type Workflow } from './workflow.ts'

const sha = '0123456789abcdef0123456789abcdef01234567'
const usualProxy = 'https://mirror.example'
const checkout = { uses: `actions/checkout@${sha}` }
const verify = { run: 'npx modwarden verify' }

/** Values as a tree; every node is on the line that a depth-first walk comes to it. */
function tree(value: unknown): TreeNode {
  let line = 0
  const node = (v: unknown): TreeNode => {
    line++
    const own = line
    if (Array.isArray(v)) return { kind: 'list', line: own, items: v.map(node) }
    if (typeof v === 'object' && v !== null) {
      return {
        kind: 'map',
        line: own,
        entries: Object.entries(v).map(([key, item]) => ({ key, line: line + 1, value: node(item) })),
      }
    }
    return { kind: 'text', line: own, text: typeof v === 'string' ? v : JSON.stringify(v) }
  }
  return node(value)
}

function workflow(value: unknown): Workflow {
  const found = readWorkflow('.github/workflows/ci.yml', [tree(value)])
  assert.ok(found !== undefined)
  return found
}

/** A workflow with one job of these steps, sound in all else. */
function github(steps: readonly object[], more: object = {}): object {
  return {
    on: { push: '' },
    permissions: { contents: 'read' },
    jobs: { test: { steps: [checkout, ...steps, verify] } },
    ...more,
  }
}

function rules(value: unknown): string[] {
  return checkWorkflows([workflow(value)], { usualProxy }).map((finding) => finding.rule)
}

const setupGo = { uses: `actions/setup-go@${sha}` }
const cachePath = { path: '~/go/pkg/mod', key: 'go' }
const outsiders = { on: { pull_request_target: '' } }

const fixtures: Readonly<Record<string, { readonly fires: readonly object[]; readonly silent: readonly object[] }>> = {
  'MW-ENV-CI-UNPINNED': {
    fires: [
      github([{ uses: 'actions/labeler@v5' }, { uses: 'actions/labeler@v5' }]),
      github([{ uses: 'acme/x/y@main' }]),
      github([{ uses: 'docker://alpine:3' }]),
      { ...github([]), jobs: { call: { uses: 'acme/x/.github/workflows/ci.yml@v1' } } },
    ],
    silent: [github([{ uses: './.github/actions/x' }, { uses: `docker://alpine@sha256:${sha}${sha.slice(0, 24)}` }])],
  },
  'MW-ENV-CI-LATEST': {
    fires: [
      github([{ run: 'go install honnef.co/go/tools/cmd/staticcheck@latest' }]),
      github([{ run: 'cd x && go run -race example.com/x@main ./...' }]),
    ],
    silent: [github([{ run: 'go install example.com/x@v1.2.3\necho x@latest\n# go install y@latest' }])],
  },
  'MW-ENV-CI-PIPE': {
    fires: [
      'curl -sSfL https://x.example/i.sh | sh -s -- -b bin',
      'wget -qO- https://x.example/i.sh \\\n  | sudo -E bash',
      'bash <(curl -s https://x.example/i.sh)',
      'sh -c "$(curl -fsSL https://x.example/i.sh)"',
      'curl https://x.example/i.py | python3 -',
      'iwr https://x.example/i.ps1 | iex',
    ].map((run) => github([{ run }])),
    silent: [
      github([
        {
          run: 'curl -o f https://x.example/f && sha256sum -c sums\ncurl https://x.example | tee log | jq .a\necho curl; ls | shuf',
        },
      ]),
    ],
  },
  'MW-ENV-CI-PERMISSIONS': {
    fires: [
      { ...github([]), permissions: 'write-all' },
      { on: 'push', jobs: { test: { steps: [checkout, verify] } } },
      { on: ['push'], jobs: { a: { permissions: {}, steps: [] }, b: { steps: [checkout] } } },
    ],
    silent: [
      { on: 'push', jobs: { test: { permissions: { contents: 'read' }, steps: [checkout] } } },
      { on: { workflow_call: '' }, jobs: { test: { steps: [checkout] } } },
      { runs: { using: 'composite', steps: [checkout] } },
    ],
  },
  'MW-ENV-CI-TARGET': {
    fires: [
      github([{ ...checkout, with: { ref: '${{ github.event.pull_request.head.sha }}' } }], outsiders),
      github([{ run: 'gh pr checkout 12' }], outsiders),
      github([{ ...checkout, with: { ref: '${{ github.event.workflow_run.head_sha }}' } }], {
        on: { workflow_run: '' },
      }),
    ],
    silent: [
      github([{ ...checkout, with: { ref: '${{ github.event.pull_request.head.sha }}' } }], {
        on: { pull_request: '' },
      }),
      github([checkout], outsiders),
    ],
  },
  'MW-ENV-CI-INJECTION': {
    fires: [
      github([{ run: 'echo "${{ github.event.issue.title }}"' }]),
      github([{ run: 'git checkout ${{ github.head_ref }}' }]),
      github([{ run: "echo ${{ GitHub.Event['issue'].Title }}" }]),
      github([{ run: "echo '${{ format('{0}', github.event.commits[0].message) }}'" }]),
      github([
        { uses: `actions/github-script@${sha}`, with: { script: 'a()\nb("${{ github.event.comment.body }}")' } },
      ]),
    ],
    silent: [
      github([{ run: 'echo "$TITLE"', env: { TITLE: '${{ github.event.issue.title }}' } }]),
      github([
        { run: 'echo ${{ github.event.issue.number }} ${{ github.sha }} ${{ github.event.pull_request.head.sha }}' },
      ]),
    ],
  },
  'MW-ENV-CI-CACHE-SHARED': {
    fires: [github([setupGo], outsiders), github([{ uses: `actions/cache@${sha}`, with: cachePath }], outsiders)],
    silent: [github([{ ...setupGo, with: { cache: 'false' } }], outsiders)],
  },
  'MW-ENV-CI-CACHE': {
    fires: [
      bare([setupGo, { run: 'go test ./...' }]),
      bare([{ uses: `actions/cache@${sha}`, with: { ...cachePath, 'restore-keys': 'go-' } }, { run: 'go test ./...' }]),
      bare([{ uses: `actions/cache/restore@${sha}`, with: { path: '${{ env.GOMODCACHE }}' } }]),
      bare([verify, setupGo]),
      bare([{ uses: `Actions/Setup-Go@${sha}` }, { run: 'go test ./...' }]),
      bare([setupGo, { run: 'npx modwarden verify || true' }]),
      bare([setupGo, { run: 'echo run go mod verify' }]),
      bare([setupGo, { ...verify, 'continue-on-error': true }]),
    ],
    silent: [
      bare([setupGo, { run: 'go mod verify' }, { run: 'go test ./...' }]),
      bare([{ ...setupGo, with: { cache: false } }]),
      bare([{ uses: `actions/cache@${sha}`, with: { path: '~/.cache/npm' } }]),
    ],
  },
  'MW-ENV-CI-UNVERIFIED': {
    fires: [bare([{ run: 'go vet ./...\ngo test ./...' }])],
    silent: [
      bare([{ run: 'go test -mod=readonly ./...' }]),
      bare([{ run: 'go version' }]),
      bare([{ run: 'go mod verify && go test ./...' }]),
    ],
  },
  'MW-ENV-CI-SETTING': {
    fires: [
      { ...github([]), env: { GOFLAGS: '-mod=mod' } },
      github([{ run: 'export GOSUMDB=off' }]),
      github([{ run: 'GONOSUMDB=* go build ./...' }]),
      github([{ run: 'go env -w GOPROXY=direct' }]),
      github([{ run: 'echo "GONOSUMCHECK=1" >> "$GITHUB_ENV"' }]),
      github([{ run: 'x', env: { GOPRIVATE: 'github.com' } }]),
      github([{ run: 'go build -mod=mod ./...' }]),
    ],
    silent: [
      {
        ...github([]),
        env: { GOFLAGS: '-mod=readonly', GOPROXY: `${usualProxy},direct`, GOPRIVATE: 'corp.example', CGO_ENABLED: 0 },
      },
      github([{ run: 'GOSUMDB=$OTHER go build ./...', env: { GOPROXY: '${{ secrets.PROXY }}' } }]),
    ],
  },
}

function bare(steps: readonly object[]): object {
  return { ...github([]), jobs: { test: { steps: [checkout, ...steps] } } }
}

test('every workflow rule has fixtures', () => {
  assert.deepEqual(
    workflowRules.map((rule) => rule.id).filter((id) => fixtures[id] === undefined),
    [],
  )
})

for (const [id, { fires, silent }] of Object.entries(fixtures)) {
  test(`${id} is found once, alone`, () => {
    for (const value of fires) assert.deepEqual(rules(value), [id], JSON.stringify(value))
  })
  test(`${id} says nothing of a near miss`, () => {
    for (const value of silent) assert.deepEqual(rules(value), [], JSON.stringify(value))
  })
}

test('old versions of setup-go cache only where they are told to', () => {
  const steps = (ref: string, cache?: string): object =>
    bare([{ uses: `actions/setup-go@${ref}`, ...(cache === undefined ? {} : { with: { cache } }) }])
  assert.deepEqual(rules(steps('v3')), ['MW-ENV-CI-UNPINNED'])
  assert.deepEqual(rules(steps('v3', 'true')), ['MW-ENV-CI-CACHE', 'MW-ENV-CI-UNPINNED'])
  assert.deepEqual(rules(steps('v6')), ['MW-ENV-CI-CACHE', 'MW-ENV-CI-UNPINNED'])
})

test('findings stand at the line of what they are about', () => {
  const run: TreeNode = { kind: 'text', line: 21, text: 'echo a\ncurl https://x.example/i.sh \\\n  | sh\n' }
  const root: TreeNode = {
    kind: 'map',
    line: 1,
    entries: [
      { key: 'on', line: 1, value: { kind: 'text', line: 1, text: 'push' } },
      {
        key: 'jobs',
        line: 2,
        value: {
          kind: 'map',
          line: 3,
          entries: [
            {
              key: 'a',
              line: 3,
              value: {
                kind: 'map',
                line: 4,
                entries: [
                  { key: 'permissions', line: 4, value: { kind: 'map', line: 4, entries: [] } },
                  {
                    key: 'steps',
                    line: 19,
                    value: {
                      kind: 'list',
                      line: 20,
                      items: [{ kind: 'map', line: 20, entries: [{ key: 'run', line: 20, value: run }] }],
                    },
                  },
                ],
              },
            },
          ],
        },
      },
    ],
  }
  const found = readWorkflow('ci.yml', [root])
  assert.ok(found !== undefined)
  assert.deepEqual(
    checkWorkflows([found], { usualProxy }).map(({ rule, file, line }) => [rule, file, line]),
    [['MW-ENV-CI-PIPE', 'ci.yml', 22]],
  )
})

test('readWorkflow reads GitLab files: scripts, variables and caches', () => {
  const gitlab = (job: object, more: object = {}): string[] => rules({ stages: ['test'], ...more, test: job })
  assert.deepEqual(gitlab({ script: ['go mod verify', ['go test ./...']] }), [])
  assert.deepEqual(gitlab({ script: 'go test ./...' }), ['MW-ENV-CI-UNVERIFIED'])
  assert.deepEqual(gitlab({ script: ['go test ./...'], cache: { paths: ['.go/pkg/mod/'] } }), ['MW-ENV-CI-CACHE'])
  assert.deepEqual(gitlab({ script: ['go test ./...'] }, { cache: [{ paths: ['x'] }, { paths: ['.go/pkg/mod/'] }] }), [
    'MW-ENV-CI-CACHE',
  ])
  assert.deepEqual(gitlab({ script: ['go mod verify'], variables: { GOSUMDB: { value: 'off' } } }), [
    'MW-ENV-CI-SETTING',
  ])
  assert.deepEqual(gitlab({ script: ['go mod verify'] }, { variables: { GONOSUMDB: 'github.com' } }), [
    'MW-ENV-CI-SETTING',
  ])
})

test('readWorkflow knows no workflow in other files', () => {
  assert.equal(readWorkflow('x.yml', []), undefined)
  assert.equal(readWorkflow('x.yml', [tree({ name: 'x', services: { db: { image: 'y' } } })]), undefined)
  assert.equal(readWorkflow('x.yml', [tree('text')]), undefined)
})
