import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { decodedLabel } from './looks.ts'
import { nameOf } from './modulename.ts'
import { buildNameIndex } from './nameindex.ts'
import { judgeName, likenessOf, namesakes } from './names.ts'
import { formatPopular, parsePopular, popularPaths } from './popular.ts'
import { judgeSlop } from './slop.ts'

const popular = await popularPaths()
const index = buildNameIndex(popular, [])

/** `kind severity meant`, or `none`. */
function judged(path: string, graph: readonly string[] = []): string {
  const found = likenessOf(graph.length === 0 ? index : buildNameIndex(popular, graph), path)
  return found === undefined ? 'none' : `${found.kind} ${found.severity} ${found.meant}`
}

describe('judgeName', () => {
  const rows: readonly (readonly [path: string, expected: string])[] = [
    ['github.com/sirupsne/logrus', 'owner1 high github.com/sirupsen/logrus'],
    ['github.com/sirupse/logrus', 'owner1 high github.com/sirupsen/logrus'],
    ['github.com/sirupseen/logrus', 'owner1 high github.com/sirupsen/logrus'],
    ['gitlab.com/sirupsan/logrus', 'owner1 high github.com/sirupsen/logrus'],
    ['gopkg.in/sirupsan/logrus.v1', 'owner1 high github.com/sirupsen/logrus'],
    ['github.com/go-chii/chi/v5', 'owner1 high github.com/go-chi/chi/v5'],
    ['github.com/awss/aws-sdk-go-v2/service/ec2', 'owner1 high github.com/aws/aws-sdk-go-v2/service/ec2'],
    ['github.com/span13/cobra', 'owner2 medium github.com/spf13/cobra'],
    ['github.com/sitpupsen/logrus', 'owner2 high github.com/sirupsen/logrus'],
    ['github.com/sirupsen-io/logrus', 'affix high github.com/sirupsen/logrus'],
    ['github.com/go-sirupsen/logrus', 'affix high github.com/sirupsen/logrus'],
    ['github.com/sirupsenlabs/logrus', 'affix high github.com/sirupsen/logrus'],
    ['github.com/gosqldriver/mysql', 'affix high github.com/go-sql-driver/mysql'],
    ['github.com/Stretchr/testify', 'case high github.com/stretchr/testify'],
    ['github.com/Sirupsen/logrus', 'none'],
    ['github.com/s1rupsen/logrus', 'homoglyph high github.com/sirupsen/logrus'],
    ['github.com/gorm-l0/gorm', 'samename low gorm.io/gorm'],
    ['github.com/rnitchellh/copystructure', 'homoglyph high github.com/mitchellh/copystructure'],
    ['xn--gthub-n4a.com/sirupsen/logrus', 'homoglyph high github.com/sirupsen/logrus'],
    ['xn--gthub-n2e.com/nobody/knows', 'homoglyph high github.com/stretchr/testify'],
    ['xn--bcher-kva.example/sirupsen/logrus', 'none'],
    ['githud.com/sirupsen/logrus', 'host high github.com/sirupsen/logrus'],
    ['githud.com/nobody/knows', 'host high github.com/stretchr/testify'],
    ['gitlab.com/sirupsen/logrus', 'host high github.com/sirupsen/logrus'],
    ['golang.com/x/crypto', 'host high golang.org/x/crypto'],
    ['k8s.com/client-go', 'host high k8s.io/client-go'],
    ['github.com/testify/stretchr', 'swap medium github.com/stretchr/testify'],
    ['github.com/redis/go-redis', 'none'],
    ['gopkg.in/yamll.v3', 'gopkg medium gopkg.in/yaml.v3'],
    ['gopkg.in/yaml.v4', 'none'],
    ['github.com/nobody/crypto', 'vanity low golang.org/x/crypto'],
    ['github.com/golang-x/crypto', 'vanity high golang.org/x/crypto'],
    ['example.com/x/crypto', 'vanity high golang.org/x/crypto'],
    ['github.com/golang/crypto', 'none'],
    ['github.com/kubernetes/client-go', 'none'],
    ['github.com/nobody/retryablehttp', 'samename low github.com/hashicorp/go-retryablehttp'],
    ['github.com/nobody/gopsutil', 'samename low github.com/shirou/gopsutil'],
    ['github.com/nobody/gopsutil/v9', 'samename low github.com/shirou/gopsutil/v4'],
    ['github.com/nobody/cobra/v2', 'samename low github.com/spf13/cobra'],
    ['github.com/nobody/testifi', 'samename low github.com/stretchr/testify'],
    ['github.com/nobody/uuid', 'samename low github.com/google/uuid'],
    ['github.com/nobody/client', 'none'],
    ['github.com/nobody/something-else', 'none'],
    ['github.com/google/anything', 'none'],
    ['github.com/etcd-io/bbolt', 'none'],
    ['mymodule', 'none'],
    ['not a path', 'none'],
  ]
  for (const [path, expected] of rows) {
    test(`says ${expected} of ${path}`, () => assert.equal(judged(path), expected))
  }

  test('compares with the modules of the project, either of which may be the copy', () => {
    assert.equal(judged('github.com/qiniiu/qmgo'), 'none')
    assert.equal(judged('github.com/qiniiu/qmgo', ['github.com/qiniu/qmgo']), 'owner1 medium github.com/qiniu/qmgo')
    assert.equal(
      judged('github.com/ordinarymea/TNSR_IDS', ['github.com/ordinarymea/tnsr_ids']),
      'case high github.com/ordinarymea/tnsr_ids',
    )
    assert.equal(
      judged('github.com/vainreboot/layout', ['github.com/acme/layout']),
      'samename low github.com/acme/layout',
    )
    assert.equal(judged('example.com/acme/layout', ['example.com/acme/layout/v2']), 'none')
  })

  test('says what was meant, in one line, and how to replace it', () => {
    const [finding] = judgeName(index, 'github.com/siruspen/logrus')
    assert.deepEqual(finding, {
      rule: 'MW-NAME-OWNER1',
      severity: 'high',
      file: '',
      line: 0,
      message:
        'its owner siruspen is one letter from sirupsen, with the same repository name; probably meant: github.com/sirupsen/logrus',
      folded: ['github.com/sirupsen/logrus'],
      trace: [{ file: '', line: 0, what: 'github.com/sirupsen/logrus is well known' }],
      trigger: 'record',
      remedy:
        'go get github.com/sirupsen/logrus@latest && go mod edit -droprequire=github.com/siruspen/logrus && go build -mod=readonly ./...',
    })
    const [indirect] = judgeName(index, 'github.com/siruspen/logrus', { indirect: true })
    assert.equal(indirect?.remedy, 'go mod why -m github.com/siruspen/logrus')
  })

  test('ends with names that are made to be slow', () => {
    const graph = Array.from({ length: 5000 }, (_, i) => `github.com/${'a'.repeat(30)}${i}/same`)
    const many = buildNameIndex(popular, graph)
    for (const path of graph.slice(0, 2000)) likenessOf(many, path)
    assert.equal(likenessOf(many, `github.com/${'a/'.repeat(10_000)}b`), undefined)
    assert.equal(likenessOf(many, `github.com/${'-'.repeat(300)}/logrus`)?.kind, 'samename')
  })
})

