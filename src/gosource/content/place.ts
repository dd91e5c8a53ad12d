// What a file's place in a module says: whether go build takes it in, and whether it is there for tests.

/** The folder of a file, without a slash at its end; empty for the root. */
export function folderOf(name: string): string {
  const slash = name.lastIndexOf('/')
  return slash < 0 ? '' : name.slice(0, slash)
}

/** The name without its folder. */
export function baseOf(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1)
}

/** What follows the last dot of the name, in lower case; empty where there is none, and for `.envrc`. */
export function extensionOf(name: string): string {
  const base = baseOf(name)
  const dot = base.lastIndexOf('.')
  return dot <= 0 ? '' : base.slice(dot + 1).toLowerCase()
}

/** Whether a file is there for tests, by the words of its folders and its name. */
export function isForTests(name: string): boolean {
  return FOR_TESTS.test(name) || name.endsWith('_test.go')
}

/**
 * Whether go build looks into the folder of a file: no part of its path is `testdata` or `vendor` or begins with `_` or
 * `.` (https://pkg.go.dev/cmd/go#hdr-Package_lists_and_patterns).
 */
export function isBuilt(name: string): boolean {
  return !/(?:^|\/)(?:testdata|[._][^/]*)\//.test(name) && !/^[._]/.test(baseOf(name))
}

const FOR_TESTS =
  /(?:^|[/_.-])(?:testdata|test|tests|testing|testutil|testutils|testfiles|fixtures?|golden|goldens|fuzz|fuzzing|corpus|corpora|e2e|samples?|examples?|_examples?|mocks?|benchmarks?|bench|internal\/test)(?:[/_.-]|\d*\/)/i
