// The floor: a signed head of Go's checksum database as it was when this release was made. A tree that is not
// consistent with it is a fork, on the very first contact too.

/** A signed note (checkpoint.ts). Renewed at a release with the database's `/latest`. */
export const FLOOR_HEAD: string = [
  'go.sum database tree',
  '71769961',
  'O0jlIxwRb2vZYS1na726XLlaDCtCqKUVLld+AY32AGA=',
  '',
  '— sum.golang.org Az3grufbQia/eVmOpUINcw1UBa6rB6ikK2tQHD1unUUvIMEXtMyuoYzc+kL7vaGESkPcmXTD1s5Cu55o14FrOYfragA=',
  '',
].join('\n')