test('judgeName throws nothing for whatever comes, and says of a known name with one letter changed that it is near', () => {
  const letters = fc.stringMatching(/^[a-z0-9~._-]{0,12}$/)
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(letters, { maxLength: 5 }).map((parts) => parts.join('/')),
      ),
      (path) => {
        judgeName(index, path)
        judgeName(index, `github.com/${path}`)
        judgeName(index, `xn--${path}.com/a/b`)
        namesakes(index, path)
      },
    ),
    { numRuns: 300 },
  )
  // A letter that no owner ends in, at the end of each owner that is long enough.
  const owners = popular.slice(0, 500).filter((path) => /^github\.com\/[^/]{5,}\/[^/]{5,}$/.test(path))
  const near = owners.filter((path) => {
    const found = likenessOf(index, path.replace(/^(github\.com\/[^/]+)/, '$1q'))
    return found?.severity === 'high'
  })
  assert.ok(owners.length > 100)
  assert.deepEqual(near, owners)
})

describe('the well-known modules against each other', () => {
  test('as they are, none has a finding', () => {
    assert.equal(popular.length, 4501)
    assert.deepEqual(
      popular.filter((path) => judgeName(index, path).length > 0),
      [],
    )
  })

  test('each as though it were unknown, none is above low', () => {
    const found = popular.flatMap((path) => likenessOf(index, path, { unlisted: true }) ?? [])
    assert.deepEqual(
      found.filter(({ severity }) => severity !== 'low'),
      [],
    )
    assert.equal(found.length, 277)
  })
})

test('nameOf takes paths apart as their hosts read them', () => {
  const parts = (path: string): readonly unknown[] => {
    const name = nameOf(path)
    return [name?.forge, name?.owner, name?.repo, name?.folder, name?.major, name?.rest]
  }
  assert.deepEqual(parts('github.com/A/B/c/v3'), [true, 'a', 'b', 'c', 3, 'a/b/c'])
  assert.deepEqual(parts('gopkg.in/yaml.v1'), [true, 'go-yaml', 'yaml', '', 0, 'yaml'])
  assert.deepEqual(parts('gopkg.in/a/b.v2-unstable'), [true, 'a', 'b', '', 2, 'a/b'])
  assert.deepEqual(parts('golang.org/x/mod'), [false, 'golang.org', 'mod', '', 0, 'x/mod'])
  for (const path of ['std', 'example.com', 'github.com//x', `a.b/${'c'.repeat(600)}`])
    assert.equal(nameOf(path), undefined)
})

test('decodedLabel reads punycode, and nothing else', () => {
  assert.equal(decodedLabel('xn--bcher-kva'), 'bücher')
  assert.equal(decodedLabel('xn--80ak6aa92e'), 'аррӏе')
  for (const label of ['plain', 'xn--', 'xn--\u00fc', `xn--${'9'.repeat(50)}`]) {
    assert.equal(decodedLabel(label)?.length ?? 0, 0, label)
  }
})

test('namesakes names what a copy would be compared with', () => {
  assert.deepEqual(namesakes(index, 'github.com/nobody/go-retryablehttp'), ['github.com/hashicorp/go-retryablehttp'])
  assert.equal(namesakes(index, 'github.com/xinfeisoft/crypto')[0], 'golang.org/x/crypto')
  assert.equal(namesakes(index, 'github.com/nobody/client').length, 10)
  assert.deepEqual(namesakes(index, 'std'), [])
})

test('judgeSlop tells young modules with a name made of known ones', () => {
  const now = new Date('2026-11-21T00:00:00Z')
  const since = new Date('2026-11-18T00:00:00Z')
  const old = new Date('2026-10-01T00:00:00Z')
  const rule = (path: string, age: Parameters<typeof judgeSlop>[2]): string | undefined =>
    judgeSlop(index, path, age, now)[0]?.message
  assert.equal(
    rule('github.com/nobody/testify-mockgen', { kind: 'logged', since }),
    'a name put together from that of github.com/stretchr/testify, and it is 3 days old; who named it may have made it up',
  )
  assert.match(rule('github.com/nobody/go-cobra-auth', { kind: 'absent' }) ?? '', /has no such module/)
  assert.equal(rule('github.com/nobody/testify-mockgen', { kind: 'logged', since: old }), undefined)
  assert.equal(rule('github.com/nobody/weather', { kind: 'absent' }), undefined)
  assert.equal(rule('github.com/stretchr/testify-mockgen', { kind: 'absent' }), undefined)
})

test('formatPopular and parsePopular undo each other', () => {
  const paths = ['github.com/b/x', 'github.com/b/y/v2', 'mvdan.cc/gofumpt', 'a.io/b/c/d']
  assert.deepEqual(parsePopular(formatPopular(paths)), paths)
  assert.equal(formatPopular(paths), 'github.com/b x y/v2\nmvdan.cc gofumpt\na.io/b c/d\n')
  assert.equal(new Set(popular).size, popular.length)
})
